// Package transport solves optimal transport between sets of equally many points in the plane: W2.
//
// Read wasserstein.go, then assignment.go, which says how the parts fit: an auction finds nearly all of the matching, and shortest
// paths complete it.
package transport

import (
	"math"

	"ddpm/data"
)

// W2 returns the 2-Wasserstein distance between two sets of equally many points,
//
//	min over permutations s of sqrt(mean over i of |x[i] - y[s(i)]|²),
//
// by optimal assignment. Its square is exact to within rounding: about 1e-14 of the largest squared distance from the means.
// Memory is linear in the number of points. It panics if the sets differ in size or are empty.
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

// normalise returns the points about their means, in units of the largest coordinate. The optimal matching of squared
// distances is still the same: a shift s of y changes the sum by a term -2s·Σ(x-y), which all matchings share.
func normalise(x, y []data.Point) (u, v []data.Point) {
	u, v = centre(x), centre(y)
	unit := max(largest(u), largest(v))
	if unit > 0 {
		for i := range u {
			u[i] = data.Point{u[i][0] / unit, u[i][1] / unit}
			v[i] = data.Point{v[i][0] / unit, v[i][1] / unit}
		}
	}
	return u, v
}

func centre(points []data.Point) []data.Point {
	mean := data.Points(points).Mean()
	centred := make([]data.Point, len(points))
	for i, p := range points {
		centred[i] = data.Point{p[0] - mean[0], p[1] - mean[1]}
	}
	return centred
}

// largest returns the size of the largest coordinate.
func largest(points []data.Point) (size float64) {
	for _, p := range points {
		size = max(size, math.Abs(p[0]), math.Abs(p[1]))
	}
	return size
}
