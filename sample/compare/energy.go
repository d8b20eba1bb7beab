package compare

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Energy returns the energy distance of two sets of points (Székely & Rizzo 2013, eq. 6.1),
//
//	2 E|X−Y| − E|X−X'| − E|Y−Y'|.
//
// Each mean is over all pairs, and includes the pairs of a point with itself (V-statistic). The distance has the unit of a length, is
// never negative, and is 0 only for equal sets. Energy panics if a set is empty.
func Energy(x, y []data.Point) float64 {
	if len(x) == 0 || len(y) == 0 {
		panic("compare: energy distance of an empty set")
	}
	return max(0, 2*meanDistance(x, y)-meanDistance(x, x)-meanDistance(y, y))
}

// meanDistance returns the mean of |a−b| over all a in x and b in y.
func meanDistance(x, y []data.Point) float64 {
	const rows = 64
	sums := make([]float64, (len(x)+rows-1)/rows)
	parallel.Blocks(context.Background(), len(x), rows, func(lo, hi int) {
		for _, a := range x[lo:hi] {
			var sum float64
			for _, b := range y {
				dx, dy := a[0]-b[0], a[1]-b[1]
				sum += math.Sqrt(dx*dx + dy*dy)
			}
			sums[lo/rows] += sum
		}
	})
	return floats.Sum(sums) / float64(len(x)) / float64(len(y))
}
