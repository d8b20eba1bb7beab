package model

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"ddpm/data/must"
)

// byHand evaluates a network in float64 from the bytes of its file, in the layout that Write documents. It uses nothing of this
// package but the fields of Config.
func byHand(t *testing.T, file []byte, x [2]float64, logSNR float64, class int) (noise [2]float64) {
	t.Helper()
	tensors := must.Get(safetensors.Deserialize(file))
	_, header, err := safetensors.ReadMetadata(file)
	if err != nil {
		t.Fatal(err)
	}
	var config Config
	must.Do(json.Unmarshal([]byte(header.Metadata()["network"]), &config))
	read := func(name string) (values []float64, shape []uint64) {
		tensor, ok := tensors.Tensor(name)
		if !ok {
			t.Fatalf("the file has no %s", name)
		}
		raw := tensor.Data()
		for ; len(raw) > 0; raw = raw[4:] {
			values = append(values, float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))))
		}
		return values, tensor.Shape()
	}
	dense := func(name string, x []float64) []float64 {
		weight, shape := read(name + ".weight")
		bias, _ := read(name + ".bias")
		if int(shape[0]) != len(x) || int(shape[1]) != len(bias) {
			t.Fatalf("%s has the shape %v and %d biases, its input %d numbers", name, shape, len(bias), len(x))
		}
		y := append([]float64(nil), bias...)
		for i, v := range x {
			for j := range y {
				y[j] += v * weight[i*len(y)+j]
			}
		}
		return y
	}
	f := func(z float64) float64 { return z / (1 + math.Exp(-z)) }
	if config.Activation == "gelu" {
		f = func(z float64) float64 { return z * (1 + math.Erf(z/math.Sqrt2)) / 2 }
	}
	variance := 1 / (1 + math.Exp(logSNR))
	var h []float64
	for i, u := range []float64{x[0], x[1], logSNR} {
		frequencies, damping := config.Coordinate, config.Damping
		if i == 2 {
			frequencies, damping = config.LogSNR, 0
		}
		for _, wave := range []func(float64) float64{math.Sin, math.Cos} {
			for j := range frequencies.Count {
				along := 0.0
				if frequencies.Count > 1 {
					along = float64(j) / float64(frequencies.Count-1)
				}
				omega := math.Exp((1-along)*math.Log(frequencies.Lowest) + along*math.Log(frequencies.Highest))
				h = append(h, wave(omega*u)*math.Exp(-omega*omega*damping*damping*variance/2))
			}
		}
	}
	for c := range config.Classes {
		own := 0.0
		if c == class {
			own = 1
		}
		h = append(h, own)
	}
	h = dense("input", h)
	for i := range h {
		h[i] = f(h[i])
	}
	for block := range config.Blocks {
		for i, z := range dense(fmt.Sprintf("block%d", block+1), h) {
			h[i] += f(z)
		}
	}
	for axis, v := range dense("output", h) {
		switch config.Predict {
		case "eps":
			noise[axis] = v
		case "v":
			noise[axis] = math.Sqrt(1-variance)*v + math.Sqrt(variance)*x[axis]
		case "x0":
			noise[axis] = (x[axis] - math.Sqrt(1-variance)*v) / math.Sqrt(variance)
		case "u":
			noise[axis] = (x[axis] + math.Sqrt(1-variance)*v) / (math.Sqrt(1-variance) + math.Sqrt(variance))
		}
	}
	return noise
}

// A file holds the network in the layout that Write promises to other readers: all shapes, activations and predictions, with and
// without classes.
func TestFileIsTheNetwork(t *testing.T) {
	rng := rand.New(rand.NewPCG(24, 1))
	for i, predict := range PredictionNames() {
		for blocks := range 3 {
			config := small([]string{"silu", "gelu"}[(i+blocks)%2])
			config.Predict, config.Blocks, config.Classes, config.Coordinate.Count = predict, blocks, 2*(blocks%2), 1+blocks
			m := testModel()
			m.Network, m.Labels = randomNetwork(config), []string{"a", "b"}[:config.Classes]
			var file bytes.Buffer
			must.Do(m.Write(&file))
			for range 10 {
				x, logSNR, class := normalPoints(rng, 1), 2*rng.NormFloat64(), -1
				got := make([][2]float64, 1)
				if config.Classes > 0 && rng.IntN(3) > 0 {
					class = rng.IntN(config.Classes)
					m.Network.Class(class).PredictNoise(got, x, logSNR)
				} else {
					m.Network.PredictNoise(got, x, logSNR)
				}
				want := byHand(t, file.Bytes(), x[0], logSNR, class)
				for axis, v := range got[0] {
					if math.Abs(v-want[axis]) > 1e-4*(1+math.Abs(want[axis])) {
						t.Fatalf("%s, %s, %d blocks, class %d: predicted %v, by the file %v",
							predict, config.Activation, blocks, class, got[0], want)
					}
				}
			}
		}
	}
}

// A model that holds a number that is not finite is refused.
func TestReadRefusesWhatIsNotFinite(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		m := testModel()
		m.Network.Weights[len(m.Network.Weights)/2] = float32(v)
		var file bytes.Buffer
		must.Do(m.Write(&file))
		if _, err := Read(&file); err == nil {
			t.Errorf("a model with a weight of %v was read", v)
		}
	}
}

// The levels that a network was trained on come back from its file, in their order. A file from before they were kept stands for those
// of its schedule's times, t = 1, …, T.
func TestTrainedLevelsAreKept(t *testing.T) {
	m := testModel()
	for _, trained := range [][2]float64{{}, {-9, 8.5}, {-3, 0}, {2, 2}} {
		m.Trained = trained
		var file bytes.Buffer
		must.Do(m.Write(&file))
		got := must.Get(Read(&file))
		want := trained
		if trained == [2]float64{} {
			want = [2]float64{m.Schedule.LogSNR(40), m.Schedule.LogSNR(1)}
		}
		if lowest, highest := got.KnownLogSNRs(); got.Trained != trained || [2]float64{lowest, highest} != want {
			t.Errorf("%v: read as %v, known are %v to %v, want %v", trained, got.Trained, lowest, highest, want)
		}
	}
	m.Trained = [2]float64{8.5, -9}
	var file bytes.Buffer
	must.Do(m.Write(&file))
	if _, err := Read(&file); err == nil || !strings.Contains(err.Error(), `"trained"`) {
		t.Errorf("levels from 8.5 down to -9 are read: %v", err)
	}
}

// The name of a file of data may hold any bytes, and its model can be read all the same.
func TestNameThatIsNoUnicode(t *testing.T) {
	network := must.Get(NewNetwork(NewConfig(2, 0)))
	schedule := must.Get(NewSchedule("linear", 10))
	var file bytes.Buffer
	must.Do((&Model{Network: network, Schedule: schedule, Scale: [2]float64{1, 1}, Data: "\xff.csv"}).Write(&file))
	if m, err := Read(&file); err != nil || m.Data != "\ufffd.csv" {
		t.Errorf("%+v, %v", m, err)
	}
}
