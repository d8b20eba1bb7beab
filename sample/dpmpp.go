package sample

// dpmpp is DPM-Solver++ 2M (Lu et al. 2022b, algorithm 2, and its version for SDEs): ddim's step, but with an x̂_0 that is extrapolated
// by half a step along the line through its last two values, in log-SNR. The first step and the last, to data, use x̂_0 as it is.
// η = 0 solves the probability-flow ODE, to second order; η = 1 solves the reverse SDE.
func dpmpp(c *chain) step { return implicitSteps(c, .5) }
