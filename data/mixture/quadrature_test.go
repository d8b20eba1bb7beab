package mixture

import (
	"math"
	"testing"
)

// A narrow slanted Gaussian is much sharper across than its standard deviations on the axes. Its entropy, information and mass are known.
func TestQuadratureOfNarrowSlantedGaussians(t *testing.T) {
	for _, cov := range [][3]float64{{1, -.99, 1}, {4, .19, .01}} {
		m := New([]Component{{Weight: 1, Mean: Point{1, -1}, Cov: cov}})
		if got, want := m.Entropy(), gaussianEntropy(cov); math.Abs(got-want) > 1e-6 {
			t.Errorf("covariance %v: entropy %v, want %v", cov, got, want)
		}
		// The information is the trace of the precision.
		if got, want := m.Information(), (cov[0]+cov[2])/(cov[0]*cov[2]-cov[1]*cov[1]); math.Abs(got-want) > 1e-6*want {
			t.Errorf("covariance %v: information %v, want %v", cov, got, want)
		}
		if mass := m.Integrate(func(x Point) float64 { return math.Exp(m.LogDensity(x)) }); math.Abs(mass-1) > 1e-9 {
			t.Errorf("covariance %v: the density integrates to %v", cov, mass)
		}
	}
}

// Two narrow Gaussians that cross have the same entropy and the same information along the axes and along the diagonals.
func TestQuadratureOfACross(t *testing.T) {
	cross := New([]Component{{Weight: 1, Cov: [3]float64{1, 0, .004}}, {Weight: 1, Cov: [3]float64{.004, 0, 1}}})
	turned := rotated(cross, math.Pi/4)
	if got, want := turned.Entropy(), cross.Entropy(); math.Abs(got-want) > 1e-6 {
		t.Errorf("the entropy is %v, after a turn %v", want, got)
	}
	if got, want := turned.Information(), cross.Information(); math.Abs(got-want) > 2e-6*want {
		t.Errorf("the information is %v, after a turn %v", want, got)
	}
}
