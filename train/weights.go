package train

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ddpm/model"
)

// DefaultLossWeight is Ho et al.'s simple loss, whatever is predicted.
const DefaultLossWeight = "eps"

// lossWeights has the weights w by name, with which the loss is E w·|ε̂ − ε|²: a function of t, up to a factor. Weights of
// another error are written as those of ε's: with ε̂ = p·F + q·x an error of F is p times as large an error of ε̂, and an
// error of x̂_0 is √SNR times as large.
var lossWeights = []struct {
	name   string
	number float64 // that may follow the name after a colon, where none does; 0: none may
	weight func(s *model.Schedule, shape model.Config, t int, number float64) float64
}{
	// Ho et al. 2020, eq. 14.
	{"eps", 0, func(*model.Schedule, model.Config, int, float64) float64 { return 1 }},
	// |F − target|², the plain squared error of what is predicted: for eps 1, for v 1/ᾱ, for x0 1/SNR.
	{"simple", 0, func(s *model.Schedule, shape model.Config, t int, _ float64) float64 {
		p, _ := shape.Head(s.LogSNR(t))
		return 1 / (p * p)
	}},
	// Min-SNR-γ (Hang et al. 2023, section 3.4): min(SNR, γ) on the error of x̂_0, whatever is predicted. On that of ε it is
	// min(SNR, γ)/SNR, on that of v min(SNR, γ)/(SNR + 1).
	{"min-snr", 5, func(s *model.Schedule, _ model.Config, t int, gamma float64) float64 {
		return min(1, gamma*math.Exp(-s.LogSNR(t)))
	}},
	// The variational bound's: β_t²/(2v_t α_t (1−ᾱ_t)) with v_t = β_t (Ho et al. 2020, eq. 12).
	{"variational", 0, func(s *model.Schedule, _ model.Config, t int, _ float64) float64 {
		step := s.Transition(t-1, t)
		return step.Beta / (2 * step.Alpha * s.Noise(t) * s.Noise(t))
	}},
}

// LossWeightNames returns what Config.LossWeight may be; min-snr may be followed by its γ, as in min-snr:5.
func LossWeightNames() []string {
	var names []string
	for _, w := range lossWeights {
		names = append(names, w.name)
	}
	return names
}

// newWeights returns the weight of each t = 0, …, T; that of t = 0 is never used. Their mean over t = 1, …, T is 1, so that
// learning rates and norms of gradients mean about the same with all. It fails if spec is no name of the table, or its number
// makes no sense.
func newWeights(spec string, schedule *model.Schedule, shape model.Config) ([]float64, error) {
	name, text, given := strings.Cut(spec, ":")
	for _, w := range lossWeights {
		if w.name != name {
			continue
		}
		number := w.number
		if given {
			var err error
			number, err = strconv.ParseFloat(text, 64)
			switch {
			case w.number == 0:
				return nil, fmt.Errorf("loss weight %q: want nothing after %s", spec, name)
			case err != nil || !(number > 0) || math.IsInf(number, 0):
				return nil, fmt.Errorf("loss weight %q: want a positive number after the colon, as in %s:%v", spec, name, w.number)
			}
		}
		weights, sum := make([]float64, schedule.Steps()+1), 0.0
		for t := 1; t <= schedule.Steps(); t++ {
			weights[t] = w.weight(schedule, shape, t, number)
			sum += weights[t]
		}
		for t := range weights {
			weights[t] /= sum / float64(schedule.Steps())
		}
		return weights, nil
	}
	return nil, fmt.Errorf("loss weight %q: want one of %s", spec, strings.Join(LossWeightNames(), ", "))
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
