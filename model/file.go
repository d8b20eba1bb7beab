package model

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/nlpodyssey/safetensors"
)

// Model is all that sampling needs: a network, the schedule that it was trained with, and the standardisation of the
// points that it saw, z = (x − Mean)/Scale on each axis.
type Model struct {
	Network     *Network
	Schedule    *Schedule
	Mean, Scale [2]float64
	Data        string   // what it was trained on, in words
	Labels      []string // names of the network's classes; nil if it has none

	// Trained are the lowest and the highest log-SNR that the network was trained on. Zeros stand for those of the schedule's
	// times 1, …, T, as in files from before this was kept.
	Trained [2]float64
}

// KnownLogSNRs returns the lowest and the highest log-SNR that the network was trained on.
func (m *Model) KnownLogSNRs() (lowest, highest float64) {
	if m.Trained == [2]float64{} {
		return m.Schedule.LogSNR(m.Schedule.Steps()), m.Schedule.LogSNR(1)
	}
	return m.Trained[0], m.Trained[1]
}

// modelFormat is the version of the file. A reader refuses any other.
const modelFormat = "ddpm model 1"

// Metadata keys of the file.
const (
	formatKey    = "format"
	networkKey   = "network"   // Config as JSON
	scheduleKey  = "schedule"  // name
	timestepsKey = "timesteps" // T
	meanKey      = "mean"      // JSON
	scaleKey     = "scale"     // JSON
	dataKey      = "data"
	labelsKey    = "labels"  // JSON; only where there are classes
	trainedKey   = "trained" // JSON
)

// Write writes the model as a safetensors file: for each layer NAME, NAME.weight of shape (in, out), so that a layer is
// x·weight + bias, and NAME.bias of shape (out); all else as metadata. It panics if Labels does not name every class.
func (m *Model) Write(w io.Writer) error {
	if len(m.Labels) != m.Network.config.Classes {
		panic("model: labels and classes differ in number")
	}
	metadata := map[string]string{
		formatKey:    modelFormat,
		scheduleKey:  m.Schedule.Name(),
		timestepsKey: strconv.Itoa(m.Schedule.Steps()),
		dataKey:      m.Data,
	}
	values := map[string]any{networkKey: m.Network.config, meanKey: m.Mean, scaleKey: m.Scale}
	if m.Labels != nil {
		values[labelsKey] = m.Labels
	}
	if m.Trained != [2]float64{} {
		values[trainedKey] = m.Trained
	}
	for key, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		metadata[key] = string(text)
	}
	tensors := make(map[string]safetensors.TensorView)
	err := m.Network.eachTensor(func(name string, shape []uint64, values []float32) (err error) {
		tensors[name], err = TensorView(shape, values)
		return err
	})
	if err != nil {
		return err
	}
	return WriteTensors(w, tensors, metadata)
}

// Read reads what Write wrote. It fails if that is no model, is damaged, or is of another version.
func Read(r io.Reader) (*Model, error) {
	file, metadata, err := ReadTensors(r, modelFormat)
	if err != nil {
		return nil, err
	}
	var config Config
	m := &Model{Data: metadata[dataKey]}
	values := map[string]any{networkKey: &config, meanKey: &m.Mean, scaleKey: &m.Scale}
	if _, ok := metadata[labelsKey]; ok {
		values[labelsKey] = &m.Labels
	}
	if _, ok := metadata[trainedKey]; ok {
		values[trainedKey] = &m.Trained
	}
	for key, into := range values {
		if err := json.Unmarshal([]byte(metadata[key]), into); err != nil {
			return nil, fmt.Errorf("damaged metadata %q", key)
		}
	}
	for axis := range m.Mean {
		if scale := m.Scale[axis]; !(scale > 0) || math.IsInf(scale, 0) {
			return nil, fmt.Errorf("damaged metadata %q", scaleKey)
		}
	}
	if m.Trained[0] > m.Trained[1] {
		return nil, fmt.Errorf("damaged metadata %q", trainedKey)
	}
	if len(m.Labels) != config.Classes {
		return nil, fmt.Errorf("damaged metadata %q", labelsKey)
	}
	timesteps, err := strconv.Atoi(metadata[timestepsKey])
	if err != nil {
		return nil, fmt.Errorf("damaged metadata %q", timestepsKey)
	}
	if m.Schedule, err = NewSchedule(metadata[scheduleKey], timesteps); err != nil {
		return nil, err
	}
	if err := config.validate(); err != nil {
		return nil, err
	}
	bytes := 0 // of all tensors: what is not there needs no memory
	for _, tensor := range file.Tensors() {
		bytes += len(tensor.TensorView.Data())
	}
	if weights := config.weights(); bytes != 4*weights {
		return nil, fmt.Errorf("damaged: its network has %d weights, of 4 bytes each, and its tensors have %d bytes", weights, bytes)
	}
	if m.Network, err = NewNetwork(config); err != nil {
		return nil, err
	}
	if err := m.Network.eachTensor(func(name string, shape []uint64, values []float32) error {
		return ReadTensor(values, file, name, shape)
	}); err != nil {
		return nil, err
	}
	return m, nil
}

// eachTensor calls do with the name, shape and values of each weight matrix and bias.
func (n *Network) eachTensor(do func(name string, shape []uint64, values []float32) error) error {
	rest := n.Weights
	for _, s := range n.config.layers() {
		in, out := uint64(s.in), uint64(s.out)
		if err := do(s.name+".weight", []uint64{in, out}, rest[:in*out]); err != nil {
			return err
		}
		if err := do(s.name+".bias", []uint64{out}, rest[in*out:][:out]); err != nil {
			return err
		}
		rest = rest[s.weights():]
	}
	return nil
}
