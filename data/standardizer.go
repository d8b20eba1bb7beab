package data

import (
	"math"

	"ddpm/data/mixture"
)

// Standardizer is the map z = (x − Mean) / Scale on each axis, to coordinates with mean 0 and standard deviation 1.
type Standardizer struct{ Mean, Scale Point }

// NewStandardizer returns the standardizer of a distribution with exact moments: a Mixture, or Points. An axis without spread, or
// with no more than the rounding of its mean, gets scale 1.
func NewStandardizer(distribution interface {
	Mean() Point
	Cov() [3]float64
}) Standardizer {
	cov := distribution.Cov()
	s := Standardizer{distribution.Mean(), Point{math.Sqrt(cov[0]), math.Sqrt(cov[2])}}
	for axis, spread := range s.Scale {
		if spread <= 1e-15*math.Abs(s.Mean[axis]) {
			s.Scale[axis] = 1
		}
	}
	return s
}

// To sets dst to the standardised x; dst and x may be the same. It panics if their lengths differ.
func (s Standardizer) To(dst, x []Point) {
	if len(dst) != len(x) {
		panic("data: results and points differ in number")
	}
	for i, p := range x {
		dst[i] = Point{(p[0] - s.Mean[0]) / s.Scale[0], (p[1] - s.Mean[1]) / s.Scale[1]}
	}
}

// From sets dst to the points whose standardised coordinates are z; dst and z may be the same. It panics if their
// lengths differ.
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
	// The mean goes first, so that a mean much larger than the spread costs no digits.
	return m.Affine(Point{-s.Mean[0], -s.Mean[1]}, Point{1, 1}).Affine(Point{}, Point{1 / s.Scale[0], 1 / s.Scale[1]})
}
