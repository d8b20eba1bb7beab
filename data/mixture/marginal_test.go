package mixture

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"pgregory.net/rapid"
)

func TestMarginalIsTheIntegralOfTheDensity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution").At(1, 0.3)
		x := rapid.Float64Range(-4, 4).Draw(t, "x")
		lo, hi := m.bounds(8)
		for axis := range 2 {
			along := func(v float64) float64 {
				at := Point{x, v}
				if axis == 1 {
					at = Point{v, x}
				}
				return math.Exp(m.LogDensity(at))
			}
			want := 0.0
			const panels = 60
			for i := range panels {
				from, width := lo[1-axis], (hi[1-axis]-lo[1-axis])/panels
				want += quad.Fixed(along, from+float64(i)*width, from+float64(i+1)*width, 10, nil, 0)
			}
			if got := m.Marginal(axis).Density(x); math.Abs(got-want) > 1e-8 {
				t.Errorf("axis %d: the density at %v is %v, the integral of the joint density %v", axis, x, got, want)
			}
		}
	})
}

func TestCDFIsTheIntegralOfTheDensity(t *testing.T) {
	// Sides from much smaller to much larger than the noise, also just below and just above the change of formula.
	for _, half := range []float64{0, 1e-6, 0.0099, 0.0101, 0.09, 0.3, 5} {
		l := New([]Component{{Weight: 1, Half: Point{half, 1}, Cov: [3]float64{1, 0, 0}}}).Marginal(0)
		previous := -half - 9.0
		sum := l.CDF(previous)
		if sum > 1e-15 {
			t.Errorf("half %v: the CDF at %v is %v", half, previous, sum)
		}
		for x := previous + 0.5; x < half+9; x += 0.5 {
			sum += quad.Fixed(l.Density, previous, x, 20, nil, 0)
			previous = x
			if got := l.CDF(x); math.Abs(got-sum) > 2e-12 {
				t.Errorf("half %v: the CDF at %v is %v, the integral of the density %v", half, x, got, sum)
			}
		}
	}
}

func TestCDFWithoutNoise(t *testing.T) {
	l := New([]Component{{Weight: 3, Half: Point{1, 1}}, {Weight: 1, Mean: Point{0.5, 0}}}).Marginal(0)
	for _, c := range []struct{ x, want float64 }{
		{-2, 0}, {-1, 0}, {0, 0.375}, {0.499, 0.75 * 1.499 / 2}, {0.5, 0.75*0.75 + 0.25}, {1, 1}, {2, 1},
	} {
		if got := l.CDF(c.x); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("the CDF at %v is %v, want %v", c.x, got, c.want)
		}
	}
}

// A probability is at most 1, even if the rounded weights sum to more.
func TestCDFIsAtMostOne(t *testing.T) {
	above := 0
	for n := 1; n <= 300; n++ {
		l := Empirical(make([]Point, n)).Marginal(0)
		sum := 0.0
		for _, weight := range l.weight {
			sum += weight
		}
		if sum > 1 {
			above++
		}
		if p := l.CDF(1); !(p <= 1) || p < 1-1e-12 {
			t.Errorf("the CDF of %d points ends at %v", n, p)
		}
	}
	if above == 0 {
		t.Error("no weights sum to more than 1, and nothing was tested")
	}
}

// The quantile of p of a Gaussian is √2 erf⁻¹(2p − 1) standard deviations above its mean, for extreme p too. A narrow box under noise has
// the same quantiles.
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
