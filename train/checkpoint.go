package train

import (
	"fmt"
	"io"
	"strconv"

	"ddpm/model"

	"github.com/nlpodyssey/safetensors"
)

// checkpointFormat is the version of the file. A reader refuses any other.
const checkpointFormat = "ddpm checkpoint 1"

// state names all that a training consists of besides its configuration and the step.
func (t *Trainer) state() map[string][]float32 {
	return map[string][]float32{
		"weights": t.network.Weights,
		"average": t.average.Weights,
		"moment1": t.moment1,
		"moment2": t.moment2,
	}
}

// WriteCheckpoint writes the training's state between two steps, as a safetensors file: weights, their average and
// Adam's moments, flat, with the step in the metadata.
func (t *Trainer) WriteCheckpoint(w io.Writer) error {
	tensors := make(map[string]safetensors.TensorView)
	for name, values := range t.state() {
		view, err := model.TensorView([]uint64{uint64(len(values))}, values)
		if err != nil {
			return err
		}
		tensors[name] = view
	}
	return model.WriteTensors(w, tensors, map[string]string{"format": checkpointFormat, "step": strconv.Itoa(t.done)})
}

// ReadCheckpoint puts the trainer where the one stood that wrote the checkpoint. Both must have been made by New with the
// same arguments. It fails if the file is no such checkpoint or is damaged; the trainer is then of no more use.
func (t *Trainer) ReadCheckpoint(r io.Reader) error {
	file, metadata, err := model.ReadTensors(r, checkpointFormat)
	if err != nil {
		return err
	}
	done, err := strconv.Atoi(metadata["step"])
	if err != nil || done < 0 || done > t.config.Steps {
		return fmt.Errorf("damaged metadata %q", "step")
	}
	for name, values := range t.state() {
		if err := model.ReadTensor(values, file, name, []uint64{uint64(len(values))}); err != nil {
			return err
		}
	}
	t.done = done
	return nil
}
