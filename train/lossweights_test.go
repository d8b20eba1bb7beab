package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

func predicting(predict string) model.Config {
	c := shape
	c.Predict = predict
	return c
}

// Each weight on the error of ε̂ must be, up to a factor, the weight that its paper puts on the error of something else. An
// error of 1 in ε̂ is one of σ/a in x̂_0 and of 1/a in v̂.
func TestLossWeightsAreThePapers(t *testing.T) {
	for _, c := range []struct {
		spec, predict string
		of            func(s *model.Schedule, t int, snr float64) float64
	}{
		{"balanced", "x0", func(_ *model.Schedule, _ int, _ float64) float64 { return 1 }},
		{"eps", "x0", func(_ *model.Schedule, _ int, _ float64) float64 { return 1 }},
		{"simple", "eps", func(_ *model.Schedule, _ int, _ float64) float64 { return 1 }},
		{"simple", "x0", func(s *model.Schedule, t int, _ float64) float64 { return math.Pow(s.Noise(t)/s.Signal(t), 2) }},
		{"simple", "v", func(s *model.Schedule, t int, _ float64) float64 { return math.Pow(1/s.Signal(t), 2) }},
		// Lipman et al. 2023, eq. 5, on û − u, which is (a + σ)/a times as large.
		{"simple", "u", func(s *model.Schedule, t int, _ float64) float64 { return math.Pow(1+s.Noise(t)/s.Signal(t), 2) }},
		// Hang et al. 2023: min(SNR, γ) on x̂_0, min(SNR, γ)/SNR on ε̂, min(SNR, γ)/(SNR+1) on v̂.
		{"min-snr", "x0", func(s *model.Schedule, t int, snr float64) float64 {
			return min(snr, 5) * math.Pow(s.Noise(t)/s.Signal(t), 2)
		}},
		{"min-snr:2", "eps", func(_ *model.Schedule, _ int, snr float64) float64 { return min(snr, 2) / snr }},
		{"min-snr:5", "v", func(s *model.Schedule, t int, snr float64) float64 {
			return min(snr, 5) / (snr + 1) * math.Pow(1/s.Signal(t), 2)
		}},
		// The divergence of two Gaussians of variance β_t whose means are FromX0 times the errors of x̂_0 apart.
		{"variational", "v", func(s *model.Schedule, t int, _ float64) float64 {
			step := s.Transition(t)
			return math.Pow(step.FromX0*s.Noise(t)/s.Signal(t), 2) / (2 * step.Beta)
		}},
	} {
		for _, of := range []string{"linear", "cosine", "sigmoid:scale=0.5", "flow"} {
			s := must.Get(model.NewSchedule(of, 60))
			got, _, err := newWeights(c.spec, s, predicting(c.predict))
			if err != nil {
				t.Fatal(err)
			}
			want, sum, sumWant := make([]float64, 61), 0.0, 0.0
			for at := 1; at <= 60; at++ {
				want[at] = c.of(s, at, math.Exp(s.LogSNR(at)))
				sum, sumWant = sum+got[at], sumWant+want[at]
			}
			if math.Abs(sum/60-1) > 1e-12 {
				t.Errorf("%s: the mean weight is %v", c.spec, sum/60)
			}
			for at := 1; at <= 60; at++ {
				if w := want[at] * 60 / sumWant; math.Abs(got[at]-w) > 1e-9*w {
					t.Fatalf("%s of %s on %s, t = %d: weight %v, want %v", c.spec, c.predict, of, at, got[at], w)
				}
			}
		}
	}
}

