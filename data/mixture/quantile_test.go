package mixture

import (
	"math"
	"testing"
)

func TestMarginalMomentsAreTheLaws(t *testing.T) {
	for _, b := range Builtins() {
		m := b.Mixture()
		for axis, variance := range []float64{m.Cov()[0], m.Cov()[2]} {
			mean, sd := m.Marginal(axis).Moments()
			if want := m.Mean()[axis]; !(math.Abs(mean-want) < 1e-12) || !(math.Abs(sd*sd-variance) < 1e-10) {
				t.Errorf("%s, axis %d: mean %v, want %v; variance %v, want %v", b.Name, axis, mean, want, sd*sd, variance)
			}
		}
	}
}

func TestQuantileInvertsTheCDF(t *testing.T) {
	for _, b := range Builtins() {
		for axis := range 2 {
			l := b.Mixture().Marginal(axis)
			for _, p := range []float64{0.001, 0.3, 0.5, 0.999} {
				if got := l.CDF(l.Quantile(p)); !(math.Abs(got-p) < 1e-6) {
					t.Errorf("%s, axis %d: CDF %v at the quantile of %v", b.Name, axis, got, p)
				}
			}
		}
	}
	// Of points, it is one of them.
	l := Empirical([]Point{{3, 0}, {1, 0}, {2, 0}}).Marginal(0)
	for p, want := range map[float64]float64{0.001: 1, 0.3: 1, 0.4: 2, 0.66: 2, 0.7: 3, 0.999: 3} {
		if got := l.Quantile(p); !(math.Abs(got-want) < 1e-9) {
			t.Errorf("quantile of %v is %v, want %v", p, got, want)
		}
	}
}

// The quantile of p of a Gaussian is √2 erf⁻¹(2p − 1) deviations from its mean, far out too, and that of a narrow box under
// noise is the same.
func TestQuantilesOfAGaussian(t *testing.T) {
	const mean, deviation = 3, .2
	for _, half := range []float64{0, 1e-7} {
		l := New([]Component{{Weight: 1, Mean: Point{mean, 0}, Half: Point{half, 0}, Cov: [3]float64{deviation * deviation, 0, 1}}}).Marginal(0)
		for _, p := range []float64{1e-9, 1e-6, 1e-4, .1, .5, .9, 1 - 1e-6, 1 - 1e-9} {
			want := mean + deviation*math.Sqrt2*math.Erfinv(2*p-1)
			if got := l.Quantile(p); !(math.Abs(got-want) < 1e-6*deviation) {
				t.Errorf("half side %v: the quantile of %v is %v, want %v", half, p, got, want)
			}
		}
	}
}
