package compare

import (
	"cmp"
	"context"
	"math"
	"slices"

	"ddpm/data"
	"ddpm/data/parallel"
)

// A permutation test by the sliced 2-Wasserstein distance takes every ninth direction and this many points of each set. It is a
// test in its own right, and hardly weaker: neighbouring directions tell much the same.
const (
	testedDirections = directions / 9
	testedPoints     = 10_000
)

// slicedPValue returns the p-value of a permutation test of whether x and y, of equally many points in random order, come from
// the same distribution. The statistic is the sliced 2-Wasserstein distance over 20 directions.
func slicedPValue(ctx context.Context, x, y []data.Point, seed uint64) float64 {
	half := min(len(x), testedPoints)
	points := slices.Concat(x[:half], y[:half])
	views := make([][]seen, testedDirections)
	parallel.Each(ctx, len(views), func(k int) { views[k] = view(points, math.Pi*float64(k)/testedDirections) })

	squares := make([]float64, 1+permutations)
	const perBlock = 40
	parallel.Each(ctx, len(squares)/perBlock, func(block int) {
		squares := squares[block*perBlock:][:perBlock]
		sides := make([][]uint8, perBlock)
		for k := range sides {
			sides[k] = make([]uint8, len(points))
			division(sides[k], seed, slicedDivisions, block*perBlock+k)
		}
		lines := make([]float64, len(points)+2)
		for _, line := range views {
			for k, side := range sides {
				squares[k] += squareOnLine(lines, line, side)
			}
		}
	})
	return pValue(squares)
}

// seen is a point on a line.
type seen struct {
	at    float64
	point int32
}

// view returns the projections of points on the direction at an angle, in increasing order.
func view(points []data.Point, angle float64) []seen {
	at, line := make([]float64, len(points)), make([]seen, len(points))
	sin, cos := math.Sincos(angle)
	project(at, points, cos, sin)
	for i, v := range at {
		line[i] = seen{v, int32(i)}
	}
	slices.SortFunc(line, func(a, b seen) int { return cmp.Compare(a.at, b.at) })
	return line
}

// squareOnLine returns the sum of the squared distances between the points on either side, matched in order. It overwrites lines,
// which has space for all points and two more.
func squareOnLine(lines []float64, line []seen, side []uint8) (sum float64) {
	half := len(line) / 2
	left, right := lines[:half+1], lines[half+1:]
	// Each point is put down on both sides, and stays on its own, as the next is put over it on the other: that takes no branch.
	rights := 0
	for i, p := range line {
		left[i-rights], right[rights] = p.at, p.at
		rights += int(side[p.point])
	}
	for i, a := range left[:half] {
		b := right[i]
		sum += (a - b) * (a - b)
	}
	return sum
}
