package train

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// In a batch a point has its own label or, with the probability of the dropout, none; and the weight of its noise level, here
// min(SNR, 5)/SNR up to a factor.
func TestBatchHasLabelsAndWeights(t *testing.T) {
	c, of := config, shape
	c.LabelDropout, c.LossWeight, of.Classes = .2, "min-snr", 2
	trainer := must.Get(New(c, of, must.Get(model.NewSchedule("linear", 50)), pair))
	var counts [3]float64 // of no label, 0, 1
	var n, factor float64
	posterior := make([]float64, 2)
	for step := 1; step <= 300; step++ {
		for _, s := range trainer.shards {
			s.run(trainer, step)
			for i := range s.rows {
				label := int(s.graph.Class[i])
				counts[label+1]++
				n++
				ratio := float64(s.graph.Weight[i]/s.graph.Importance[i]) / min(1, 5*math.Exp(-float64(s.graph.LogSNR[i])))
				if factor == 0 {
					factor = ratio
				}
				if math.Abs(ratio/factor-1) > 1e-5 {
					t.Fatalf("at log-SNR %v the weight is %v", s.graph.LogSNR[i], s.graph.Weight[i])
				}
				if signal, noise := sigmas(s.graph.LogSNR[i]); label >= 0 && signal > .9 {
					x0 := data.Point{}
					for axis := range x0 {
						x0[axis] = (float64(s.graph.X[2*i+axis]) - noise*float64(s.graph.Target[2*i+axis])) / signal
					}
					pair.(*mixture.Mixture).Posterior(posterior, x0)
					if posterior[label] < 1e-6 {
						t.Fatalf("%v has the impossible label %d", x0, label)
					}
				}
			}
		}
	}
	// Each bound is 5 standard errors: error probability below 1e-5.
	for i, want := range []float64{.2, .8 * .75, .8 * .25} {
		if got := counts[i] / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
			t.Errorf("label %d has the share %v, want %v", i-1, got, want)
		}
	}
}

func sigmas(logSNR float32) (signal, noise float64) {
	return math.Sqrt(1 / (1 + math.Exp(-float64(logSNR)))), math.Sqrt(1 / (1 + math.Exp(float64(logSNR))))
}

// A network trained with classes must come near the exact denoiser of each class, and, without a class, that of all points:
// the mean squared distance from its own is a small share of that from the nearest other.
func TestClassesAreLearned(t *testing.T) {
	c, of := config, shape
	c.Steps, c.Batch, c.LearningRate, c.EMA, c.LabelDropout, of.Classes = 1500, 128, 4e-3, .99, .3, 2
	trainer := must.Get(New(c, of, must.Get(model.NewSchedule("linear", 100)), pair))
	advance(t, trainer, c.Steps)
	distribution := pair.(*mixture.Mixture)
	learned := []sample.Denoiser{trainer.Average(), trainer.Average().Class(0), trainer.Average().Class(1)}
	distributions := []*mixture.Mixture{distribution, distribution.Given(0), distribution.Given(1)}
	const logSNR = -1.5
	signal, noise := sigmas(logSNR)
	for i, own := range distributions {
		x := make([]data.Point, 4000)
		data.Draw(x, nil, own.At(signal, noise), 1, data.Drawn, 0)
		got := make([]data.Point, len(x))
		learned[i].PredictNoise(got, x, logSNR)
		distance := func(j int) (sum float64) {
			exact := make([]data.Point, len(x))
			sample.Exact{Distribution: distributions[j]}.PredictNoise(exact, x, logSNR)
			for k := range x {
				sum += math.Pow(got[k][0]-exact[k][0], 2) + math.Pow(got[k][1]-exact[k][1], 2)
			}
			return sum / float64(len(x))
		}
		for j := range distributions {
			if j != i && !(10*distance(i) < distance(j)) {
				t.Errorf("network %d is %v from its own denoiser and %v from that of %d", i, distance(i), distance(j), j)
			}
		}
	}
}

// Labels change nothing for a network without classes.
func TestLabelsDoNotMatterWithoutClasses(t *testing.T) {
	points, labels := make(data.Points, 100), make([]int, 100)
	data.Draw(points, labels, pair, 1, data.Drawn, 0)
	var loss [2]float64
	for i, source := range []data.Source{points, data.Labelled{Points: points, Labels: labels}} {
		c := config
		c.LabelDropout = .5 * float64(i)
		trainer := must.Get(New(c, shape, must.Get(model.NewSchedule("linear", 50)), source))
		loss[i] = advance(t, trainer, c.Steps).Loss
	}
	if loss[0] != loss[1] {
		t.Errorf("the loss is %v, with labels %v", loss[0], loss[1])
	}
}
