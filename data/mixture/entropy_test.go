package mixture

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestEntropyShiftsByTheLogarithmOfTheScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		scale := Point{rapid.Float64Range(0.01, 100).Draw(t, "across"), -rapid.Float64Range(0.01, 100).Draw(t, "up")}
		want := m.Entropy() + math.Log(math.Abs(scale[0]*scale[1]))
		if got := m.Affine(Point{5, -3}, scale).Entropy(); math.Abs(got-want) > 1e-6 {
			t.Errorf("entropy %v, want %v", got, want)
		}
	})
}

func TestIntegrateMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		mean, cov := m.Mean(), m.Cov()
		got := m.Integrate(func(x Point) float64 {
			return math.Exp(m.LogDensity(x)) * (x[0] - mean[0]) * (x[0] - mean[0] + x[1] - mean[1])
		})
		if want := cov[0] + cov[1]; math.Abs(got-want) > 1e-7 {
			t.Errorf("the density times a square integrates to %v, want %v", got, want)
		}
	})
}

func TestInformationOfGaussiansAndEdges(t *testing.T) {
	// The information of a Gaussian is the trace of its precision.
	got := New([]Component{{Weight: 1, Mean: Point{1, 2}, Cov: [3]float64{2, 1, 3}}}).Information()
	if want := 5.0 / 5; math.Abs(got-want) > 1e-8 {
		t.Errorf("a Gaussian's information is %v, want %v", got, want)
	}
	// A pair of edges that are far apart has the information ∫ φ²/Φ / (half·sigma). The integral is 0.903 (by numerical integration).
	const ratio = 0.9031974
	box := New([]Component{{Weight: 1, Half: Point{1, 2}, Cov: [3]float64{1e-4, 0, 1e-4}}})
	if got, want := box.Information(), ratio*(1/.01+1/.02); math.Abs(got-want) > 1e-5*want {
		t.Errorf("a box's information is %v, want %v", got, want)
	}
	if square := New([]Component{{Weight: 1, Half: Point{1, 1}}}); !math.IsInf(square.Information(), 1) {
		t.Error("sharp edges have finite information")
	}
}
