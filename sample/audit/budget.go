package audit

import (
	"math"

	"ddpm/sample"
)

// Budget says where the error of a chain comes from, in nats. It is a decomposition of the variational bound on −log p̂(x_0) (Ho et
// al. 2020, eq. 5), in which L_0 is that of a Gaussian decoder in standardised units, whose variance is β_1 or, with sample.Optimal, the
// optimal one:
//
//	Bound − Entropy = Start + Discretisation + Network
//
// The bound less the entropy is the KL divergence of the forward process from the reverse chain, as distributions of whole paths
// x_0, …, x_T. Each of its three parts is a KL divergence too, and so not negative.
type Budget struct {
	Start          float64 `json:"start"`          // KL(q_T ‖ N(0, I)): the chain starts from N(0, I) in place of the distribution of x_T
	Discretisation float64 `json:"discretisation"` // error of the chain with ε*: its steps are Gaussian, the true ones are not
	Network        float64 `json:"network"`        // Σ_t w_t E‖ε̂ − ε*‖², w_t = β_t²/(2 v_t α_t (1−ᾱ_t)), v_t the variance of the step
	Total          float64 `json:"total"`          // Start + Discretisation + Network
	SE             float64 `json:"se"`             // standard error of Network, and so of Total: the other parts are exact
	Entropy        float64 `json:"entropy"`        // H(x_0) of the standardised distribution
	Bound          float64 `json:"bound"`          // variational bound of the network

	Steps    int    `json:"steps"`    // T of the chain
	Variance string `json:"variance"` // of its steps
}

// Budget returns the error budget of the chain whose network has the given excess loss. Start and Discretisation are exact to about
// 1e-4 nats.
func (p *Probe) Budget(e ExcessLoss) Budget {
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
// to I, in two dimensions, and boundWeight times the irreducible loss, summed over the coordinates. L_0 is log 2πv_1, v_1 the variance of the last step, and the latter.
func (p *Probe) bestBound() float64 {
	gaussians := func(ratio float64) float64 { return ratio - 1 - math.Log(ratio) } // KL, given the ratio of the variances
	steps := p.schedule.Steps()
	alphaBar := p.schedule.AlphaBar(steps)
	bound := gaussians(1-alphaBar) + alphaBar*meanSquare(p.distribution)/2 // L_T
	for t := steps; t >= 1; t-- {
		v := p.reverseVariance(t)
		if t > 1 {
			bound += gaussians(p.schedule.Transition(t).BetaTilde / v)
		} else {
			bound += math.Log(2 * math.Pi * v)
		}
		bound += p.schedule.BoundWeight(t, v) * 2 * p.irreducible().At(p.schedule.LogSNR(t))
	}
	return bound
}

// boundWeight returns w_t, what an error of ε̂ at t adds to the variational bound, in nats per unit of ‖ε̂ − ε*‖², summed over the
// coordinates (Ho et al. 2020, eq. 12).
func (p *Probe) boundWeight(t int) float64 { return p.schedule.BoundWeight(t, p.reverseVariance(t)) }

// reverseVariance returns the variance of the reverse step from t to t−1: β_t or β̃_t as chosen, but not β̃_1, which is 0: then it is β_1.
// The optimal variance is that of ε*, exact: with the irreducible loss ℓ_t it is
//
//	β̃_t + FromX0² σ_t²/a_t² ℓ_t        (Bao et al. 2022, theorem 1, where Γ_t = 1 − ℓ_t)
//
// A step then costs log v/β̃_t, the least of all variances. A sampler's is estimated from points, and costs hardly more.
func (p *Probe) reverseVariance(t int) float64 {
	c := p.schedule.Transition(t)
	switch {
	case p.variance == sample.Optimal:
		logSNR := p.schedule.LogSNR(t)
		return c.BetaTilde + c.FromX0*c.FromX0*math.Exp(-logSNR)*p.irreducible().At(logSNR)
	case p.variance == sample.BetaTilde && t > 1:
		return c.BetaTilde
	}
	return c.Beta
}
