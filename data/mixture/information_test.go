package mixture

import (
	"math"
	"testing"
)

func TestInformationOfGaussiansAndEdges(t *testing.T) {
	// That of a Gaussian is the trace of its precision.
	got := New([]Component{{Weight: 1, Mean: Point{1, 2}, Cov: [3]float64{2, 1, 3}}}).Information()
	if want := 5.0 / 5; math.Abs(got-want) > 1e-8 {
		t.Errorf("a Gaussian's information is %v, want %v", got, want)
	}
	// Each pair of edges, far apart, has 1/(half·sigma) ∫ φ²/Φ, a constant that is 0.903 (by numerical integration).
	const ratio = 0.9031974
	box := New([]Component{{Weight: 1, Half: Point{1, 2}, Cov: [3]float64{1e-4, 0, 1e-4}}})
	if got, want := box.Information(), ratio*(1/.01+1/.02); math.Abs(got-want) > 1e-5*want {
		t.Errorf("a box's information is %v, want %v", got, want)
	}
	if square := builtins[10].Mixture(); !math.IsInf(square.Information(), 1) {
		t.Error("sharp edges have finite information")
	}
}

// De Bruijn's identity: the entropy of x + √v·ε grows at half the information. Both come from other integrals.
func TestInformationIsTheGrowthOfEntropy(t *testing.T) {
	for _, b := range Builtins() {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			m := NewStandardizer(b.Mixture()).Distribution(b.Mixture()).At(1, .1)
			const step = 1e-4
			at := func(k float64) float64 { return m.At(1, math.Sqrt(k*step)).Entropy() }
			// The fourth-order one-sided difference.
			slope := (-25*at(0) + 48*at(1) - 36*at(2) + 16*at(3) - 3*at(4)) / (12 * step)
			if got := m.Information(); math.Abs(got-2*slope) > 2e-5*got {
				t.Errorf("information %v, twice the growth of entropy %v", got, 2*slope)
			}
		})
	}
}
