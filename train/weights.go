package train

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ddpm/model"
)

// DefaultLossWeight serves both what samples look like and how likely the data is.
const DefaultLossWeight = "balanced"

// lossWeights has the weights w by name, with which the loss is E w·|ε̂ − ε|²: one of each t, with a mean of 1. Weights of
// another error are written as those of ε's: with ε̂ = p·F + q·x an error of F is p times as large an error of ε̂, and an
// error of x̂_0 is √SNR times as large.
var lossWeights = []struct {
	name    string
	even    float64 // share of rows that are even in log-SNR instead
	number  float64 // that may follow the name after a colon, where none does; 0: none may
	weights func(s *model.Schedule, shape model.Config, number float64) []float64
}{
	// The next, and with as many rows the last, over all log-SNRs that a likelihood asks about: the first places points where
	// they should be, the second sees to fine detail.
	{"balanced", balancedShare, 0, func(s *model.Schedule, _ model.Config, _ float64) []float64 { return alike(s) }},
	// Ho et al. 2020, eq. 14, whatever is predicted.
	{"eps", 0, 0, func(s *model.Schedule, _ model.Config, _ float64) []float64 { return alike(s) }},
	// |F − target|², the plain squared error of what is predicted: for eps 1, for v 1/ᾱ, for x0 1/SNR.
	{"simple", 0, 0, func(s *model.Schedule, shape model.Config, _ float64) []float64 {
		return weigh(s, func(t int) float64 {
			p, _ := shape.Head(s.LogSNR(t))
			return 1 / (p * p)
		})
	}},
	// Min-SNR-γ (Hang et al. 2023, section 3.4): min(SNR, γ) on the error of x̂_0, whatever is predicted. On that of ε it is
	// min(SNR, γ)/SNR, on that of v min(SNR, γ)/(SNR + 1).
	{"min-snr", 0, 5, func(s *model.Schedule, _ model.Config, gamma float64) []float64 {
		return weigh(s, func(t int) float64 { return min(1, gamma*math.Exp(-s.LogSNR(t))) })
	}},
	// The variational bound's, β_t²/(2v_t α_t (1−ᾱ_t)) with v_t = β_t (Ho et al. 2020, eq. 12): for small steps, in proportion to
	// the stretch of log-SNR that t stands for.
	{"variational", 0, 0, func(s *model.Schedule, _ model.Config, _ float64) []float64 {
		return weigh(s, func(t int) float64 {
			step := s.Transition(t-1, t)
			return step.Beta / (step.Alpha * s.Noise(t) * s.Noise(t))
		})
	}},
}

// alike returns weights of 1.
func alike(s *model.Schedule) []float64 { return weigh(s, func(int) float64 { return 1 }) }

// weigh returns w of each t = 1, …, T over their mean, so that learning rates and norms of gradients mean about the same with
// all weights; and 0 for t = 0.
func weigh(s *model.Schedule, w func(t int) float64) []float64 {
	weights, sum := make([]float64, s.Steps()+1), 0.0
	for t := 1; t <= s.Steps(); t++ {
		weights[t] = w(t)
		sum += weights[t]
	}
	for t := range weights {
		weights[t] /= sum / float64(s.Steps())
	}
	return weights
}

// LossWeightNames returns what Config.LossWeight may be; min-snr may be followed by its γ, as in min-snr:5.
func LossWeightNames() []string {
	var names []string
	for _, w := range lossWeights {
		names = append(names, w.name)
	}
	return names
}

// newWeights returns the weight of each t = 0, …, T, and the share of rows that are even in log-SNR instead. It fails if spec is
// no name of the table, or its number makes no sense.
func newWeights(spec string, schedule *model.Schedule, shape model.Config) (weights []float64, even float64, err error) {
	name, text, given := strings.Cut(spec, ":")
	for _, w := range lossWeights {
		if w.name != name {
			continue
		}
		number := w.number
		if given {
			number, err = strconv.ParseFloat(text, 64)
			switch {
			case w.number == 0:
				return nil, 0, fmt.Errorf("loss weight %q: want nothing after %s", spec, name)
			case err != nil || !(number > 0) || math.IsInf(number, 0):
				return nil, 0, fmt.Errorf("loss weight %q: want a positive number after the colon, as in %s:%v", spec, name, w.number)
			}
		}
		return w.weights(schedule, shape, number), w.even, nil
	}
	return nil, 0, fmt.Errorf("loss weight %q: want one of %s", spec, strings.Join(LossWeightNames(), ", "))
}
