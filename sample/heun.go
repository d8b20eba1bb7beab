package sample

import (
	"math"

	"ddpm/model"
)

// heun is the deterministic sampler of Karras et al. 2022, algorithm 1, in other variables: it solves the probability-flow ODE in the
// angle φ = arctan σ/a, in which the slope is v (Salimans & Ho 2022, appendix D):
//
//	dx/dφ = v̂ = a ε̂ − σ x̂_0 = (a x − x̂_0)/σ
//
// by Heun's method. Its first half is ddim's step, which is exact for constant x̂_0 and ε̂. Karras et al. solve it in x/a and σ/a, where a
// long step from noise goes too far; in these variables noise does not move. The last step, to data, is ddim's alone. So is the first
// one, in which x is nearly all noise, if the number of evaluations is even. All others take two evaluations.
func heun(c *chain) step {
	x0, ahead, ahead0 := c.points(), c.points(), c.points()
	return func(number int, noisy, clean float64) {
		c.predictX0(x0, c.x, noisy)
		copy(ahead, c.x)
		c.apply(implicit(clean, noisy, 0), ahead, x0, number)
		if last := math.IsInf(clean, 1); last || number == 1 && c.options.Evals%2 == 0 {
			copy(c.x, ahead)
			return
		}
		c.predictX0(ahead0, ahead, clean)
		a, sigma := model.SignalNoise(noisy)
		b, tau := model.SignalNoise(clean)
		half := (math.Atan2(tau, b) - math.Atan2(sigma, a)) / 2
		for i, x := range c.x {
			for axis, now := range ahead[i] {
				c.x[i][axis] += half * ((a*x[axis]-x0[i][axis])/sigma + (b*now-ahead0[i][axis])/tau)
			}
		}
	}
}
