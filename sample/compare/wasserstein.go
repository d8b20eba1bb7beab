package compare

import (
	"math"

	"ddpm/data"
)

// W2 returns the 2-Wasserstein distance between two sets of equally many points,
//
//	min over permutations s of sqrt(mean over i of |x[i] - y[s(i)]|²),
//
// exact up to rounding. Memory is linear in the number of points. It panics if the sets differ in size or are empty.
func W2(x, y []data.Point) float64 {
	checkSizes(x, y)
	match, _ := assign(normalise(x, y))
	var sum, scale float64
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

// normalise returns the points about their means in a common unit, which changes no optimal matching.
func normalise(x, y []data.Point) (a, b []data.Point) {
	a, b = centre(x), centre(y)
	var unit float64
	for i := range a {
		unit = max(unit, math.Abs(a[i][0]), math.Abs(a[i][1]), math.Abs(b[i][0]), math.Abs(b[i][1]))
	}
	if unit > 0 {
		for i := range a {
			a[i], b[i] = data.Point{a[i][0] / unit, a[i][1] / unit}, data.Point{b[i][0] / unit, b[i][1] / unit}
		}
	}
	return a, b
}

func centre(x []data.Point) []data.Point {
	var mean data.Point
	for _, p := range x {
		mean[0] += p[0] / float64(len(x))
		mean[1] += p[1] / float64(len(x))
	}
	c := make([]data.Point, len(x))
	for i, p := range x {
		c[i] = data.Point{p[0] - mean[0], p[1] - mean[1]}
	}
	return c
}