func TestLossWeightRefuses(t *testing.T) {
	for spec, want := range map[string]string{
		"snr":                 `loss weight "snr": want one of balanced, eps, simple, min-snr, variational`,
		"eps:5":               `loss weight "eps:5": want nothing after eps`,
		"min-snr:":            `loss weight "min-snr:": want a positive number after the colon, as in min-snr:5`,
		"min-snr:-1":          `loss weight "min-snr:-1": want a positive number after the colon, as in min-snr:5`,
		"min-snr:Inf":         `loss weight "min-snr:Inf": want a positive number after the colon, as in min-snr:5`,
		"min-snr:0":           `loss weight "min-snr:0": want a positive number after the colon, as in min-snr:5`,
		"min-snr:NaN":         `loss weight "min-snr:NaN": want a positive number after the colon, as in min-snr:5`,
		"min-snr:5:6":         `loss weight "min-snr:5:6": want a positive number after the colon, as in min-snr:5`,
		"balanced:0.4":        `loss weight "balanced:0.4": want key=value after each colon, as in balanced:share=0.75, not "0.4"`,
		"balanced:share=1":    `loss weight "balanced:share=1": share "1": want a number from 0 to 0.99`,
		"balanced:share=-0.1": `loss weight "balanced:share=-0.1": share "-0.1": want a number from 0 to 0.99`,
		"balanced:noise=1.01": `loss weight "balanced:noise=1.01": noise "1.01": want a number from 0 to 1`,
		"balanced:noise=-1":   `loss weight "balanced:noise=-1": noise "-1": want a number from 0 to 1`,
		"variational:1":       `loss weight "variational:1": want nothing after variational`,
	} {
		c := config
		c.LossWeight = spec
		if _, err := New(c, shape, must.Get(model.NewSchedule("linear", 50)), cross); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// An empty loss weight gives the same bits as the default one, and other bits than all others.
func TestNoLossWeightIsTheDefault(t *testing.T) {
	state := func(weight string) []byte {
		c := config
		c.LossWeight = weight
		trainer := newTrainer(c)
		advance(t, trainer, 2)
		return checkpoint(trainer)
	}
	none := state("")
	for _, weight := range lossWeights.Names() {
		if same := bytes.Equal(state(weight), none); same != (weight == DefaultLossWeight) {
			t.Errorf("%s trains as no loss weight does: %v", weight, same)
		}
	}
}

// Training works with every combination of schedule, prediction, loss weight, and classes or none. The loss of the first step is within
// a factor of 3 of that of a network whose output is 0. For x0 only the few points with the largest SNR matter, so 70 points give no
// better estimate. The loss is the same with all loss weights except balanced, whose batches have other rows.
func TestEveryCombinationTrains(t *testing.T) {
	specs := append(model.ScheduleNames(), "sigmoid:start=0:end=3:temperature=0.5", "cosine:scale=0.5", "linear:scale=2")
	for _, spec := range specs {
		for _, predict := range model.PredictionNames() {
			for _, classes := range []int{0, 2} {
				var first float64
				for i, weight := range append(lossWeights.Names(), "min-snr:1") {
					name := fmt.Sprint(spec, " ", predict, " ", weight, " ", classes)
					schedule := must.Get(model.NewSchedule(spec, 50))
					c, of := config, predicting(predict)
					c.LossWeight, c.LabelDropout, of.Classes, of.Width, of.Blocks = weight, .2, classes, 8, 1
					trainer, err := New(c, of, schedule, pair)
					if err != nil {
						t.Fatal(name, ": ", err)
					}
					start := advance(t, trainer, 1)
					if i <= 1 { // balanced, which has other rows, and eps
						first = start.Loss
						var want float64
						for at := 1; at <= 50; at++ {
							want += untrained(schedule, of, at) / 50
						}
						if first < want/3 || first > want*3 {
							t.Errorf("%s: starts at loss %v, want about %v", name, first, want)
						}
					}
					if start.Loss != first {
						t.Errorf("%s: starts at loss %v, with other weights at %v", name, start.Loss, first)
					}
					if last := advance(t, trainer, 5); math.IsNaN(last.Loss) || !(last.GradNorm > 0) {
						t.Errorf("%s: step %+v", name, last)
					}
				}
			}
		}
	}
}

// With the prediction x0 the first loss is the mean SNR. That is far above 1, but no divergence: with each loss weight the loss falls.
func TestPredictingX0Learns(t *testing.T) {
	for _, weight := range lossWeights.Names() {
		c := config
		c.Steps, c.LearningRate, c.LossWeight = 600, 3e-3, weight
		trainer := must.Get(New(c, predicting("x0"), must.Get(model.NewSchedule("sigmoid:temperature=0.3", 200)), cross))
		first, last := 0.0, 0.0
		for range 20 {
			first += advance(t, trainer, 1).Loss / 20
		}
		advance(t, trainer, 560)
		for range 20 {
			last += advance(t, trainer, 1).Loss / 20
		}
		if !(first > divergedFactor) || !(last < first/10) {
			t.Errorf("%s: the loss goes from %v to %v", weight, first, last)
		}
	}
	c := config
	c.Steps, c.LearningRate, c.ClipGrad = 1000, 1e4, 0
	trainer := must.Get(New(c, predicting("x0"), must.Get(model.NewSchedule("linear", 200)), cross))
	for _, err := range trainer.Steps(context.Background()) {
		if errors.Is(err, ErrDiverged) && strings.Contains(err.Error(), "learning rate") {
			return
		}
	}
	t.Error("a learning rate of 1e4 did not diverge")
}

// pair is a distribution of two modes with labels of their own, standardised.
var pair = func() data.Source {
	distribution := mixture.New([]mixture.Component{
		{Weight: 3, Label: 0, Mean: data.Point{-1, 0}, Cov: [3]float64{.05, 0, .4}},
		{Weight: 1, Label: 1, Mean: data.Point{1, .5}, Cov: [3]float64{.3, 0, .05}},
	})
	return data.NewStandardizer(distribution).Distribution(distribution)
}()
