package sample

import (
	"cmp"
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// What dpmpp does if nothing is said. Half of the noise that ancestral sampling would add, η² = .49, makes good some of what goes
// wrong on the way, and points forget where they started.
const (
	defaultDPMPP    = 20
	defaultDPMPPEta = 0.7
)

// dpmpp is DPM-Solver++ 2M (Lu et al. 2022b, algorithm 2, and its version for SDEs): ddim's step, but with x̂_0 carried on by
// half a step along the line through its last two values, in log-SNR. The first step and the last, to data, have x̂_0 as it is.
// η = 0 solves the probability-flow ODE, and to second order; η = 1 solves the reverse SDE.
type dpmpp struct{ path }

func newDPMPP(schedule *model.Schedule, o Options) (Sampler, error) {
	o, err := o.withEta(defaultDPMPPEta)
	return &dpmpp{newPath(solverLevels(schedule, cmp.Or(o.Evals, defaultDPMPP)), o)}, err
}

// Chain implements Sampler.
func (d *dpmpp) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	x0, before, carried := make([]data.Point, len(x)), make([]data.Point, len(x)), make([]data.Point, len(x))
	return d.walk(ctx, x, func(number int, from, to float64) {
		x0, before = before, x0
		d.predictX0(x0, denoiser, x, from)
		on := 0.0
		if number > 1 && !math.IsInf(to, 1) {
			on = (to - from) / (from - d.levels[number-2]) / 2
		}
		for i := range carried {
			for axis, now := range x0[i] {
				carried[i][axis] = now + on*(now-before[i][axis])
			}
		}
		implicit(to, from, *d.options.Eta).apply(x, carried, noise, number)
	})
}
