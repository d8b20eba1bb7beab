package sample

import (
	"context"
	"iter"
	"math/rand/v2"

	"ddpm/data"
	"ddpm/model"
)

// path is what all samplers have: the levels of noise that their chains go through, and their options.
type path struct {
	levels  []float64 // rising log-SNRs, the last +Inf
	options Options
}

// newPath returns the path of a sampler that evaluates the network once a step.
func newPath(levels []float64, o Options) path {
	o.Evals = len(levels) - 1
	return path{levels, o}
}

// Levels implements Sampler.
func (p *path) Levels() []float64 { return p.levels }

// Options implements Sampler.
func (p *path) Options() Options { return p.options }

// walk yields the states of a chain. step takes x from one level to the next, which has the given number.
func (p *path) walk(ctx context.Context, x []data.Point, step func(number int, from, to float64)) iter.Seq2[State, error] {
	return func(yield func(State, error) bool) {
		for i, level := range p.levels {
			if i > 0 {
				step(i, p.levels[i-1], level)
			}
			if err := ctx.Err(); err != nil {
				yield(State{i, level, x}, err)
				return
			}
			if !yield(State{i, level, x}, nil) {
				return
			}
		}
	}
}

// predictX0 sets x0 to x̂_0 = (x − σ ε̂)/a, clipped, for points x at a log-SNR.
func (p *path) predictX0(x0 []data.Point, denoiser Denoiser, x []data.Point, logSNR float64) {
	denoiser.PredictNoise(x0, x, logSNR)
	signal, sigma := model.SignalNoise(logSNR)
	for i := range x0 {
		for axis, eps := range x0[i] {
			x0[i][axis] = (x[i][axis] - sigma*eps) / signal
			if bound := p.options.ClipX0; bound > 0 {
				x0[i][axis] = min(max(x0[i][axis], -bound), bound)
			}
		}
	}
}

// move is a step of any sampler: x becomes FromX0·x̂_0 + FromX·x + Spread·z, z ~ N(0, I).
type move struct{ fromX0, fromX, spread float64 }

// apply takes x through the step with that number.
func (m move) apply(x, x0 []data.Point, noise Noise, number int) {
	noise.each(x, data.Chain, number, func(i int, rng *rand.Rand, p *data.Point) {
		for axis := range p {
			p[axis] = m.fromX0*x0[i][axis] + m.fromX*p[axis]
			if m.spread > 0 {
				p[axis] += m.spread * rng.NormFloat64()
			}
		}
	})
}
