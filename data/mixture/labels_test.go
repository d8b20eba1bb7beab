package mixture

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The posterior is that of Bayes' theorem, p(label) p(x | label) / p(x), with each factor from a mixture of its own.
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

// Where the density is zero, the posterior is the limit of vanishing noise. A component without weight does not matter in it, nor does
// the distance along an axis with noise.
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

// The conditional densities, times the probabilities of their labels, sum to the density. Each of these products is the posterior of Bayes'
// theorem times the density.
func TestGivenIsTheConditionalDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "distribution").At(1, .2), anyPoint(5).Draw(t, "x")
		posterior := make([]float64, m.Labels())
		m.Posterior(posterior, x)
		total, mass := 0.0, 0.0
		for label, p := range posterior {
			weight := m.LabelWeight(label)
			if total += weight; weight == 0 {
				continue
			}
			given := m.Given(label)
			joint := weight * math.Exp(given.LogDensity(x))
			if want := p * math.Exp(m.LogDensity(x)); !cmp.Equal(joint, want, near) {
				t.Errorf("label %d: joint density %v, want %v", label, joint, want)
			}
			mass += joint
			if _, drawn := given.Sample(seeded(1)); drawn != label {
				t.Errorf("given label %d it draws %d", label, drawn)
			}
		}
		if !cmp.Equal(total, 1.0, near) || !cmp.Equal(mass, math.Exp(m.LogDensity(x)), near) {
			t.Errorf("labels weigh %v; their densities add up to %v, want %v", total, mass, math.Exp(m.LogDensity(x)))
		}
	})
}
