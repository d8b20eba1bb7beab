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
	flat := func(values []float32) tensorfile.Tensor {
		return tensorfile.Tensor{Shape: []uint64{uint64(len(values))}, Values: values}
	}
	return map[string]tensorfile.Tensor{
		"weights": flat(t.network.Weights),
		"average": flat(t.average.Weights),
		"moment1": flat(t.moment1),
		"moment2": flat(t.moment2),
	}
}

// WriteCheckpoint writes the training's state between two steps, as a safetensors file: weights, their average and
// Adam's moments, flat, with the step in the metadata.
func (t *Trainer) WriteCheckpoint(w io.Writer) error {
	return tensorfile.Write(w, t.state(), map[string]string{tensorfile.FormatKey: checkpointFormat, "step": strconv.Itoa(t.done)})
}

// ReadCheckpoint sets the trainer to the state of the one that wrote the checkpoint. Both must have been made by New with the
// same arguments. It fails if the file is no such checkpoint or is damaged; the trainer must then not be used any more.
func (t *Trainer) ReadCheckpoint(r io.Reader) error {
	file, err := tensorfile.Read(r, checkpointFormat, 4*len(t.network.Weights))
	if err != nil {
		return err
	}
	done, err := strconv.Atoi(file.Metadata["step"])
	if err != nil || done < 0 || done > t.config.Steps {
		return fmt.Errorf("damaged metadata %q", "step")
	}
	if err := file.Fill(t.state()); err != nil {
		return err
	}
	t.done = done
	return nil
}
