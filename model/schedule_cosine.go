package model

import "math"

// minLogSNR is where schedules end that would otherwise reach no signal at all. There the chain is noise for any
// practical purpose (KL to N(0, I) below 1e-8 nats for standardised data), and x_0 can still be had from ε.
const minLogSNR = -10

// cosine is the schedule of Nichol & Dhariwal 2021, eq. 17, ᾱ(s) = f(s)/f(0) with f(s) = cos²(π/2 · (s+.008)/1.008).
// Theirs falls to 0 at s = 1, for which they clip β; ours is mixed with the constant floor = sigmoid(minLogSNR),
// floor + (1−floor) f(s)/f(0), which moves ᾱ by at most 5e-5, still falls at every step and ends at minLogSNR.
func cosine() func(s float64) float64 {
	f := func(s float64) float64 {
		c := math.Cos(math.Pi / 2 * (s + .008) / 1.008)
		return c * c
	}
	floor := 1 / (1 + math.Exp(-minLogSNR))
	return func(s float64) float64 {
		lost := (f(0) - f(s)) / f(0)
		return math.Log1p(-(1 - floor) * lost)
	}
}
