package train

import (
	"fmt"
	"io"
	"strconv"

	"ddpm/model/tensorfile"
)

// checkpointFormat is the version of the file. A reader refuses any other.
const checkpointFormat = "ddpm checkpoint 1"

// state has, by name, all that a training consists of besides its configuration and the step.
func (t *Trainer) state() map[string]tensorfile.Tensor {
	state := make(map[string]tensorfile.Tensor)
	for name, flat := range map[string][]float32{
		"weights": t.network.Weights, "average": t.average.Weights, "moment1": t.moment1, "moment2": t.moment2, "best": t.Best,
	} {
		if flat != nil {
			state[name] = tensorfile.Tensor{Shape: []uint64{uint64(len(flat))}, Values: flat}
		}
	}
	return state
}

// WriteCheckpoint writes the training's state between two steps, as a safetensors file: weights, their average and
// Adam's moments, flat, with the step in the metadata; the best average and its step too, if there is one.
func (t *Trainer) WriteCheckpoint(w io.Writer) error {
	metadata := map[string]string{tensorfile.FormatKey: checkpointFormat, "step": strconv.Itoa(t.done)}
	if t.Best != nil {
		metadata["best_step"] = strconv.Itoa(t.BestStep)
	}
	return tensorfile.Write(w, t.state(), metadata)
}

// ReadCheckpoint sets the trainer to the state of the one that wrote the checkpoint. Both must have been made by New with the
// same arguments. It fails if the file is no such checkpoint or is damaged; the trainer must then not be used any more.
func (t *Trainer) ReadCheckpoint(r io.Reader) error {
	file, err := tensorfile.Read(r, checkpointFormat, 5*len(t.network.Weights))
	if err != nil {
		return err
	}
	done, err := strconv.Atoi(file.Metadata["step"])
	if err != nil || done < 0 || done > t.config.Steps {
		return fmt.Errorf("damaged metadata %q", "step")
	}
	t.Best, t.BestStep = nil, 0
	if best, ok := file.Metadata["best_step"]; ok {
		if t.BestStep, err = strconv.Atoi(best); err != nil || t.BestStep < 1 || t.BestStep > done {
			return fmt.Errorf("damaged metadata %q", "best_step")
		}
		t.Best = make([]float32, len(t.average.Weights))
	}
	t.done = done
	return file.Fill(t.state())
}
