package runs

import (
	"testing"

	"ddpm/data"
	"ddpm/train"
)

// What depends on the number of points is in the configuration of a new run, unless the user said it. Points that are drawn anew have the
// defaults of a built-in distribution.
func TestFewPointsHaveTheirOwnDefaults(t *testing.T) {
	usual := train.DefaultConfig()
	for _, test := range []struct {
		points, steps int
		lr            float64
		target        string
	}{
		{0, usual.Steps, usual.LearningRate, train.MeanNoise}, {200, 3000, .003, train.DrawnNoise}, {1000, 6000, .003, train.DrawnNoise},
		{10000, usual.Steps, usual.LearningRate, train.MeanNoise},
	} {
		for _, said := range []bool{false, true} {
			s, want := Settings{Data: "moons", Points: test.points}, test
			if said {
				s.Steps, s.LR, s.Target = 7, .5, train.MeanNoise
				want.steps, want.lr, want.target = 7, .5, train.MeanNoise
			}
			c, _, err := NewConfig(s, 1)
			if err != nil || c.Steps != want.steps || c.LR != want.lr || c.Target != want.target {
				t.Errorf("%d points, said %v: %d steps, rate %v, target %s, want %+v: %v", test.points, said, c.Steps, c.LR, c.Target, want, err)
			}
			if blur := c.Blur; (blur == data.AutoBlur) != (test.points > 0) {
				t.Errorf("%d points: blur %q", test.points, blur)
			}
		}
	}
}
