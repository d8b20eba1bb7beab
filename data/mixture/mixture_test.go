package mixture

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestTwoNoiseLevelsAreOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		a1, a2 := rapid.Float64Range(-2, 2).Draw(t, "a1"), rapid.Float64Range(-2, 2).Draw(t, "a2")
		s1, s2 := rapid.Float64Range(0, 2).Draw(t, "s1"), rapid.Float64Range(0, 2).Draw(t, "s2")
		// a2(a1·x + s1·ε) + s2·ε′ = a1a2·x + √(a2²s1² + s2²)·ε″.
		twice, once := m.At(a1, s1).At(a2, s2), m.At(a1*a2, math.Hypot(a2*s1, s2))
		if diff := cmp.Diff(once.Components(), twice.Components(), near); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAffineActsOnDensityScoreAndMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		shift, scale := anyPoint(5).Draw(t, "shift"), anyPoint(4).Draw(t, "scale")
		if math.Abs(scale[0]) < 1e-2 || math.Abs(scale[1]) < 1e-2 {
			t.Skip()
		}
		x := anyPoint(4).Draw(t, "x")
		image := m.Affine(shift, scale)
		y := Point{shift[0] + scale[0]*x[0], shift[1] + scale[1]*x[1]}
		want := m.LogDensity(x) - math.Log(math.Abs(scale[0]*scale[1]))
		if got := image.LogDensity(y); !cmp.Equal(got, want, cmpopts.EquateApprox(1e-8, 1e-8)) && !onEdge(m, x) {
			t.Errorf("log-density %v, want %v", got, want)
		}
		score := m.Score(x)
		wantScore := Point{score[0] / scale[0], score[1] / scale[1]}
		if got := image.Score(y); !cmp.Equal(got, wantScore, cmpopts.EquateApprox(1e-6, 1e-6)) && !onEdge(m, x) {
			t.Errorf("score %v, want %v", got, wantScore)
		}
		mean, cov := m.Mean(), m.Cov()
		wantMean := Point{shift[0] + scale[0]*mean[0], shift[1] + scale[1]*mean[1]}
		wantCov := [3]float64{scale[0] * scale[0] * cov[0], scale[0] * scale[1] * cov[1], scale[1] * scale[1] * cov[2]}
		if diff := cmp.Diff(wantMean, image.Mean(), near); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(wantCov, image.Cov(), near); diff != "" {
			t.Error(diff)
		}
	})
}

func swapped(m *Mixture) *Mixture {
	components := m.Components()
	for i := range components {
		c := &components[i]
		c.Mean[0], c.Mean[1] = c.Mean[1], c.Mean[0]
		c.Half[0], c.Half[1] = c.Half[1], c.Half[0]
		c.Cov[0], c.Cov[2] = c.Cov[2], c.Cov[0]
	}
	return New(components)
}

func TestSwappingAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		x := anyPoint(4).Draw(t, "x")
		other, y := swapped(m), Point{x[1], x[0]}
		if diff := cmp.Diff(m.LogDensity(x), other.LogDensity(y), near); diff != "" {
			t.Error(diff)
		}
		score := other.Score(y)
		if diff := cmp.Diff(m.Score(x), Point{score[1], score[0]}, near); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(m.Entropy(), other.Entropy(), cmpopts.EquateApprox(0, 1e-6)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWeightsAndLabels(t *testing.T) {
	m := New([]Component{mode(3, 0, Point{}, 1), mode(1, 4, Point{}, 1)})
	if c := m.Components(); c[0].Weight != 0.75 || c[1].Weight != 0.25 {
		t.Errorf("weights %v and %v, want .75 and .25", c[0].Weight, c[1].Weight)
	}
	if m.Labels() != 5 {
		t.Errorf("%d labels, want 5", m.Labels())
	}
	m.Components()[0].Weight = 7
	if m.Components()[0].Weight != 0.75 {
		t.Error("Components exposes the distribution to changes")
	}
}

func TestWrongUsePanics(t *testing.T) {
	sound := Component{Weight: 1, Cov: [3]float64{1, 0, 1}}
	with := func(change func(c *Component)) func() {
		c := sound
		change(&c)
		return func() { New([]Component{c}) }
	}
	distribution, points := New([]Component{sound}), Empirical([]Point{{1, 2}})
	for name, wrong := range map[string]func(){
		"no components":         func() { New(nil) },
		"no weight":             with(func(c *Component) { c.Weight = 0 }),
		"negative weight":       with(func(c *Component) { c.Weight = -1 }),
		"NaN mean":              with(func(c *Component) { c.Mean[1] = math.NaN() }),
		"infinite box":          with(func(c *Component) { c.Half[0] = math.Inf(1) }),
		"negative box":          with(func(c *Component) { c.Half[0] = -1 }),
		"negative label":        with(func(c *Component) { c.Label = -1 }),
		"indefinite covariance": with(func(c *Component) { c.Cov[1] = 1.1 }),
		"a bit indefinite":      with(func(c *Component) { c.Cov[1] = -1.0001 }),
		"infinite weights":      func() { New([]Component{mode(1e308, 0, Point{}, 1), mode(1e308, 0, Point{}, 1)}) },
		"density of a level":    func() { New([]Component{sound, {Weight: 1, Half: Point{1, 0}}}).LogDensity(Point{}) },
		"density of an upright": func() { New([]Component{sound, {Weight: 1, Half: Point{0, 1}}}).LogDensity(Point{}) },
		"density of a slant":    func() { New([]Component{{Weight: 1, Cov: [3]float64{1, 1, 1}}}).LogDensity(Point{}) },
		"slanted box":           with(func(c *Component) { c.Half[0], c.Cov[1] = 1, 0.1 }),
		"zero scale":            func() { distribution.Affine(Point{}, Point{1, 0}) },
		"negative noise":        func() { distribution.At(1, -1) },
		"NaN noise":             func() { distribution.At(1, math.NaN()) },
		"density of points":     func() { points.LogDensity(Point{}) },
		"score of points":       func() { points.At(0.5, 0).Score(Point{}) },
		"densities of points":   func() { points.LogDensities(nil, nil) },
		"posterior of points":   func() { points.Posterior(make([]float64, 1), Point{}) },
		"entropy of points":     func() { points.Entropy() },
		"marginal of points":    func() { points.Marginal(0).Density(0) },
		"unequal lengths":       func() { distribution.Scores(make([]Point, 1), nil) },
		"too many densities":    func() { distribution.LogDensities(make([]float64, 2), make([]Point, 1)) },
		"too many Hessians":     func() { distribution.ScoreJacobians(make([]Point, 1), make([][3]float64, 2), make([]Point, 1)) },
		"too few labels":        func() { distribution.Posterior(nil, Point{}) },
		"given no such label":   func() { distribution.Given(1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if message, ok := recover().(string); !ok || !strings.HasPrefix(message, "mixture: ") {
					t.Errorf("panics with %q, want a string that starts with mixture:", message)
				}
			}()
			wrong()
		})
	}
}

func TestNoiseGivesPointsADensity(t *testing.T) {
	m := Empirical([]Point{{0, 0}, {4, 0}}).At(0.5, 2)
	// The density half way between two Gaussians with variance 4, at (0, 0) and (2, 0).
	want := -math.Log(8*math.Pi) - 1.0/8
	if got := m.LogDensity(Point{1, 0}); math.Abs(got-want) > 1e-14 {
		t.Errorf("log-density %v, want %v", got, want)
	}
	if got := m.Score(Point{1, 3}); !cmp.Equal(got, Point{0, -0.75}, near) {
		t.Errorf("score %v, want (0, −.75)", got)
	}
}

// A mixture does not change the components that it is made of, and does not change with them.
func TestMixtureHasComponentsOfItsOwn(t *testing.T) {
	components := []Component{mode(3, 0, Point{}, 1), mode(1, 1, Point{2, 0}, 1)}
	before := slices.Clone(components)
	m := New(components)
	if diff := cmp.Diff(before, components); diff != "" {
		t.Errorf("a mixture changes what it is made of: %s", diff)
	}
	want := m.Components()
	components[1] = mode(9, 2, Point{5, 5}, 2)
	if diff := cmp.Diff(want, m.Components()); diff != "" {
		t.Errorf("a mixture changes with what it was made of: %s", diff)
	}
}
