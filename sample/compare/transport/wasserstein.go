// Package transport computes the exact 2-Wasserstein distance of two sets of equally many points in the plane: W2.
//
// Read in this order:
//
//   - wasserstein.go: the distance, from an optimal matching.
//   - assignment.go: the matching problem and its dual, and how the other files solve it.
//   - auction.go: auctions, which find the prices and match the points.
//   - shortlist.go and pricetree.go: how an auction finds the best columns of a row without looking at all of them.
package transport

import (
	"math"

	"ddpm/data"
)

// W2 returns the 2-Wasserstein distance between two sets of equally many points,
//
//	min over permutations s of sqrt(mean over i of |x[i] - y[s(i)]|²),
//
// by optimal assignment (Peyré & Cuturi 2019, section 2.2). The error of its square is rounding, about 1e-14 of the largest squared
// distance of a point from its set's mean. Memory is linear in the number of points. It panics if the sets differ in size or are empty.
func W2(x, y []data.Point) float64 {
	if len(x) != len(y) || len(x) == 0 {
		panic("transport: sets must have equally many points, and at least one")
	}
	match, _ := assign(normalise(x, y))
	var scale, sum float64
	for i, j := range match {
		scale = max(scale, math.Abs(x[i][0]-y[j][0]), math.Abs(x[i][1]-y[j][1]))
	}
	if scale == 0 {
		return 0
	}
	for i, j := range match {
		dx, dy := (x[i][0]-y[j][0])/scale, (x[i][1]-y[j][1])/scale
		sum += dx*dx + dy*dy
	}
	return scale * math.Sqrt(sum/float64(len(x)))
}

// normalise returns each set with its mean moved to 0, both in units of the largest coordinate. The optimal matching stays the same: a
// shift of y by s changes the sum of squared distances by n|s|² − 2s·Σ(x−y), which is the same for all matchings.
func normalise(x, y []data.Point) (u, v []data.Point) {
	u, v = scaled(x, data.Points(x).Mean(), 1), scaled(y, data.Points(y).Mean(), 1)
	if unit := max(largest(u), largest(v)); unit > 0 {
		return scaled(u, data.Point{}, unit), scaled(v, data.Point{}, unit)
	}
	return u, v
}

// scaled returns the points less an origin, in a unit.
func scaled(points []data.Point, origin data.Point, unit float64) []data.Point {
	to := make([]data.Point, len(points))
	data.Standardizer{Mean: origin, Scale: data.Point{unit, unit}}.To(to, points)
	return to
}

// largest returns the largest absolute value of a coordinate.
func largest(points []data.Point) (size float64) {
	for _, p := range points {
		size = max(size, math.Abs(p[0]), math.Abs(p[1]))
	}
	return size
}
