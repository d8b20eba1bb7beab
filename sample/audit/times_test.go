package audit

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

func TestChooseTimes(t *testing.T) {
	for _, name := range model.ScheduleNames() {
		for _, steps := range []int{2, 3, 50, 101, 400, 10000} {
			for _, n := range []int{2, 3, 10, 100} {
				schedule := must.Get(model.NewSchedule(name, steps))
				times := chooseTimes(schedule, n)
				if len(times) != min(n, steps) || times[0] != 1 || times[len(times)-1] != steps {
					t.Fatalf("%s, T = %d: %d times of %d, from %d to %d", name, steps, len(times), n, times[0], times[len(times)-1])
				}
				if !slices.IsSorted(times) || len(slices.Compact(slices.Clone(times))) != len(times) {
					t.Fatalf("%s, T = %d: times %v do not rise", name, steps, times)
				}
			}
		}
	}
}

// The weighted sum over the chosen times is the sum over all times for functions that are linear in log-SNR, and nearly so for a function
// with the curvature of a loss.
func TestQuadratureWeightsSumOverAllTimes(t *testing.T) {
	for _, name := range model.ScheduleNames() {
		for _, steps := range []int{2, 50, 101, 1000, 10000} {
			schedule := must.Get(model.NewSchedule(name, steps))
			for weighting, weight := range map[string]func(t int) float64{
				"even": func(int) float64 { return 1 / float64(steps) },
				"nats": (&Probe{schedule: schedule, variance: sample.Beta}).boundWeight,
			} {
				times := chooseTimes(schedule, 100)
				shares := quadratureWeights(schedule, times, weight)
				for _, f := range []struct {
					name      string
					f         func(logSNR float64) float64
					tolerance float64
				}{
					{"constant", func(float64) float64 { return 1 }, 1e-11},
					{"linear", func(logSNR float64) float64 { return 20 + logSNR }, 1e-11},
					{"bump", func(logSNR float64) float64 { return 1 / (1 + logSNR*logSNR) }, 5e-3},
				} {
					got, want := 0.0, 0.0
					for i, at := range times {
						got += shares[i] * f.f(schedule.LogSNR(at))
					}
					for at := 1; at <= steps; at++ {
						want += weight(at) * f.f(schedule.LogSNR(at))
					}
					if math.Abs(got-want) > f.tolerance*want {
						t.Errorf("%s, T = %d, %s weights, %s: %v, want %v", name, steps, weighting, f.name, got, want)
					}
				}
			}
		}
	}
}

// The cost of an error of ε̂ follows from the means of the reverse steps. The mean moves by FromX0·σ/a times the error, and the divergence of two
// Gaussians is half the squared distance of their means, divided by their variance.
func TestBoundWeightFollowsFromTheMeans(t *testing.T) {
	for _, name := range model.ScheduleNames() {
		for _, choice := range []string{sample.Beta, sample.BetaTilde} {
			t.Run(fmt.Sprint(name, choice), func(t *testing.T) {
				schedule := must.Get(model.NewSchedule(name, 60))
				p := &Probe{schedule: schedule, variance: choice}
				for at := 1; at <= 60; at++ {
					c := schedule.Transition(at)
					variance := c.Beta
					if choice == sample.BetaTilde && at > 1 {
						variance = c.BetaTilde
					}
					shift := c.FromX0 * schedule.Noise(at) / schedule.Signal(at)
					if got, want := p.boundWeight(at), shift*shift/(2*variance); math.Abs(got-want) > 1e-9*want {
						t.Errorf("t = %d: %v, want %v", at, got, want)
					}
				}
			})
		}
	}
}
