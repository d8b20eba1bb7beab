package compare

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/data/parallel"
)

// directions is the number of directions of the half circle that sets are projected on.
const directions = 180

// SlicedW2 returns the sliced 2-Wasserstein distance of two sets of equally many points (Bonneel et al. 2015),
//
//	sqrt(mean over directions θ of W2(θ·x, θ·y)²).
//
// There are 180 equally spaced directions. W2 on a line is exact: the points are matched in increasing order. SlicedW2 panics if the sets
// differ in size or are empty.
func SlicedW2(x, y []data.Point) float64 {
	if len(x) != len(y) || len(x) == 0 {
		panic("compare: sets must have equally many points, and at least one")
	}
	squares := make([]float64, directions)
	parallel.Workers(context.Background(), directions, 1, func(int) func(lo, hi int) {
		n := len(x)
		px, py, sorter := make([]float64, n), make([]float64, n), newSorter(n)
		return func(lo, hi int) {
			for k := lo; k < hi; k++ {
				sin, cos := math.Sincos(math.Pi * float64(k) / directions)
				project(px, x, cos, sin)
				project(py, y, cos, sin)
				sorter.sort(px)
				sorter.sort(py)
				for i, a := range px {
					squares[k] += (a - py[i]) * (a - py[i])
				}
			}
		}
	})
	return math.Sqrt(floats.Sum(squares) / float64(directions) / float64(len(x)))
}

// project sets dst to the coordinates of the points along the direction (cos, sin).
func project(dst []float64, points []data.Point, cos, sin float64) {
	for i, p := range points {
		dst[i] = cos*p[0] + sin*p[1]
	}
}
