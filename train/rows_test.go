package train

import (
	"fmt"
	"math"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// The even log-SNRs go from lowestEven to the highest that a likelihood needs, or that a time of the schedule has. The last row of a
// batch has the last time.
func TestEvenLevelsReachOverTheSchedule(t *testing.T) {
	for _, spec := range append(model.ScheduleNames(), "cosine:scale=3", "linear:scale=0.5", "sigmoid:temperature=0.2") {
		for _, steps := range []int{2, 100, 10000} {
			schedule := must.Get(model.NewSchedule(spec, steps))
			l := must.Get(newLevels(schedule, shape, "balanced", "uniform"))
			first, last := l.at(0).logSNR, l.at(math.Nextafter(l.even.share, 0)).logSNR
			lowest, highest, end := min(first, last), max(first, last), l.at(math.Nextafter(1, 0)).logSNR
			if lowest != lowestEven || highest < schedule.LogSNR(1)-1e-9 || highest < math.Log(1/.01/.01) ||
				end != schedule.LogSNR(steps) {
				t.Errorf("%s, T = %d: even log-SNRs go from %v to %v, those of times from %v to %v, the last row is at %v",
					spec, steps, lowest, highest, schedule.LogSNR(steps), schedule.LogSNR(1), end)
			}
		}
	}
}

// A row has the signal and the noise of its log-SNR. With every loss weight, all of t = 1, …, T have the same part in the reported loss,
// and the mean importance of the rows is 1.
func TestLevelsAverageToTheLoss(t *testing.T) {
	const steps = 20
	schedule := must.Get(model.NewSchedule("cosine", steps))
	for _, name := range lossWeights.Names() {
		l := must.Get(newLevels(schedule, shape, name, "uniform"))
		times := make(map[float64]int)
		for at := 1; at <= steps; at++ {
			times[schedule.LogSNR(at)] = at
		}
		const rows = 40 * steps
		counted := make([]float64, steps+1)
		for i := range rows {
			row := l.at((float64(i) + .5) / rows)
			if ratio := row.signal * row.signal / (row.noise * row.noise); math.Abs(math.Log(ratio)-row.logSNR) > 1e-9 ||
				math.Abs(row.signal*row.signal+row.noise*row.noise-1) > 1e-12 {
				t.Fatalf("%s: a row of log-SNR %v has signal %v and noise %v", name, row.logSNR, row.signal, row.noise)
			}
			if row.importance != 0 {
				counted[times[row.logSNR]] += row.importance / rows
			}
		}
		for at, share := range counted[1:] {
			if math.Abs(share-1./steps) > 1e-12 {
				t.Errorf("%s: t = %d counts for %v of the loss, want %v", name, at+1, share, 1./steps)
			}
		}
	}
}

// A network whose output is 0 has, on points of variance 1, the expected loss E(ε̂−ε)²: for eps it predicts 0 and has 1, for v it
// predicts σ·x and has ᾱ, for x0 it predicts x/σ and has the SNR, for u it predicts
// x/(a+σ) and has 2a²/(a+σ)². Training has diverged if the loss is above divergedFactor times that,
// or above divergedFactor if that is below 1.
func TestLossOfTheUntrained(t *testing.T) {
	for _, spec := range []string{"linear", "cosine:scale=0.01", "sigmoid:scale=3"} {
		schedule := must.Get(model.NewSchedule(spec, 30))
		for predict, want := range map[string]func(at int) float64{
			"eps": func(int) float64 { return 1 },
			"v":   schedule.AlphaBar,
			"x0":  func(at int) float64 { return math.Exp(schedule.LogSNR(at)) },
			"u": func(at int) float64 {
				a := schedule.Signal(at)
				return 2 * math.Pow(a/(a+schedule.Noise(at)), 2)
			},
		} {
			l := must.Get(newLevels(schedule, predicting(predict), "eps", "uniform"))
			for at := 1; at <= 30; at++ {
				if loss := untrained(schedule, predicting(predict), at); math.Abs(loss-want(at)) > 1e-9*want(at) {
					t.Errorf("%s, %s, t = %d: the loss at the start is %v, want %v", spec, predict, at, loss, want(at))
				}
				row, least := l.at((float64(at)-.5)/30), divergedFactor*max(1, want(at))
				if math.Abs(row.divergedLoss-least) > 1e-9*least {
					t.Errorf("%s, %s, t = %d: a loss of %v counts as diverged, want %v", spec, predict, at, row.divergedLoss, least)
				}
			}
		}
	}
}

// The loss above which training has diverged is a mean over the rows of a batch, as the loss is: it does not depend on the size of the
// batch. With v it is the same for all rows.
func TestDivergenceDoesNotDependOnTheBatch(t *testing.T) {
	for _, name := range lossWeights.Names() {
		for _, batch := range []int{4, 80, 600} {
			t.Run(fmt.Sprint(name, " ", batch), func(t *testing.T) {
				c := config
				c.Batch, c.LossWeight = batch, name
				trainer := newTrainer(c)
				sum := 0.0
				for _, s := range trainer.shards {
					s.run(trainer, 1)
					sum += s.divergedLoss
				}
				if math.Abs(sum-divergedFactor) > 1e-9*divergedFactor {
					t.Errorf("a loss of %v counts as diverged, want %v", sum, float64(divergedFactor))
				}
			})
		}
	}
}
