package data

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPosteriorIsBayes compares with p(label) p(x | label) / p(x), each factor from a mixture of its own.
func TestPosteriorIsBayes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "law").At(1, 0.2), anyPoint(5).Draw(t, "x")
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
				want[label] = prior * math.Exp(NewMixture(part).LogDensity(x)-m.LogDensity(x))
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
