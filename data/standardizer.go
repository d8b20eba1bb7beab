package data

import (
	"math"

	"ddpm/data/mixture"
)

// Standardizer is the map z = (x − Mean) / Scale on each axis, to coordinates with mean 0 and standard deviation 1.
type Standardizer struct{ Mean, Scale Point }

// NewStandardizer returns the standardizer of a distribution with known moments: a Mixture, or Points. An axis gets scale 1 if its
// standard deviation is 0, or no larger than the rounding error of its mean.
func NewStandardizer(distribution interface {
	Mean() Point
	Cov() [3]float64
}) Standardizer {
	cov := distribution.Cov()
	s := Standardizer{distribution.Mean(), Point{math.Sqrt(cov[0]), math.Sqrt(cov[2])}}
	for axis, deviation := range s.Scale {
		if deviation <= 1e-15*math.Abs(s.Mean[axis]) {
			s.Scale[axis] = 1
		}
	}
	return s
}

// To sets dst to the standardised coordinates of the points x. The slices may be the same. To panics if their lengths differ.
func (s Standardizer) To(dst, x []Point) {
	if len(dst) != len(x) {
		panic("data: results and points differ in number")
	}
	for i, p := range x {
		dst[i] = Point{(p[0] - s.Mean[0]) / s.Scale[0], (p[1] - s.Mean[1]) / s.Scale[1]}
	}
}

// From sets dst to the points whose standardised coordinates are z. The slices may be the same. From panics if their lengths differ.
func (s Standardizer) From(dst, z []Point) {
	if len(dst) != len(z) {
		panic("data: results and points differ in number")
	}
	for i, p := range z {
		dst[i] = Point{s.Mean[0] + s.Scale[0]*p[0], s.Mean[1] + s.Scale[1]*p[1]}
	}
}

// Distribution returns the distribution of the standardised x, with x drawn from m.
func (s Standardizer) Distribution(m *mixture.Mixture) *mixture.Mixture {
	// The mean is subtracted first. In one step with the scale, a mean much larger than the scale would cost digits.
	return m.Affine(Point{-s.Mean[0], -s.Mean[1]}, Point{1, 1}).Affine(Point{}, Point{1 / s.Scale[0], 1 / s.Scale[1]})
}
