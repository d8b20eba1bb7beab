package sample

import (
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// defaultHeun is how many evaluations heun takes if nothing is said.
const defaultHeun = 39

// heun is the deterministic sampler of Karras et al. 2022, algorithm 1: the probability-flow ODE of x/a in σ/a, whose slope is ε̂,
// by Heun's method. A step takes two evaluations, but the last, to data, is Euler's and takes one. Where the number of
// evaluations is even, the first step, in which x is nearly all noise, is Euler's too.
type heun struct {
	path
	evals int
}

func newHeun(schedule *model.Schedule, o Options) (Sampler, error) {
	h := &heun{evals: o.Evals}
	if h.evals == 0 {
		h.evals = defaultHeun
	}
	h.path = path{solverLevels(schedule, h.evals/2+1), o.ClipX0}
	return h, nil
}

// Evals implements Sampler.
func (h *heun) Evals() int { return h.evals }

// Chain implements Sampler.
func (h *heun) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	x0, ahead, ahead0 := make([]data.Point, len(x)), make([]data.Point, len(x)), make([]data.Point, len(x))
	return h.walk(ctx, x, func(number int, from, to float64) {
		h.predictX0(x0, denoiser, x, from)
		copy(ahead, x)
		euler := implicit(to, from, 0)
		euler.apply(ahead, x0, noise, number)
		if math.IsInf(to, 1) || number == 1 && h.evals%2 == 0 {
			copy(x, ahead)
			return
		}
		h.predictX0(ahead0, denoiser, ahead, to)
		// The mean of both slopes (x − a x̂_0)/σ instead of the first.
		a, sigma := model.SignalNoise(from)
		b, tau := model.SignalNoise(to)
		half := (tau - b/a*sigma) / 2 // b times half the step in σ/a
		for i := range x {
			for axis, now := range ahead[i] {
				slope, then := (x[i][axis]-a*x0[i][axis])/sigma, (now-b*ahead0[i][axis])/tau
				x[i][axis] = now + half*(then-slope)
			}
		}
	})
}
