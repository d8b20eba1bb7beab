package export

import (
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/data/named"
	"ddpm/model"
)

// subject is a model that tests export, and points at noise levels to ask it about.
type subject struct {
	name   string
	model  *model.Model
	x      []data.Point // in the units of the data
	logSNR []float64    // one for each point
	class  []int64      // one for each point, −1 for none; nil if the model has no classes
}

// place is where data may lie: standardisation from near the unit scale to far from it.
type place struct {
	name        string
	mean, scale data.Point
}

var unit, shop, galaxy = place{"unit", data.Point{}, data.Point{1, 1}},
	place{"shop", data.Point{1e6, -3e-4}, data.Point{2, 5e-5}},
	place{"galaxy", data.Point{-7e12, 0}, data.Point{3e15, 1e-9}}

// subjects returns models of every prediction and activation, with classes and without, with damping and without, of several shapes and
// scales; and a trained one.
func subjects() (all []subject) {
	add := func(name string, config model.Config, schedule string, where place, labels []string) {
		network := must.Get(model.NewNetwork(config))
		rng := rand.New(rand.NewPCG(uint64(len(all)), 3))
		network.Init(rng)
		for i := range network.Weights { // biases and the last layer are zero after Init
			network.Weights[i] += float32(.2 / math.Sqrt(float64(config.Width)) * rng.NormFloat64())
		}
		s := must.Get(model.NewSchedule(schedule, 50))
		all = append(all, newSubject(name, &model.Model{
			Network: network, Schedule: s, Mean: where.mean, Scale: where.scale, Data: name, Labels: labels, Trained: [2]float64{-10, 9.4},
		}, rng))
	}
	for _, predict := range model.PredictionNames() {
		for _, activation := range []string{"silu", "gelu"} {
			config := model.NewConfig(16, 2)
			config.Predict, config.Activation = predict, activation
			add(predict+" "+activation, config, "linear", unit, nil)
		}
		config := model.NewConfig(8, 1)
		config.Predict, config.Classes = predict, 3
		add(predict+" with classes", config, "cosine", shop, []string{"a", `"b"`, "ü"})
	}
	for _, where := range []place{unit, shop, galaxy} {
		config := model.NewConfig(24, 3)
		config.Damping = 0
		add("undamped at the scale "+where.name, config, "sigmoid:end=2", where, nil)
	}
	lean := model.Config{
		Width: 1, Blocks: 0, Activation: "silu", Predict: "eps",
		Coordinate: model.Frequencies{Lowest: 1, Highest: 1, Count: 1}, LogSNR: model.Frequencies{Lowest: .3, Highest: .3, Count: 1},
	}
	add("the smallest", lean, "linear", unit, nil)
	add("not UTF-8: \xff", model.NewConfig(4, 1), "linear", unit, nil)

	file := must.Get(os.Open(filepath.Join("..", "..", "..", "..", "sample", "testdata", "moons.safetensors")))
	defer file.Close()
	trained := must.Get(model.Read(file))
	return append(all, newSubject("trained", trained, rand.New(rand.NewPCG(1, 2))))
}

// newSubject asks a model about points at all of the noise levels that are of use, one point of each class in turn.
func newSubject(name string, m *model.Model, rng *rand.Rand) subject {
	s := subject{name: name, model: m}
	const points = 60
	axes := data.Standardizer{Mean: m.Mean, Scale: m.Scale}
	for i := range points {
		s.x = append(s.x, data.Point{1.5 * rng.NormFloat64(), 1.5 * rng.NormFloat64()})
		s.logSNR = append(s.logSNR, model.LowestLogSNR+(model.HighestLogSNR-model.LowestLogSNR)*float64(i)/(points-1))
		if classes := m.Network.Config().Classes; classes > 0 {
			s.class = append(s.class, int64(i%(classes+1))-1)
		}
	}
	axes.From(s.x, s.x)
	return s
}

// standardised returns the points z that ddpm itself would see.
func (s subject) standardised() []data.Point {
	z := make([]data.Point, len(s.x))
	data.Standardizer{Mean: s.model.Mean, Scale: s.model.Scale}.To(z, s.x)
	return z
}

