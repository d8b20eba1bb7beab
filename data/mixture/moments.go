package mixture

import "math"

// Mean returns the mean of the distribution.
func (m *Mixture) Mean() Point {
	// The mean of the differences from the first component is exact where all components have one coordinate in common.
	mean := m.components[0].Mean
	base := mean
	for _, c := range m.components {
		mean[0] += c.Weight * (c.Mean[0] - base[0])
		mean[1] += c.Weight * (c.Mean[1] - base[1])
	}
	return mean
}

// Cov returns the covariance of the distribution: xx, xy, yy. On each axis a box has the variance Half²/3, besides its noise.
func (m *Mixture) Cov() [3]float64 {
	mean := m.Mean()
	var cov [3]float64
	for _, c := range m.components {
		x, y := c.Mean[0]-mean[0], c.Mean[1]-mean[1]
		cov[0] += c.Weight * (x*x + c.Cov[0] + c.Half[0]*c.Half[0]/3)
		cov[1] += c.Weight * (x*y + c.Cov[1])
		cov[2] += c.Weight * (y*y + c.Cov[2] + c.Half[1]*c.Half[1]/3)
	}
	return cov
}

// Bounds returns the lower left and the upper right corner of a rectangle that holds all of the mass but about a millionth. It holds every
// box and every mean of a Gaussian with five standard deviations around it.
func (m *Mixture) Bounds() (lo, hi Point) { return m.bounds(5) }

// bounds returns the corners of the smallest rectangle that holds every component with so many standard deviations around it.
func (m *Mixture) bounds(deviations float64) (lo, hi Point) {
	lo, hi = Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, c := range m.components {
		for axis, variance := range [...]float64{c.Cov[0], c.Cov[2]} {
			margin := c.Half[axis] + deviations*math.Sqrt(variance)
			lo[axis] = min(lo[axis], c.Mean[axis]-margin)
			hi[axis] = max(hi[axis], c.Mean[axis]+margin)
		}
	}
	return lo, hi
}
