package compare

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/data/parallel"
)

// directions is how many directions of the half circle sets are projected on, equally spaced.
const directions = 180

// SlicedW2 returns the sliced 2-Wasserstein distance between two sets of equally many points: the root mean square, over
// 180 equally spaced directions, of the 2-Wasserstein distance between their projections, which is exact: on a line the
// sorted points are matched in order (Bonneel et al. 2015). It panics if the sets differ in size or are empty.
func SlicedW2(x, y []data.Point) float64 {
	checkSizes(x, y)
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

// project writes the coordinates of the points along the direction (cos, sin) to dst.
func project(dst []float64, points []data.Point, cos, sin float64) {
	for i, p := range points {
		dst[i] = cos*p[0] + sin*p[1]
	}
}

// checkSizes panics unless the sets have equally many points, and some.
func checkSizes(x, y []data.Point) {
	if len(x) != len(y) || len(x) == 0 {
		panic("compare: sets must have equally many points, and at least one")
	}
}