// noise returns ε̂ as ddpm predicts it, point by point.
func (s subject) noise() []data.Point {
	z := s.standardised()
	for i := range z {
		network := s.model.Network
		if s.class != nil && s.class[i] >= 0 {
			network = network.Class(int(s.class[i]))
		}
		network.PredictNoise(z[i:i+1], z[i:i+1], s.logSNR[i])
	}
	return z
}

// tolerance is by how much two computations of ε̂ = p·F + q·z in float32 may differ at point i: F and z may differ by 1e-5 and by their
// rounding.
func (s subject) tolerance(i int) float64 {
	p, _ := s.model.Network.Config().Head(s.logSNR[i])
	return 1e-5 * math.Max(1, math.Abs(p))
}

// checkNoise holds predictions against ddpm's own.
func (s subject) checkNoise(t *testing.T, got []float64) (worst float64) {
	t.Helper()
	if len(got) != 2*len(s.x) {
		t.Fatalf("%s: %d numbers for %d points", s.name, len(got), len(s.x))
	}
	for i, want := range s.noise() {
		for axis, want := range want {
			off := math.Abs(got[2*i+axis]-want) / s.tolerance(i)
			worst = math.Max(worst, off)
			if !(off <= 1) {
				t.Errorf("%s, point %d, log-SNR %.3f: the noise is %v, want %v", s.name, i, s.logSNR[i], got[2*i+axis], want)
			}
		}
	}
	return worst
}

// The noise that a formula gives is the one in the point, if the network's output is what it stands for; and it is the one that package
// model computes.
func TestPredictions(t *testing.T) {
	outputs := map[string]func(signal, noise, x0, eps float64) float64{
		"eps": func(_, _, _, eps float64) float64 { return eps },
		"v":   func(signal, noise, x0, eps float64) float64 { return signal*eps - noise*x0 },
		"x0":  func(_, _, x0, _ float64) float64 { return x0 },
		"u":   func(_, _, x0, eps float64) float64 { return eps - x0 },
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for _, entry := range predictions.Entries {
		for range 100 {
			level, x0, eps := 12*rng.Float64()-6, rng.NormFloat64(), rng.NormFloat64()
			signal, noise := model.SignalNoise(level)
			z, f := signal*x0+noise*eps, outputs[entry.Name](signal, noise, x0, eps)
			got := evaluate(entry.Value.tree(), map[string]float64{"signal": signal, "noise": noise, "z": z, "f": f})
			if math.Abs(got-eps) > 1e-12 {
				t.Errorf("%s at %v: %v, want %v", entry.Name, level, got, eps)
			}
		}
	}
	for _, name := range model.PredictionNames() {
		entry, err := predictions.Find(name)
		if err != nil {
			t.Errorf("package model has a prediction that is not exported: %v", err)
			continue
		}
		for range 100 {
			level, z, f := 18*rng.Float64()-9, rng.NormFloat64(), rng.NormFloat64()
			signal, noise := model.SignalNoise(level)
			p, q := model.Config{Predict: name}.Head(level)
			want := p*f + q*z
			got := evaluate(entry.Value.tree(), map[string]float64{"signal": signal, "noise": noise, "z": z, "f": f})
			if math.Abs(got-want) > 1e-11*(1+math.Abs(want)) {
				t.Errorf("%s at %v: %v, want %v", name, level, got, want)
			}
		}
	}
}

// A network whose prediction or activation has no formula is refused.
func TestUnknownFormula(t *testing.T) {
	before := predictions
	defer func() { predictions = before }()
	predictions = named.Table[formula]{Kind: "predict"}
	s := subjects()[0]
	if err := ONNX(nil, s.model, "1"); err == nil {
		t.Error("no error")
	}
}

// output runs a program and returns what it prints.
func output(t *testing.T, command *exec.Cmd) []byte {
	t.Helper()
	stdout, err := command.Output()
	if err != nil {
		var problem []byte
		if exit, ok := err.(*exec.ExitError); ok {
			problem = exit.Stderr
		}
		t.Fatalf("%v: %v\n%s", command, err, problem)
	}
	return stdout
}
