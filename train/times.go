package train

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data/named"
)

// timesOf is the distribution function of the times of rows, P(t/T ≤ s) for s from 0 to 1, given the values of the table's numbers.
type timesOf func(s float64, numbers []float64) float64

// times has the distributions by name. A loss weight says what an error at a time counts; these say how often the time is trained on.
var times = named.Table[timesOf]{Kind: "times", Entries: []named.Entry[timesOf]{
	{Name: "uniform", Value: func(s float64, _ []float64) float64 { return s }}, // all of t = 1, …, T equally often
	// log s/(1−s) ~ N(mean, spread²) (Esser et al. 2024, eq. 19): few rows at the ends. A mean above 0 has more of them near noise.
	{Name: "logit-normal", Value: func(s float64, numbers []float64) float64 {
		return distuv.Normal{Mu: numbers[0], Sigma: numbers[1]}.CDF(math.Log(s / (1 - s)))
	}, Numbers: []named.Number{{Key: "mean"}, {Key: "spread", Default: 1, Positive: true}}},
}}

// TimesNames returns the names that Config.Times may have.
func TimesNames() []string { return times.Names() }

// cumulated returns the share of the rows with times up to t, for t = 0, …, steps. It fails if the table has no such spec.
func cumulated(spec string, steps int) ([]float64, error) {
	choice, err := times.Find(spec)
	if err != nil {
		return nil, err
	}
	share := make([]float64, steps+1)
	for t := range share {
		share[t] = choice.Value(float64(t)/float64(steps), choice.Numbers)
	}
	return share, nil
}
