package figure

import (
	"math"
	"testing"
)

// fourSamplers returns curves that fall to the floor, each at another speed.
func fourSamplers() []Sampler {
	var all []Sampler
	for i, name := range []string{"one", "two", "three", "four"} {
		s := Sampler{Name: name}
		for _, evals := range []float64{5, 10, 20, 50, 100} {
			s.Evals = append(s.Evals, evals)
			s.Learned = append(s.Learned, 1.3+40*math.Pow(evals, -1-float64(i)/3))
			s.Exact = append(s.Exact, 1+30*math.Pow(evals, -1-float64(i)/3))
		}
		all = append(all, s)
	}
	return all
}

// Every learned curve goes through its points, in its sampler's colour.
func TestSamplersAreWhereTheyAre(t *testing.T) {
	samplers := fourSamplers()
	img, panels, frames := seen(t, Samplers(samplers))
	for i, s := range samplers {
		for k, evals := range s.Evals[:3] {
			at := pixelOf(panels[0], frames[0], evals, s.Learned[k])
			if c := img.At(at.X, at.Y); !near(c, ink(i), 60) {
				t.Errorf("%s at %g evaluations: pixel %v is %v", s.Name, evals, at, c)
			}
		}
	}
}

func TestSamplersOfLittle(t *testing.T) {
	nan := math.NaN()
	for name, samplers := range map[string][]Sampler{
		"nothing":    nil,
		"no cells":   {{Name: "a"}},
		"one":        {{Name: "a", Evals: []float64{20}, Learned: []float64{1.2}, Exact: []float64{nan}}},
		"no numbers": {{Name: "a", Evals: []float64{1, 2}, Learned: []float64{nan, math.Inf(1)}, Exact: []float64{0, -1}}},
	} {
		t.Run(name, func(t *testing.T) { decoded(t, Samplers(samplers)) })
	}
}
