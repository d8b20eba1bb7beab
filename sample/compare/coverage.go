package compare

import (
	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// neighbours is to which nearest neighbour the balls of density and coverage reach.
const neighbours = 5

// density returns in how many balls about points of y a point of x lies, on average and relative to the number of neighbours that
// the balls reach to (Naeem et al. 2020, eq. 3). Its expectation is 1 if the distributions are the same, less if points of x lie beside
// those of y, and hardly ever more: where y is dense its balls are small.
func density(x, y []data.Point) float64 {
	counts, reach := balls(x, y)
	sum := 0
	for _, count := range counts {
		sum += count
	}
	return float64(sum) / float64(reach*len(x))
}

// coverage returns the share of points of y with a point of x in the ball about them (Naeem et al. 2020, eq. 4). If the distributions are
// the same, it is about 1 − 2^−neighbours.
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

// balls returns how many points of x lie in the ball about each point of y that just holds its nearest neighbours in y, of which
// it reaches to as many as there are, at most neighbours. There must be at least two points in y.
func balls(x, y []data.Point) (counts []int, reach int) {
	reach = min(neighbours, len(y)-1)
	among, around := kdtree.New(x), kdtree.New(y)
	counts = make([]int, len(y))
	squares := make([]float64, 1+reach) // the nearest is the point itself
	for i, p := range y {
		around.Nearest(squares, p)
		counts[i] = among.Within(squares[reach], p)
	}
	return counts, reach
}
