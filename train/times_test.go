package train

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// Times of logit-normal are those of s = 1/(1+exp(−(mean + spread·z))), z ~ N(0, 1), rounded up to steps: of 200,000 draws each time has
// its share within 5 standard errors, and one draw more or less.
func TestLogitNormalIsALogisticOfANormal(t *testing.T) {
	const steps, n = 20, 200_000
	for spec, of := range map[string][2]float64{
		"logit-normal": {0, 1}, "logit-normal:mean=-1:spread=0.5": {-1, .5}, "logit-normal:spread=2": {0, 2}, "logit-normal:mean=3": {3, 1},
	} {
		share := must.Get(cumulated(spec, steps))
		rng := rand.New(rand.NewPCG(3, 9))
		drawn := make([]float64, steps+1)
		for range n {
			s := 1 / (1 + math.Exp(-of[0]-of[1]*rng.NormFloat64()))
			drawn[min(int(s*steps)+1, steps)] += 1. / n
		}
		for at := 1; at <= steps; at++ {
			want := share[at] - share[at-1]
			if math.Abs(drawn[at]-want) > 5*math.Sqrt(want/n)+1./n {
				t.Errorf("%s: t = %d has the share %v, drawn %v", spec, at, want, drawn[at])
			}
		}
		if share[0] != 0 || share[steps] != 1 {
			t.Errorf("%s: shares from %v to %v", spec, share[0], share[steps])
		}
	}
}

// Along any times, rows have each t as often as its share says, and the mean of any function of t, weighted by importance, is its mean
// over t = 1, …, T: what is reported as the loss does not depend on the times. Both hold except for the width of a row's place.
func TestTimesChangeHowOftenAndNotTheLoss(t *testing.T) {
	const steps, rows = 16, 1 << 18
	schedule := must.Get(model.NewSchedule("flow", steps))
	for _, weight := range []string{"eps", "balanced"} {
		for _, spec := range []string{"uniform", "logit-normal", "logit-normal:mean=0.5:spread=1.5"} {
			l := must.Get(newLevels(schedule, shape, weight, spec))
			often, mean := make(map[float64]float64), 0.0
			for i := range rows {
				row := l.at((float64(i) + .5) / rows)
				if row.importance > 0 {
					often[row.logSNR] += 1 / (rows * (1 - l.even.share))
					mean += row.importance * row.logSNR / rows
				}
			}
			want := 0.0
			for at := 1; at <= steps; at++ {
				want += schedule.LogSNR(at) / steps
				if share := l.cumulated[at] - l.cumulated[at-1]; math.Abs(often[schedule.LogSNR(at)]-share) > 8./rows {
					t.Errorf("%s, %s: t = %d is had with the share %v, want %v", weight, spec, at, often[schedule.LogSNR(at)], share)
				}
			}
			if math.Abs(mean-want) > .02 {
				t.Errorf("%s, %s: the weighted mean of the log-SNR is %v, want %v", weight, spec, mean, want)
			}
		}
	}
}

// Times of any spread, and places at the ends, are in 1, …, T, and count for something finite.
func TestTimesAtTheEnds(t *testing.T) {
	for _, spec := range []string{"uniform", "logit-normal:spread=1e-9", "logit-normal:mean=50", "logit-normal:mean=-50", "logit-normal:spread=1e6"} {
		l := must.Get(newLevels(must.Get(model.NewSchedule("linear", 400)), shape, "eps", spec))
		for _, u := range []float64{0, 1e-300, .5, math.Nextafter(1, 0), 1} {
			if row := l.at(u); !(row.importance > 0) || math.IsInf(row.importance, 1) || math.IsInf(row.logSNR, 0) {
				t.Errorf("%s: at %v the row is %+v", spec, u, row)
			}
		}
	}
}

func TestTimesRefused(t *testing.T) {
	for spec, want := range map[string]string{
		"normal":                "want one of uniform, logit-normal",
		"uniform:mean=1":        "want nothing after uniform",
		"logit-normal:spread=0": `spread "0": want a positive number`,
	} {
		c := config
		c.Times = spec
		if _, err := New(c, shape, must.Get(model.NewSchedule("linear", 20)), cross); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", spec, err, want)
		}
	}
}

// A training's loss is unbiased with any times: for a network that has learned nothing it is the mean over t of E(ε̂ − ε)², in 64 batches
// within 5 standard errors.
func TestReportedLossDoesNotDependOnTimes(t *testing.T) {
	c := config
	c.Batch, c.LossWeight, c.Times = 256, "eps", "logit-normal:spread=1.5"
	trainer := must.Get(New(c, predicting("eps"), must.Get(model.NewSchedule("linear", 20)), cross))
	var sum, squares float64
	const batches = 64
	for step := range batches {
		loss := 0.0
		for _, s := range trainer.shards {
			trainer.target.begin(1)
			s.run(trainer, step+1)
			loss += s.loss
		}
		sum, squares = sum+loss, squares+loss*loss
	}
	mean := sum / batches
	if se := math.Sqrt((squares/batches - mean*mean) / batches); math.Abs(mean-1) > 5*se {
		t.Errorf("the loss of ε̂ = 0 is %v ± %v, want 1", mean, se)
	}
}
