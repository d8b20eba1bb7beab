package main

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/google/pprof/profile"
	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/floats"

	"ddpm/data/must"
	"ddpm/model"
	"ddpm/model/kernel"
	"ddpm/train"
)

// breakdown says what one training step spends its time on, if one core does all of it.
type breakdown struct {
	Batch int     `json:"batch"`
	MS    float64 `json:"ms"`
	Parts []part  `json:"parts"` // their times add up to that of the step
}

type part struct {
	Name  string  `json:"name"`
	MS    float64 `json:"ms"`
	Share float64 `json:"share"`
}

// stepBatch is the batch of the step.
const stepBatch = 512

// stepParts are the parts of a step, each with its functions. The last part is the rest.
var stepParts = []struct {
	name      string
	functions []any
}{
	{"matrix products", []any{kernel.Mul, kernel.MulNT, kernel.MulTN}},
	{"features, activations, biases", []any{kernel.Fourier, kernel.GELU, kernel.ColumnSums, f32.Mul}},
	{"Gorgonia's machine, and the loss", []any{(*model.Shard).Run}},
	{"Adam, average of weights, norm", []any{kernel.Adam.Step, kernel.EMA, kernel.SumSquares}},
	{"drawing points and noise, adding gradients", nil},
}

// partOf are the indices of the functions' parts, by the names that the profiler has for the functions.
var partOf = func() map[string]int {
	parts := make(map[string]int)
	for i, p := range stepParts {
		for _, f := range p.functions {
			parts[runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()] = i
		}
	}
	return parts
}()

// newBreakdown measures the median time of a step over some rounds, and what the program does meanwhile: the profiler of Go's runtime
// looks a hundred times in each second of the processor. A share p of n looks has the standard error √(p(1−p)/n).
func newBreakdown(ctx context.Context, rounds int, w window) (breakdown, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	trainer := newTrainer(tinyDiffusion, stepBatch)
	var times []float64
	var samples []*profile.Sample
	// Short rounds on a busy machine may get too little of the processor to be seen at all.
	for least := time.Second / 10; len(samples) == 0 && least < time.Minute; least *= 2 {
		var err error
		if times, samples, err = profiled(ctx, trainer, rounds, w, least); err != nil {
			return breakdown{}, err
		}
	}
	shares, err := sharesOf(samples)
	b := breakdown{Batch: stepBatch, MS: 1e3 * median(times)}
	for i, share := range shares {
		b.Parts = append(b.Parts, part{stepParts[i].name, share * b.MS, share})
	}
	return b, err
}

// profiled takes steps for some rounds, and for the least time. It returns the seconds of a step in each round, and what the profiler saw.
func profiled(ctx context.Context, trainer *train.Trainer, rounds int, w window, least time.Duration) (
	times []float64, samples []*profile.Sample, err error,
) {
	var raw bytes.Buffer
	if err := pprof.StartCPUProfile(&raw); err != nil {
		return nil, nil, err
	}
	for began := time.Now(); err == nil && (len(times) < rounds || time.Since(began) < least); {
		var seconds float64
		seconds, err = meanSeconds(trainer.Steps(ctx), w)
		times = append(times, seconds)
	}
	pprof.StopCPUProfile()
	if err != nil {
		return nil, nil, err
	}
	return times, must.Get(profile.Parse(&raw)).Sample, nil
}

// sharesOf returns the share of each of stepParts in a profile. What the profiler saw belongs to the part of the innermost function that
// is in partOf. It fails if the profiler saw nothing.
func sharesOf(samples []*profile.Sample) (shares []float64, err error) {
	shares = make([]float64, len(stepParts))
	for _, s := range samples {
		at := len(stepParts) - 1
		for _, name := range slices.Backward(calls(s)) {
			if i, ok := partOf[name]; ok {
				at = i
			}
		}
		shares[at] += float64(s.Value[0])
	}
	total := floats.Sum(shares)
	if total == 0 {
		return nil, errors.New("the profiler saw nothing")
	}
	floats.Scale(1/total, shares)
	return shares, nil
}

// calls returns the names of the functions that were running, the innermost first.
func calls(s *profile.Sample) (names []string) {
	for _, location := range s.Location {
		for _, line := range location.Line {
			names = append(names, line.Function.Name)
		}
	}
	return names
}
