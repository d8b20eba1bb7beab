package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/pprof/profile"
)

// running is a sample of the profiler with functions from the innermost on, seen so many times.
func running(times int64, names ...string) *profile.Sample {
	s := &profile.Sample{Value: []int64{times}}
	for _, name := range names {
		s.Location = append(s.Location, &profile.Location{Line: []profile.Line{{Function: &profile.Function{Name: name}}}})
	}
	return s
}

// The names of the functions are those of the profiler, and the innermost of them decides.
func TestPartsAreFoundByTheirFunctions(t *testing.T) {
	const graph, step = "ddpm/model.(*Shard).Run", "ddpm/train.(*Trainer).step"
	shares, err := sharesOf([]*profile.Sample{
		running(4, "ddpm/model/kernel.tilesAVX2", "ddpm/model/kernel.Mul", graph, step),
		running(2, "ddpm/model/kernel.MulTN", graph, step),
		running(3, "ddpm/model/kernel.GELU", graph, step),
		running(2, "gorgonia.org/gorgonia.(*tapeMachine).Run", graph, step),
		running(1, "ddpm/model/kernel.Adam.Step", step),
		running(2, "github.com/tphakala/simd/f32.Add", step),
		running(2),
	})
	if diff := cmp.Diff([]float64{6. / 16, 3. / 16, 2. / 16, 1. / 16, 4. / 16}, shares); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := sharesOf(nil); err == nil {
		t.Error("no error for a profile of nothing")
	}
}
