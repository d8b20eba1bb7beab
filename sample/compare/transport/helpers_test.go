package transport

import (
	"math"

	"pgregory.net/rapid"

	"ddpm/data"
)

// gaussian returns n points of a Gaussian with independent coordinates. Sets of different index are independent.
func gaussian(mean, deviation data.Point, n, index int) []data.Point {
	rng := data.Rand(1, data.Drawn, index, 0)
	points := make([]data.Point, n)
	for i := range points {
		points[i] = data.Point{mean[0] + deviation[0]*rng.NormFloat64(), mean[1] + deviation[1]*rng.NormFloat64()}
	}
	return points
}

// sets draws sets of n points each. Some are on a small lattice, so that points and distances coincide.
func sets(t *rapid.T, number, n int) [][]data.Point {
	coordinate := rapid.OneOf(
		rapid.Map(rapid.IntRange(-2, 2), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(-1, 1),
	)
	all := make([][]data.Point, number)
	for k := range all {
		for range n {
			all[k] = append(all[k], data.Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")})
		}
	}
	return all
}

// near fails unless got is want, to a relative and absolute error of tolerance.
func near(t interface{ Errorf(string, ...any) }, name string, got, want, tolerance float64) {
	if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
		t.Errorf("%s: got %.15g, want %.15g", name, got, want)
	}
}

// w2Tolerance allows for a W2 near 0: the error of its square is about 1e-14.
const w2Tolerance = 1e-6
