package data

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMergedKeepsMassMeanAndCovariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "law")
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

func TestMergedIsNearlyTheLawUnderNoise(t *testing.T) {
	for _, b := range Builtins() {
		law := NewStandardizer(b.Mixture()).Law(b.Mixture())
		fewer := false
		for _, noise := range []float64{.1, .3, 1, 2, 5, 30} {
			merged := law.Merged(noise / 5)
			fewer = fewer || len(merged.components) < len(law.components)
			a := 1 / math.Sqrt(1+noise*noise)
			exact, rough := law.At(a, a*noise), merged.At(a, a*noise)
			rng := Rand(1, Drawn, 0, 0)
			for range 200 {
				x, _ := exact.Sample(rng)
				s, r := exact.Score(x), rough.Score(x)
				if d := a * noise * math.Hypot(s[0]-r[0], s[1]-r[1]); d > 1e-3 {
					t.Errorf("%s, noise %v: at %v ε* is off by %v", b.Name, noise, x, d)
				}
			}
		}
		if many := len(law.components) > 50; many != fewer {
			t.Errorf("%s has %d components; merged: %v", b.Name, len(law.components), fewer)
		}
	}
}
