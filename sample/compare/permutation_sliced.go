package compare

import (
	"cmp"
	"context"
	"math"
	"slices"

	"ddpm/data"
	"ddpm/data/parallel"
)

// The permutation test by the sliced 2-Wasserstein distance uses every ninth direction and at most testedPoints points of each set. It has
// hardly less power than with all directions, since the distances along neighbouring directions are much the same.
const (
	testedDirections = directions / 9
	testedPoints     = 10_000
)

// slicedPValue returns the p-value of the permutation test of x and y, whose points must be in random order, by their sliced
// 2-Wasserstein distance over 20 directions.
func slicedPValue(ctx context.Context, x, y []data.Point, seed uint64) float64 {
	half := min(len(x), testedPoints)
	points := slices.Concat(x[:half], y[:half])
	lines := make([][]projected, testedDirections)
	parallel.Each(ctx, len(lines), func(k int) { lines[k] = projectSorted(points, math.Pi*float64(k)/testedDirections) })

	return pValue(1+permutations, func(lo, hi int) []float64 {
		squares := make([]float64, hi-lo)
		parallel.Blocks(ctx, len(squares), 20, func(first, end int) {
			sides := make([][]uint8, end-first)
			for k := range sides {
				sides[k] = make([]uint8, len(points))
				division(sides[k], seed, slicedDivisions, lo+first+k)
			}
			space := make([]float64, len(points)+2)
			for _, line := range lines {
				for k, side := range sides {
					squares[first+k] += squareOnLine(space, line, side)
				}
			}
		})
		return squares
	})
}

// projected is the projection of a point on a direction.
type projected struct {
	at    float64
	point int32 // index of the point
}

// projectSorted returns the projections of points on the direction at an angle, in increasing order.
func projectSorted(points []data.Point, angle float64) []projected {
	at, line := make([]float64, len(points)), make([]projected, len(points))
	sin, cos := math.Sincos(angle)
	project(at, points, cos, sin)
	for i, v := range at {
		line[i] = projected{v, int32(i)}
	}
	slices.SortFunc(line, func(a, b projected) int { return cmp.Compare(a.at, b.at) })
	return line
}

// squareOnLine returns the sum of squared distances between the points of the two halves on a line, matched in increasing order. It
// overwrites space, which must be two numbers longer than line.
func squareOnLine(space []float64, line []projected, side []uint8) (sum float64) {
	half := len(line) / 2
	left, right := space[:half+1], space[half+1:]
	// Each point is written to both halves, and the next point overwrites it in the half to which it does not belong. This needs no branch.
	rights := 0
	for i, p := range line {
		left[i-rights], right[rights] = p.at, p.at
		rights += int(side[p.point])
	}
	for i, a := range left[:half] {
		sum += (a - right[i]) * (a - right[i])
	}
	return sum
}
