package sample

import (
	"fmt"
	"math"

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

// checkVariance fails if the variance is none of these, or if there is not one optimal variance for each step.
func (o Options) checkVariance(steps int) error {
	switch o.Variance {
	case Optimal:
		if len(o.Variances) != steps {
			return fmt.Errorf("variance %s: %d values for %d steps: want one for each, from EstimateOptimal", Optimal, len(o.Variances), steps)
		}
	case Beta, BetaTilde, "":
	default:
		return fmt.Errorf("variance %q: want %s, %s or %s", o.Variance, Beta, BetaTilde, Optimal)
	}
	return nil
}

// variance returns the variance of the noise of a step, from 1.
func (o Options) variance(number int, t model.Transition) float64 {
	switch o.Variance {
	case Optimal:
		return o.Variances[number-1]
	case BetaTilde:
		return t.BetaTilde
	default:
		return t.Beta
	}
}

// ancestral is the sampler of Ho et al. 2020, algorithm 2: from x_t it draws x_s, s < t, from
//
//	N(FromX0·x̂_0 + FromXt·x_t, v·I),   x̂_0 = (x_t − σ_t ε̂)/a_t
//
// with the coefficients of model.Transition, on any times of a schedule. The last step adds no noise.
func ancestral(c *chain) step {
	x0 := c.points()
	return func(number int, noisy, clean float64) {
		c.predictX0(x0, c.x, noisy)
		t := model.Between(clean, noisy)
		spread := 0.0
		if last := math.IsInf(clean, 1); !last {
			spread = math.Sqrt(c.options.variance(number, t))
		}
		move{t.FromX0, t.FromXt, spread}.apply(c.x, x0, c.noise, number)
	}
}
