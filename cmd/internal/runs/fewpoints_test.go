package runs

import (
	"testing"

	"ddpm/data"
	"ddpm/train"
)

// What depends on the points is in the configuration of a new run, unless the user said it. Points that are drawn anew have the defaults of a
// built-in distribution. The least noise of most even rows is in proportion to the noise on the points; points without noise have none.
func TestFewPointsHaveTheirOwnDefaults(t *testing.T) {
	usual := train.DefaultConfig()
	fresh := Learning{usual.Steps, usual.LearningRate, train.MeanNoise, train.DefaultLossWeight}
	for _, test := range []struct {
		points int
		blur   string
		want   Learning
	}{
		{0, "", fresh},
		{200, "0.1", Learning{4000, .003, train.DrawnNoise, "balanced:share=0.4:noise=0.15"}},
		{200, "0.2", Learning{4000, .003, train.DrawnNoise, "balanced:share=0.4:noise=0.3"}},
		{200, "7", Learning{4000, .003, train.DrawnNoise, "balanced:share=0.4:noise=1"}},
		{200, "0", Learning{4000, .003, train.DrawnNoise, train.DefaultLossWeight}},
		{1000, "0.01", Learning{9000, .003, train.DrawnNoise, "balanced:share=0.4:noise=0.015"}},
		{10000, "0.1", Learning{usual.Steps, usual.LearningRate, train.MeanNoise, "balanced:share=0.4:noise=0.15"}},
	} {
		for _, said := range []bool{false, true} {
			s, want := DefaultSettings("moons"), test.want
			s.Points, s.Blur = test.points, test.blur
			if said {
				want = Learning{7, .5, train.MeanNoise, "balanced"}
				s.Steps, s.LR, s.Target, s.LossWeight = want.Steps, want.Rate, want.Target, want.LossWeight
			}
			c, dataset, err := NewConfig(s, 1)
			if got := (Learning{c.Steps, c.LR, c.Target, c.LossWeight}); err != nil || got != want {
				t.Errorf("%+v, said %v: %+v, %v", test, said, got, err)
			}
			if _, _, err := c.Trainer(dataset); err != nil {
				t.Errorf("%+v: %v", test, err)
			}
		}
	}
}

// A blur is chosen for fixed points alone, and the loss weight is the one for this blur. A command that repeats the run names neither.
func TestWhatIsChosenForPointsIsNoFlag(t *testing.T) {
	for _, points := range []int{0, 300} {
		c, dataset, err := NewConfig(Settings{Data: "moons", Points: points}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if (c.Blur == data.AutoBlur) != (points > 0) || c.LossWeight != LearningFor(points, dataset.Blur).LossWeight {
			t.Errorf("%d points: blur %q, loss weight %s", points, c.Blur, c.LossWeight)
		}
		usual := c.usual(points)
		if usual.Steps != c.Steps || usual.LossWeight != c.LossWeight || usual.Blur != c.Blur || usual.Target != c.Target || usual.LR != c.LR {
			t.Errorf("%d points: %+v, usually %+v", points, c.Settings, usual)
		}
	}
}
