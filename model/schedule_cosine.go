package model

import "math"

// cosine is the schedule of Nichol & Dhariwal 2021, eq. 17, ᾱ(s) = f(s)/f(0) with f(s) = cos²(π/2 · (s+.008)/1.008).
// Theirs falls to 0 at s = 1, for which they clip β; ours is lifted.
func cosine([]float64) (curve, error) {
	f := func(s float64) float64 {
		c := math.Cos(math.Pi / 2 * (s + .008) / 1.008)
		return c * c
	}
	return func(s float64) float64 { return math.Log1p(-(f(0) - f(s)) / f(0)) }, nil
}
