package audit

import (
	"math"

	"ddpm/sample"
)

// Budget says where the error of a chain comes from, in nats. It splits the variational bound of Ho et al. 2020, eq. 5, on
// −log p̂(x_0), with L_0 that of a Gaussian decoder of variance β_1 in standardised units:
//
//	Bound − Entropy = Start + Discretisation + Network
//
// The bound is the entropy and the KL divergence of the chain's path, forward from data, from its path backwards, so each
// part is a KL divergence and not negative.
type Budget struct {
	Start          float64 `json:"start"`          // KL(q_T ‖ N(0, I)): the chain starts from noise, not from x_T
	Discretisation float64 `json:"discretisation"` // what the chain loses with ε* itself: its steps are Gaussian
	Network        float64 `json:"network"`        // Σ_t w_t E‖ε̂ − ε*‖², w_t of natsPerLoss
	Total          float64 `json:"total"`          // the sum of the three
	SE             float64 `json:"se"`             // standard error of Network, and so of Total: the others are exact
	Entropy        float64 `json:"entropy"`        // H(x_0) of the standardised distribution
	Bound          float64 `json:"bound"`          // the variational bound with the network

	Steps    int             `json:"steps"`    // of the chain
	Variance sample.Variance `json:"variance"` // of its steps
}

// Budget returns the error budget of the chain whose network has that excess loss. Start and Discretisation are exact to about
// 1e-4 nats.
func (p *Probe) Budget(e ExcessLoss) Budget {
	if p.nats == nil {
		panic("audit: the budget of the optimal variance is not known")
	}
	b := Budget{Entropy: p.distribution.Entropy(), Steps: p.schedule.Steps(), Variance: p.variance}
	steps := p.schedule.Steps()

	noised := p.distribution.At(p.schedule.Signal(steps), p.schedule.Noise(steps))
	m, cov := noised.Mean(), noised.Cov()
	b.Start = math.Log(2*math.Pi) + (m[0]*m[0]+m[1]*m[1]+cov[0]+cov[2])/2 - noised.Entropy()
	b.Discretisation = p.boundOfBest() - b.Entropy - b.Start

	variance := 0.0
	for i, level := range e.ByT {
		b.Network += level.Nats
		variance += math.Pow(p.nats[i]*2*level.SE, 2)
	}
	b.Total, b.SE = b.Start+b.Discretisation+b.Network, math.Sqrt(variance)
	b.Bound = b.Entropy + b.Total
	return b
}

// boundOfBest returns the variational bound with ε*. Its terms are KL divergences of Gaussians with covariances in proportion
// to I, in two dimensions, plus natsPerLoss times the irreducible loss; L_0 is log 2πβ_1 plus the same.
func (p *Probe) boundOfBest() float64 {
	gaussians := func(ratio float64) float64 { return ratio - 1 - math.Log(ratio) } // of their variances
	steps := p.schedule.Steps()
	m, cov := p.distribution.Mean(), p.distribution.Cov()
	alphaBar := p.schedule.AlphaBar(steps)
	bound := gaussians(1-alphaBar) + alphaBar*(m[0]*m[0]+m[1]*m[1]+cov[0]+cov[2])/2 // L_T
	for t := steps; t >= 1; t-- {
		c := p.schedule.Transition(t-1, t)
		if t > 1 {
			bound += gaussians(c.BetaTilde / reverseVariance(c, t, p.variance))
		} else {
			bound += math.Log(2 * math.Pi * c.Beta)
		}
		bound += natsPerLoss(p.schedule, t, p.variance) * p.irreducible.At(p.schedule.LogSNR(t))
	}
	return bound
}
