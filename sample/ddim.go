package sample

import (
	"math"

	"ddpm/model"
)

// ddim is the sampler of Song et al. 2021a (Denoising Diffusion Implicit Models), eq. 12: from x_t it goes to
//
//	x_s = a_s x̂_0 + √(σ_s² − v) ε̂ + √v z,   v = η² β̃
//
// on any times of a schedule. η = 1 is ancestral sampling with β̃; η = 0 adds no noise: an Euler step of the probability-flow
// ODE in σ/a.
func ddim(c *chain) step { return implicitSteps(c, 0) }

// implicitSteps returns ddim's step with an x̂_0 that is extrapolated by a share of a step.
func implicitSteps(c *chain, ahead float64) step {
	x0, before, extrapolated := c.points(), c.points(), c.points()
	return func(number int, noisy, clean float64) {
		x0, before = before, x0
		c.predictX0(x0, c.x, noisy)
		on := 0.0
		if last := math.IsInf(clean, 1); number > 1 && !last {
			on = (clean - noisy) / (noisy - c.levels[number-2]) * ahead
		}
		for i := range extrapolated {
			for axis, now := range x0[i] {
				extrapolated[i][axis] = now + on*(now-before[i][axis])
			}
		}
		c.apply(implicit(clean, noisy, *c.options.Eta), c.x, extrapolated, number)
	}
}

// implicit returns ddim's step from the log-SNR noisy to the higher log-SNR clean, with ε̂ = (x_t − a_t x̂_0)/σ_t.
func implicit(clean, noisy, eta float64) move {
	signal, sigma := model.SignalNoise(noisy)
	signalTo, sigmaTo := model.SignalNoise(clean)
	v := eta * eta * model.Between(clean, noisy).BetaTilde
	fromX := math.Sqrt(max(0, sigmaTo*sigmaTo-v)) / sigma
	return move{signalTo - signal*fromX, fromX, math.Sqrt(v)}
}
