package sample

import (
	"math/rand/v2"

	"ddpm/data"
	"ddpm/model"
)

// method begins a chain. It returns the function that takes the chain's points from one level to the next.
type method func(c *chain) step

// step takes the points from one log-SNR to the next one, a higher one, which is +Inf in the last step. The forward process takes them to
// lower ones. The number of the first step is 1.
type step func(number int, from, to float64)

// chain is what the steps of a chain share.
type chain struct {
	*Sampler
	denoiser Denoiser
	noise    Noise
	x        []data.Point // the state
}

// points returns memory for as many points as the chain has.
func (c *chain) points() []data.Point { return make([]data.Point, len(c.x)) }

// predictX0 sets x0 to x̂_0 = (x − σ ε̂)/a, clipped, for points x at a log-SNR.
func (c *chain) predictX0(x0, x []data.Point, logSNR float64) {
	c.denoiser.PredictNoise(x0, x, logSNR)
	signal, sigma := model.SignalNoise(logSNR)
	for i := range x0 {
		for axis, eps := range x0[i] {
			x0[i][axis] = (x[i][axis] - sigma*eps) / signal
			if bound := c.options.ClipX0; bound > 0 {
				x0[i][axis] = min(max(x0[i][axis], -bound), bound)
			}
		}
	}
}

// move is a step of any sampler: x becomes FromX0·x̂_0 + FromX·x + Spread·z, z ~ N(0, I).
type move struct{ fromX0, fromX, spread float64 }

// apply makes a move of points x in the step with that number.
func (c *chain) apply(m move, x, x0 []data.Point, number int) {
	c.noise.each(x, c.purpose, number, func(i int, rng *rand.Rand, p *data.Point) {
		for axis := range p {
			p[axis] = m.fromX0*x0[i][axis] + m.fromX*p[axis]
			if m.spread > 0 {
				p[axis] += m.spread * rng.NormFloat64()
			}
		}
	})
}
