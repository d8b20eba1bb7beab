package sample

import (
	"math"

	"ddpm/data/named"
	"ddpm/model"
)

// The names of the variance of the noise that a step of the ancestral sampler adds. Beta and BetaTilde are the ends between which the true
// variance lies (Ho et al. 2020, section 3.2). Optimal is the best of all.
const (
	Beta      = "beta"       // β: right if x_0 ~ N(0, I)
	BetaTilde = "beta-tilde" // β̃: right if x_0 is a single point; loses spread if steps are few
	Optimal   = "optimal"    // that of least divergence, which audit.EstimateOptimal estimates
)

// varianceOf returns the variance of the noise of a step, from 1.
type varianceOf func(o Options, number int, t model.Transition) float64

// variances has the variances by name.
var variances = named.Table[varianceOf]{Kind: "variance", Entries: []named.Entry[varianceOf]{
	{Name: Beta, Value: func(_ Options, _ int, t model.Transition) float64 { return t.Beta }},
	{Name: BetaTilde, Value: func(_ Options, _ int, t model.Transition) float64 { return t.BetaTilde }},
	{Name: Optimal, Value: func(o Options, number int, _ model.Transition) float64 { return o.Variances[number-1] }},
}}

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
			spread = math.Sqrt(c.variance(c.options, number, t))
		}
		c.apply(move{t.FromX0, t.FromXt, spread}, c.x, x0, number)
	}
}
