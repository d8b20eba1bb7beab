package main

import (
	"encoding/json"
	"testing"

	"ddpm/data/must"

	"github.com/google/go-cmp/cmp"
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
	if p.version == "" {
		t.Error("GoMLX has no version")
	}
	predictsTheSame(t, func(command peerCommand) ([]peerAnswer, error) { return p.run(t.Context(), command) })
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
	text := must.Get(json.Marshal(r.Train[0]))
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
