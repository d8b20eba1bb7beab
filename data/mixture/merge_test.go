package mixture

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMergedKeepsMassMeanAndCovariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		merged := m.Merged(rapid.Float64Range(.1, 5).Draw(t, "cell"))
		mass := 0.0
		for _, c := range merged.components {
			mass += c.Weight
		}
		type moments struct {
			Mass float64
			Mean Point
			Cov  [3]float64
		}
		if diff := cmp.Diff(moments{1, m.Mean(), m.Cov()}, moments{mass, merged.Mean(), merged.Cov()}, near); diff != "" {
			t.Error(diff)
		}
	})
}

// A box that is much wider than a cell on one axis does not become a Gaussian.
func TestMergedKeepsLongBoxes(t *testing.T) {
	const cell, noise = .1, .5
	for axis := range 2 {
		half := Point{.01, .01}
		half[axis] = 1
		m := New([]Component{{Weight: 1, Half: half}})
		exact, rough := m.At(1, noise), m.Merged(cell).At(1, noise)
		rng := seeded(1)
		for range 200 {
			x, _ := exact.Sample(rng)
			s, r := exact.Score(x), rough.Score(x)
			if d := noise * math.Hypot(s[0]-r[0], s[1]-r[1]); d > 1e-3 {
				t.Fatalf("long on axis %d: at %v ε* is off by %v", axis, x, d)
			}
		}
	}
}

// A shift by whole cells shifts the merged distribution and changes nothing else. All numbers are multiples of 1/16, and so exact.
func TestMergedMovesWithTheGrid(t *testing.T) {
	rng := seeded(2)
	const cell = .5
	var components []Component
	for range 200 {
		components = append(components, mode(1, rng.IntN(2), Point{float64(rng.IntN(64)-32) / 16, float64(rng.IntN(64)-32) / 16}, .25))
	}
	m := New(components)
	want := m.Merged(cell)
	for _, shift := range []Point{{8 * cell, 0}, {0, 8 * cell}, {-9 * cell, 3 * cell}} {
		got := m.Affine(shift, Point{1, 1}).Merged(cell).Affine(Point{-shift[0], -shift[1]}, Point{1, 1})
		if diff := cmp.Diff(want.Components(), got.Components(), near); diff != "" {
			t.Errorf("shifted by %v: %s", shift, diff)
		}
	}
}

// Components without weight do not change what the others become.
func TestMergedWithWeightlessComponents(t *testing.T) {
	components := []Component{mode(1, 0, Point{.1, .1}, .2), mode(2, 0, Point{.3, .2}, .1)}
	weightless := []Component{mode(0, 0, Point{.2, .2}, .3), mode(0, 0, Point{.1, .4}, .3), mode(0, 0, Point{7, 7}, 1), mode(0, 0, Point{7.1, 7}, 1)}
	want := New(components).Merged(1)
	got := New(append(weightless, components...)).Merged(1)
	if diff := cmp.Diff(want.Cov(), got.Cov(), near); diff != "" {
		t.Error(diff)
	}
	for _, x := range []Point{{0, 0}, {1, -1}, {7, 7}} {
		if !cmp.Equal(got.LogDensity(x), want.LogDensity(x), near) {
			t.Errorf("log-density %v at %v, want %v", got.LogDensity(x), x, want.LogDensity(x))
		}
	}
}
