package train

import (
	"math"

	"ddpm/data/named"
	"ddpm/model"
)

// DefaultLossWeight serves both what samples look like and how likely the data is.
const DefaultLossWeight = "balanced"

// lossWeight weighs noise levels against each other: the loss is E w·|ε̂ − ε|² with a weight w for each t. Papers often weigh the error
// of something else. With ε̂ = p·F + q·x an error of F is p times as large an error of ε̂, and an error of x̂_0 is √SNR times as large.
type lossWeight struct {
	balanced bool // whether the numbers are those of newEvenRows, which have a weight of 1
	// weight returns w at t, up to a constant factor, for a network of the given shape and the values of the table's numbers.
	weight func(s *model.Schedule, t int, shape model.Config, numbers []float64) float64
}

// lossWeights has the loss weights by name.
var lossWeights = named.Table[lossWeight]{Kind: "loss weight", Entries: []named.Entry[lossWeight]{
	// A share of the rows with even log-SNRs, and the others as with eps: the first learn fine detail, the others place points where
	// they should be.
	{Name: "balanced", Value: lossWeight{true, one}, Numbers: []named.Number{
		{Key: "share", Default: .75, Most: .99}, {Key: "noise", Most: 1},
	}},
	// Ho et al. 2020, eq. 14, whatever is predicted.
	{Name: "eps", Value: lossWeight{false, one}},
	// |F − target|², the plain squared error of what is predicted: for eps 1, for v 1/ᾱ, for x0 1/SNR.
	{Name: "simple", Value: lossWeight{false, func(s *model.Schedule, t int, shape model.Config, _ []float64) float64 {
		p, _ := shape.Head(s.LogSNR(t))
		return 1 / (p * p)
	}}},
	// Min-SNR-γ (Hang et al. 2023, section 3.4): min(SNR, γ) on the error of x̂_0, whatever is predicted. On that of ε̂ it is
	// min(SNR, γ)/SNR, on that of v̂ min(SNR, γ)/(SNR + 1).
	{Name: "min-snr", Value: lossWeight{false, func(s *model.Schedule, t int, _ model.Config, numbers []float64) float64 {
		return min(1, numbers[0]*math.Exp(-s.LogSNR(t)))
	}}, Numbers: []named.Number{{Default: 5, Positive: true}}},
	// The variational bound's, with β_t as the variance of the reverse step: for small steps, in proportion to the stretch of log-SNR
	// that t stands for.
	{Name: "variational", Value: lossWeight{false, func(s *model.Schedule, t int, _ model.Config, _ []float64) float64 {
		return s.BoundWeight(t, s.Transition(t).Beta)
	}}},
}}

func one(*model.Schedule, int, model.Config, []float64) float64 { return 1 }

// newWeights returns the weight of each t = 1, …, T over their mean, so that learning rates and norms of gradients mean about the
// same with all loss weights, and 0 for t = 0; and the rows with even log-SNRs. It fails if the table has no such spec.
func newWeights(spec string, schedule *model.Schedule, shape model.Config) (weights []float64, even evenRows, err error) {
	choice, err := lossWeights.Find(spec)
	if err != nil {
		return nil, even, err
	}
	if choice.Value.balanced {
		even = newEvenRows(choice.Numbers[0], choice.Numbers[1], schedule)
	}
	weights, sum := make([]float64, schedule.Steps()+1), 0.0
	for t := 1; t <= schedule.Steps(); t++ {
		weights[t] = choice.Value.weight(schedule, t, shape, choice.Numbers)
		sum += weights[t]
	}
	for t := range weights {
		weights[t] /= sum / float64(schedule.Steps())
	}
	return weights, even, nil
}
