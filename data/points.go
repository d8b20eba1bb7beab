package data

import "math/rand/v2"

// Points are fixed points, such as those of a file. As a distribution they give each point the same probability.
type Points []Point

// Sample returns one of the points, and label 0. It panics if there are none.
func (p Points) Sample(rng *rand.Rand) (Point, int) {
	if len(p) == 0 {
		panic("data: there are no points to draw from")
	}
	return p[rng.IntN(len(p))], 0
}

// Labelled are fixed points with their labels. As a distribution they give each point the same probability.
type Labelled struct {
	Points Points
	Labels []int // of the points, from 0
}

// Sample returns one of the points and its label. It is the point that Points.Sample returns for the same random numbers. Sample panics
// if there are no points, or if not every point has a label.
func (l Labelled) Sample(rng *rand.Rand) (Point, int) {
	if len(l.Points) == 0 || len(l.Labels) != len(l.Points) {
		panic("data: there are no points to draw from, or not as many labels")
	}
	i := rng.IntN(len(l.Points))
	return l.Points[i], l.Labels[i]
}

// Mean returns the mean of the points. It panics if there are none.
func (p Points) Mean() Point {
	if len(p) == 0 {
		panic("data: without points there is no mean")
	}
	// The mean of the differences from the first point is exact where all points have one coordinate in common.
	base := p[0]
	var sum Point
	for _, x := range p {
		sum[0] += x[0] - base[0]
		sum[1] += x[1] - base[1]
	}
	return Point{base[0] + sum[0]/float64(len(p)), base[1] + sum[1]/float64(len(p))}
}

// Cov returns the covariance of the distribution, xx, xy, yy: the sums of products over the number of points, not over one less. It
// panics if there are no points.
func (p Points) Cov() [3]float64 {
	mean := p.Mean()
	var cov [3]float64
	for _, point := range p {
		x, y := point[0]-mean[0], point[1]-mean[1]
		cov[0] += x * x
		cov[1] += x * y
		cov[2] += y * y
	}
	for i := range cov {
		cov[i] /= float64(len(p))
	}
	return cov
}
