package sample

import "math"

// dpmpp is DPM-Solver++ 2M (Lu et al. 2022b, algorithm 2, and its version for SDEs): ddim's step, but with an x̂_0 that is extrapolated
// by half a step along the line through its last two values, in log-SNR. The first step and the last, to data, use x̂_0 as it is.
// η = 0 solves the probability-flow ODE, to second order; η = 1 solves the reverse SDE.
func dpmpp(c *chain) step {
	x0, before, extrapolated := c.points(), c.points(), c.points()
	return func(number int, noisy, clean float64) {
		x0, before = before, x0
		c.predictX0(x0, c.x, noisy)
		on := 0.0
		if last := math.IsInf(clean, 1); number > 1 && !last {
			on = (clean - noisy) / (noisy - c.levels[number-2]) / 2
		}
		for i := range extrapolated {
			for axis, now := range x0[i] {
				extrapolated[i][axis] = now + on*(now-before[i][axis])
			}
		}
		c.apply(implicit(clean, noisy, *c.options.Eta), c.x, extrapolated, number)
	}
}
