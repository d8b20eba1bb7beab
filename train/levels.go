package train

import (
	"math"
	"sort"

	"ddpm/model"
)

// levels are the noise levels that batches are made of, t = 1, …, T, and what each counts for. A t is drawn with the density of
// the balanced weights, whatever the weights of the loss are: a row that is drawn more often than all others weighs less, and
// no row weighs more than twice its weight in the loss (importance sampling).
type levels struct {
	schedule   *model.Schedule
	cumulative []float64 // (T+1), the probability of 1, …, t
	weight     []float64 // (T+1), of a row in the gradient
	importance []float64 // (T+1), of a row in the mean over t = 1, …, T, for which each t counts alike
	hopeless   []float64 // (T+1), the loss at each t that only diverging weights have
}

// lost is how many times the loss at the start, or 1 where it starts lower, only diverging weights have. What the start is
// depends on the noise level: with Predict x0 it is the SNR.
const lost = 1000

// newLevels returns the levels of a schedule for a loss weight of newWeights, and fails as that does.
func newLevels(schedule *model.Schedule, shape model.Config, lossWeight string) (*levels, error) {
	weights, err := newWeights(lossWeight, schedule, shape)
	if err != nil {
		return nil, err
	}
	density, untrained := balanced(schedule), untrained(schedule, shape)
	n := len(density)
	l := &levels{schedule, make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
	for t := 1; t < n; t++ {
		l.cumulative[t] = l.cumulative[t-1] + density[t]/float64(schedule.Steps())
		l.weight[t] = weights[t] / density[t]
		l.importance[t] = 1 / density[t]
		l.hopeless[t] = lost * max(1, untrained[t])
	}
	return l, nil
}

// at returns the time below which the share u of all rows is.
func (l *levels) at(u float64) int {
	last := l.schedule.Steps()
	return 1 + sort.Search(last-1, func(i int) bool { return l.cumulative[i+1] > u })
}

// untrained returns, for each t = 0, …, T, the expected loss of a network whose output F is 0, on points of variance 1. With
// ε̂ = q·x it is (qσ − 1)² + q²a²: 1 for eps, ᾱ for v, the SNR for x0. That of t = 0 is never used.
func untrained(schedule *model.Schedule, shape model.Config) []float64 {
	loss := make([]float64, schedule.Steps()+1)
	for t := 1; t <= schedule.Steps(); t++ {
		_, q := shape.Head(schedule.LogSNR(t))
		loss[t] = math.Pow(q*schedule.Noise(t)-1, 2) + math.Pow(q*schedule.Signal(t), 2)
	}
	return loss
}
