package mixture

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPosteriorIsBayes compares with p(label) p(x | label) / p(x), each factor from a mixture of its own.
func TestPosteriorIsBayes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "distribution").At(1, 0.2), anyPoint(5).Draw(t, "x")
		want := make([]float64, m.Labels())
		for label := range want {
			var part []Component
			prior := 0.0
			for _, c := range m.Components() {
				if c.Label == label {
					part = append(part, c)
					prior += c.Weight
				}
			}
			if part != nil {
				want[label] = prior * math.Exp(New(part).LogDensity(x)-m.LogDensity(x))
			}
		}
		got := make([]float64, m.Labels())
		m.Posterior(got, x)
		if diff := cmp.Diff(want, got, near); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPosteriorOfTheEmptyPlaneIsTheNearestBox(t *testing.T) {
	board, _ := Lookup("checkerboard")
	sharp, posterior := board.Mixture(), make([]float64, 8)
	blurred, limit := sharp.At(1, 0.01), make([]float64, 8)
	for _, x := range []Point{{-3, -3}, {-1.9, -3}, {0.5, -1.2}, {30, 31}, {-40, 3.5}} {
		sharp.Posterior(posterior, x)
		blurred.Posterior(limit, x)
		if diff := cmp.Diff(limit, posterior, near); diff != "" {
			t.Errorf("at %v: %s", x, diff)
		}
	}
}

// Where the density is zero, the posterior is the limit of vanishing noise. Neither a component without weight nor a
// distance along an axis with noise counts in it.
func TestPosteriorOfTheEmptyPlaneIsALimit(t *testing.T) {
	cell := Point{1, 1}
	for _, c := range []struct {
		name       string
		components []Component
		x          Point
	}{
		{"without weight", []Component{{Weight: 1, Mean: Point{-3, 0}, Half: cell}, {Label: 1, Mean: Point{3, 0}, Half: cell}}, Point{1.5, 0}},
		{"noise up", []Component{{Weight: 1, Half: cell, Cov: [3]float64{0, 0, 1}},
			{Weight: 1, Label: 1, Mean: Point{10, 5}, Half: cell}}, Point{4.9, 5}},
		{"noise across", []Component{{Weight: 1, Half: cell, Cov: [3]float64{1, 0, 0}},
			{Weight: 1, Label: 1, Mean: Point{5, 10}, Half: cell}}, Point{5, 4.9}},
		{"a corner or an edge", []Component{{Weight: 1, Mean: Point{-3, -3}, Half: cell}, {Weight: 1, Label: 1, Mean: Point{4, 0}, Half: cell}},
			Point{0, 0}},
	} {
		sharp := New(c.components)
		got, limit := make([]float64, 2), make([]float64, 2)
		sharp.Posterior(got, c.x)
		sharp.At(1, .01).Posterior(limit, c.x)
		if diff := cmp.Diff(limit, got, near); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if !math.IsInf(sharp.LogDensity(c.x), -1) {
			t.Errorf("%s: the density at %v is not zero", c.name, c.x)
		}
	}
}
