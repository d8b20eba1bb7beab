package compare

import (
	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// neighbours is the number k of nearest neighbours in the balls of density and coverage.
const neighbours = 5

// density returns the number of balls of y that a point of x lies in, divided by k, as a mean over x (Naeem et al. 2020, eq. 3). A ball
// is about a point of y, and just holds its k nearest neighbours in y. The expectation is 1 if the distributions are the same, and less
// if points of x lie where there are no points of y. It is hardly ever more than 1, since the balls are small where y is dense.
func density(x, y []data.Point) float64 {
	counts, k := balls(x, y)
	sum := 0
	for _, count := range counts {
		sum += count
	}
	return float64(sum) / float64(k*len(x))
}

// coverage returns the share of the balls of y that hold a point of x (Naeem et al. 2020, eq. 4; balls as in density). It is about 1 − 2⁻ᵏ
// if the distributions are the same.
func coverage(x, y []data.Point) float64 {
	counts, _ := balls(x, y)
	covered := 0
	for _, count := range counts {
		if count > 0 {
			covered++
		}
	}
	return float64(covered) / float64(len(y))
}

// balls returns the number of points of x in the ball about each point of y, and k: neighbours, or len(y)−1 if that is less. There must be
// at least two points in y.
func balls(x, y []data.Point) (counts []int, k int) {
	k = min(neighbours, len(y)-1)
	xTree, yTree := kdtree.New(x), kdtree.New(y)
	counts = make([]int, len(y))
	squares := make([]float64, 1+k) // the nearest is the point itself
	for i, p := range y {
		yTree.Nearest(squares, p)
		counts[i] = xTree.Within(squares[k], p)
	}
	return counts, k
}
