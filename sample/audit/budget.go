package audit

import (
	"math"

	"ddpm/model"
	"ddpm/sample"
)

// Budget says where the error of a chain comes from, in nats. It is a decomposition of the variational bound on −log p̂(x_0) (Ho et
// al. 2020, eq. 5), in which L_0 is that of a Gaussian decoder of variance β_1 in standardised units:
//
//	Bound − Entropy = Start + Discretisation + Network
//
// The bound less the entropy is the KL divergence of the forward process from the reverse chain, as distributions of whole paths
// x_0, …, x_T. Each of its three parts is a KL divergence too, and so not negative.
type Budget struct {
	Start          float64 `json:"start"`          // KL(q_T ‖ N(0, I)): the chain starts from N(0, I) in place of the distribution of x_T
	Discretisation float64 `json:"discretisation"` // error of the chain with ε*: its steps are Gaussian, the true ones are not
	Network        float64 `json:"network"`        // Σ_t w_t E‖ε̂ − ε*‖², w_t of boundWeight
	Total          float64 `json:"total"`          // Start + Discretisation + Network
	SE             float64 `json:"se"`             // standard error of Network, and so of Total: the other parts are exact
	Entropy        float64 `json:"entropy"`        // H(x_0) of the standardised distribution
	Bound          float64 `json:"bound"`          // variational bound of the network

	Steps    int             `json:"steps"`    // T of the chain
	Variance sample.Variance `json:"variance"` // of its steps
}

// Budget returns the error budget of the chain whose network has the given excess loss. Start and Discretisation are exact to about
// 1e-4 nats. It panics if the variance of the probe is sample.Optimal.
func (p *Probe) Budget(e ExcessLoss) Budget {
	if p.nats == nil {
		panic("audit: there is no budget of a chain with the optimal variance")
	}
	steps := p.schedule.Steps()
	last := p.distribution.At(p.schedule.Signal(steps), p.schedule.Noise(steps))
	b := Budget{Entropy: p.distribution.Entropy(), Start: klFromStandard(last, last.Entropy()), Steps: steps, Variance: p.variance}
	b.Discretisation = p.bestBound() - b.Entropy - b.Start

	variance := 0.0
	for i, level := range e.ByT {
		b.Network += level.Nats
		variance += math.Pow(p.nats[i]*2*level.SE, 2)
	}
	b.Total, b.SE = b.Start+b.Discretisation+b.Network, math.Sqrt(variance)
	b.Bound = b.Entropy + b.Total
	return b
}

// bestBound returns the variational bound of a chain with ε*. Its terms are KL divergences of Gaussians with covariances in proportion
// to I, in two dimensions, and boundWeight times the irreducible loss, summed over the coordinates. L_0 is log 2πβ_1 and the latter.
func (p *Probe) bestBound() float64 {
	gaussians := func(ratio float64) float64 { return ratio - 1 - math.Log(ratio) } // KL, given the ratio of the variances
	steps := p.schedule.Steps()
	alphaBar := p.schedule.AlphaBar(steps)
	bound := gaussians(1-alphaBar) + alphaBar*meanSquare(p.distribution)/2 // L_T
	for t := steps; t >= 1; t-- {
		c := p.schedule.Transition(t-1, t)
		if t > 1 {
			bound += gaussians(c.BetaTilde / reverseVariance(c, t, p.variance))
		} else {
			bound += math.Log(2 * math.Pi * c.Beta)
		}
		bound += boundWeight(p.schedule, t, p.variance) * 2 * p.irreducible().At(p.schedule.LogSNR(t))
	}
	return bound
}

// boundWeight returns w_t, what an error of ε̂ at t adds to the variational bound, in nats per unit of ‖ε̂ − ε*‖², summed over the
// coordinates (Ho et al. 2020, eq. 12).
func boundWeight(schedule *model.Schedule, t int, variance sample.Variance) float64 {
	return schedule.BoundWeight(t, reverseVariance(schedule.Transition(t-1, t), t, variance))
}

// reverseVariance returns the variance of the reverse step from t to t−1: β_t or β̃_t as chosen, but always β_1 for the last step, since
// β̃_1 is 0.
func reverseVariance(c model.Transition, t int, variance sample.Variance) float64 {
	if variance == sample.BetaTilde && t > 1 {
		return c.BetaTilde
	}
	return c.Beta
}
