package sample

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// Variance is that of the noise which a step of the ancestral sampler adds.
type Variance string

// The two ends between which the true variance lies (Ho et al. 2020, section 3.2), and the best of all.
const (
	Beta      Variance = "beta"       // β: right if x_0 ~ N(0, I)
	BetaTilde Variance = "beta-tilde" // β̃: right if x_0 is a single point; loses spread if steps are few
	Optimal   Variance = "optimal"    // that of least divergence, which EstimateOptimal estimates
)

// ancestral is the sampler of Ho et al. 2020, algorithm 2: from x_t it draws x_s, s < t, from
//
//	N(FromX0·x̂_0 + FromXt·x_t, v·I),   x̂_0 = (x_t − σ_t ε̂)/a_t
//
// with the coefficients of model.Transition, on any times of a schedule. The last step adds no noise.
type ancestral struct {
	path
	variances []float64 // of each step's noise
}

func newAncestral(schedule *model.Schedule, o Options) (Sampler, error) {
	levels, err := timesOf(schedule, o.Evals)
	if err != nil {
		return nil, err
	}
	o.Variance = cmp.Or(o.Variance, Beta)
	a := &ancestral{path: newPath(levels, o)}
	for i, to := range levels[1:] {
		c := model.Between(to, levels[i])
		switch o.Variance {
		case Beta:
			a.variances = append(a.variances, c.Beta)
		case BetaTilde:
			a.variances = append(a.variances, c.BetaTilde)
		case Optimal:
			if len(o.Variances) != len(levels)-1 {
				return nil, fmt.Errorf("variance %s: %d values for %d steps: want one for each, from EstimateOptimal",
					Optimal, len(o.Variances), len(levels)-1)
			}
			a.variances = o.Variances
		default:
			return nil, fmt.Errorf("variance %q: want %s, %s or %s", o.Variance, Beta, BetaTilde, Optimal)
		}
	}
	return a, nil
}

// Chain implements Sampler.
func (a *ancestral) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	x0 := make([]data.Point, len(x))
	return a.walk(ctx, x, func(number int, from, to float64) {
		a.predictX0(x0, denoiser, x, from)
		c := model.Between(to, from)
		spread := 0.0
		if !math.IsInf(to, 1) {
			spread = math.Sqrt(a.variances[number-1])
		}
		move{c.FromX0, c.FromXt, spread}.apply(x, x0, noise, number)
	})
}
