package main

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
	"ddpm/model"
)

// GoMLX's network predicts the same noise as ours with the same random weights, so the work is the same. And the program times training.
// The test needs GoMLX in the module cache.
func TestGoMLX(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles GoMLX")
	}
	p, err := buildGoMLX(t.Context(), t.TempDir(), "", "GOPROXY=off")
	if err != nil {
		t.Skipf("needs GoMLX: %v", err)
	}
	network := must(model.NewNetwork(tinyDiffusion))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range network.Weights {
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	const level = 7
	command := peerCommand{Do: "predict", Weights: network.Weights, X: make([]data.Point, 32)}
	for i := range command.X {
		command.X[i] = data.Point{float64(float32(rng.NormFloat64())), float64(float32(rng.NormFloat64()))}
		command.T = append(command.T, level)
	}
	answers, err := p.run(t.Context(), command)
	if err != nil || answers[0].Weights != len(network.Weights) || p.version == "" || len(answers[1].Noise) != 2*len(command.X) {
		t.Fatalf("%v; %d weights, %d numbers", err, answers[0].Weights, len(answers[1].Noise))
	}
	ours := make([]data.Point, len(command.X))
	network.PredictNoise(ours, command.X, level)
	for i, p := range ours {
		for axis, v := range p {
			if theirs := answers[1].Noise[2*i+axis]; !(math.Abs(v-theirs) < 1e-4) {
				t.Errorf("point %d: ours %v, GoMLX's %v", i, v, theirs)
			}
		}
	}
	l := &workload{do: training, points: 8, gomlx: make(map[string][]float64)}
	if err := p.time(t.Context(), []*workload{l, l}, quickly); err != nil || len(l.gomlx[""]) != 2 {
		t.Errorf("times %v, %v", l.gomlx, err)
	}
}

// The result has the faster build of GoMLX.
func TestResultHasGoMLX(t *testing.T) {
	r := &result{Peak: 1}
	r.add(&workload{
		network: tinyDiffusion, do: training, points: 32, seconds: []float64{.5}, gomlx: map[string][]float64{"": {3, 3, 9}, "simd": {4, 2, 2}},
	})
	text := must(json.Marshal(r.Train[0]))
	var got map[string]float64
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"batch": 32, "ms": 500, "gflops": 0, "peak_share": 0, "gomlx_ms": 2000, "gomlx_ratio": 4}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where the Go command does not find the sources, the error says so in its own words.
func TestGoMLXOutsideTheModule(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := buildAllGoMLX(t.Context(), t.TempDir()); err == nil {
		t.Error("no error")
	}
}
