package sample

import (
	"cmp"
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// defaultHeun is how many evaluations heun takes if nothing is said: with more, points hardly come out any truer.
const defaultHeun = 21

// heun is the deterministic sampler of Karras et al. 2022, algorithm 1, but for its variables: the probability-flow ODE in the
// angle φ = arctan σ/a, in which its slope is v (Salimans & Ho 2022, appendix D):
//
//	dx/dφ = v̂ = a ε̂ − σ x̂_0 = (a x − x̂_0)/σ
//
// by Heun's method, whose first half is ddim's step: exact for a constant x̂_0 and ε̂. In x/a and σ/a, theirs, a long step from
// noise overshoots; here noise stands still. A step takes two evaluations, but the last, to data, is ddim's alone and takes
// one. Where the number of evaluations is even, so is the first step, in which x is nearly all noise.
type heun struct{ path }

func newHeun(schedule *model.Schedule, o Options) (Sampler, error) {
	o.Evals = cmp.Or(o.Evals, defaultHeun)
	return &heun{path{solverLevels(schedule, o.Evals/2+1), o}}, nil
}

// Chain implements Sampler.
func (h *heun) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	x0, ahead, ahead0 := make([]data.Point, len(x)), make([]data.Point, len(x)), make([]data.Point, len(x))
	return h.walk(ctx, x, func(number int, from, to float64) {
		h.predictX0(x0, denoiser, x, from)
		copy(ahead, x)
		implicit(to, from, 0).apply(ahead, x0, noise, number)
		if math.IsInf(to, 1) || number == 1 && h.options.Evals%2 == 0 {
			copy(x, ahead)
			return
		}
		h.predictX0(ahead0, denoiser, ahead, to)
		a, sigma := model.SignalNoise(from)
		b, tau := model.SignalNoise(to)
		half := (math.Atan2(tau, b) - math.Atan2(sigma, a)) / 2
		for i := range x {
			for axis, now := range ahead[i] {
				x[i][axis] += half * ((a*x[i][axis]-x0[i][axis])/sigma + (b*now-ahead0[i][axis])/tau)
			}
		}
	})
}
