package model

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ddpm/model/tensorfile"
)

// Model is all that sampling needs: a network, the schedule that it was trained with, and the standardisation of the
// points that it saw, z = (x − Mean)/Scale on each axis.
type Model struct {
	Network     *Network
	Schedule    *Schedule
	Mean, Scale [2]float64
	Data        string   // what it was trained on, in words
	Labels      []string // names of the network's classes; nil if it has none

	// Trained are the lowest and the highest log-SNR that the network was trained on. Zeros stand for the log-SNRs of the schedule's
	// times T and 1, as in files of earlier versions.
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
	networkKey   = "network"   // Config as JSON
	scheduleKey  = "schedule"  // name
	timestepsKey = "timesteps" // T, JSON
	meanKey      = "mean"      // JSON
	scaleKey     = "scale"     // JSON
	dataKey      = "data"
	labelsKey    = "labels"  // JSON; only where there are classes
	trainedKey   = "trained" // JSON
)

// inJSON has what the metadata hold as JSON, by key: a pointer to each value.
func (m *Model) inJSON(config *Config, timesteps *int) map[string]any {
	return map[string]any{
		networkKey: config, timestepsKey: timesteps, meanKey: &m.Mean, scaleKey: &m.Scale, labelsKey: &m.Labels, trainedKey: &m.Trained,
	}
}

// Write writes the model as a safetensors file: for each layer NAME, NAME.weight of shape (in, out), so that a layer is
// x·weight + bias, and NAME.bias of shape (out); all else as metadata. It panics if Labels does not name every class.
func (m *Model) Write(w io.Writer) error {
	metadata, err := m.Metadata()
	if err != nil {
		return err
	}
	return tensorfile.Write(w, m.Network.Tensors(), metadata)
}

// Metadata returns what a file says of the model besides its tensors, by key. It panics if Labels does not name every class. The error
// is that a number is not finite.
func (m *Model) Metadata() (map[string]string, error) {
	if len(m.Labels) != m.Network.config.Classes {
		panic("model: labels and classes differ in number")
	}
	metadata := map[string]string{
		tensorfile.FormatKey: modelFormat,
		scheduleKey:          m.Schedule.Name(),
		dataKey:              strings.ToValidUTF8(m.Data, "\ufffd"), // the name of a file may be anything
	}
	timesteps := m.Schedule.Steps()
	for key, value := range m.inJSON(&m.Network.config, &timesteps) {
		if key == labelsKey && m.Labels == nil || key == trainedKey && m.Trained == [2]float64{} {
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		metadata[key] = string(text)
	}
	return metadata, nil
}

// Read reads what Write wrote. It fails if that is no model, is damaged, or is of another version.
func Read(r io.Reader) (*Model, error) {
	file, err := tensorfile.Read(r, modelFormat, maxWeights)
	if err != nil {
		return nil, err
	}
	metadata := file.Metadata
	damaged := func(key string) error { return fmt.Errorf("damaged metadata %q", key) }
	var config Config
	var timesteps int
	m := &Model{Data: metadata[dataKey]}
	for key, into := range m.inJSON(&config, &timesteps) {
		text, ok := metadata[key]
		if optional := key == labelsKey || key == trainedKey; optional && !ok {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return nil, damaged(key)
		}
	}
	switch {
	case min(m.Scale[0], m.Scale[1]) <= 0:
		return nil, damaged(scaleKey)
	case m.Trained[0] > m.Trained[1]:
		return nil, damaged(trainedKey)
	case len(m.Labels) != config.Classes:
		return nil, damaged(labelsKey)
	}
	if m.Schedule, err = NewSchedule(metadata[scheduleKey], timesteps); err != nil {
		return nil, err
	}
	if err := config.validate(); err != nil {
		return nil, err
	}
	// A damaged file may ask for a huge network: make none before it is known that the file has all its weights.
	if weights := config.weights(); file.Bytes() != 4*weights {
		return nil, fmt.Errorf("damaged: its network has %d weights, of 4 bytes each, and its tensors have %d bytes", weights, file.Bytes())
	}
	if m.Network, err = NewNetwork(config); err != nil {
		return nil, err
	}
	if err := file.Fill(m.Network.Tensors()); err != nil {
		return nil, err
	}
	return m, nil
}

// Tensors returns each weight matrix and bias by name: NAME.weight of shape (in, out) and NAME.bias of shape (out) for each layer. They
// share memory with the network's weights.
func (n *Network) Tensors() map[string]tensorfile.Tensor {
	tensors := make(map[string]tensorfile.Tensor)
	for _, s := range n.config.Layers() {
		rest, in, out := n.Weights[s.first:], uint64(s.In), uint64(s.Out)
		tensors[s.Name+".weight"] = tensorfile.Tensor{Shape: []uint64{in, out}, Values: rest[:in*out]}
		tensors[s.Name+".bias"] = tensorfile.Tensor{Shape: []uint64{out}, Values: rest[in*out:][:out]}
	}
	return tensors
}
