package mixture

import (
	"math"
	"testing"
)

// The bounds leave out five standard deviations' tails, 2Φ(−5) on each axis, or less.
func TestBoundsHoldTheMass(t *testing.T) {
	most := 4 * normalCDF(-5)
	eachLaw(t, func(t *testing.T, m *Mixture) {
		lo, hi := m.Bounds()
		outside := 0.0
		for axis := range 2 {
			l := m.Marginal(axis)
			outside += l.CDF(lo[axis]) + 1 - l.CDF(hi[axis])
		}
		if outside > most+1e-12 {
			t.Errorf("%v of the mass is outside the bounds, want %v at most", outside, most)
		}
	})
	// Of one Gaussian, slanted or not, the bounds leave out just that. Of a box without noise they leave out nothing.
	for _, cov := range [][3]float64{{1, 0, 1}, {4, 1.5, .6}, {1e-8, 0, 1e6}} {
		m := New([]Component{{Weight: 1, Mean: Point{.5, -2}, Cov: cov}})
		lo, hi := m.Bounds()
		for axis := range 2 {
			l := m.Marginal(axis)
			below, above := l.CDF(lo[axis]), 1-l.CDF(hi[axis])
			if want := most / 4; math.Abs(below-want) > 1e-6*want || math.Abs(above-want) > 1e-6*want {
				t.Errorf("covariance %v, axis %d: %v below the bounds and %v above, want %v", cov, axis, below, above, want)
			}
		}
	}
	lo, hi := New([]Component{{Weight: 1, Mean: Point{1, 2}, Half: Point{3, .5}}}).Bounds()
	if lo != (Point{-2, 1.5}) || hi != (Point{4, 2.5}) {
		t.Errorf("the bounds of a box are %v and %v", lo, hi)
	}
}
