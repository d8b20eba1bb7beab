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
func ddim(c *chain) step {
	x0 := c.points()
	return func(number int, noisy, clean float64) {
		c.predictX0(x0, c.x, noisy)
		c.apply(implicit(clean, noisy, *c.options.Eta), c.x, x0, number)
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
