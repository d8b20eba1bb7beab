package mixture

import "math"

// Moments returns the mean and the standard deviation of the coordinate.
func (l *Marginal) Moments() (mean, deviation float64) {
	for i, weight := range l.weight {
		mean += weight * l.mean[i]
	}
	variance := 0.0
	for i, weight := range l.weight {
		variance += weight * (math.Pow(l.mean[i]-mean, 2) + l.sigma[i]*l.sigma[i] + l.half[i]*l.half[i]/3)
	}
	return mean, math.Sqrt(variance)
}

// Quantile returns the least x, to about 1e-9 of the distribution's reach, with a probability of at least p not to be above it. It panics
// if p is not between 0 and 1.
func (l *Marginal) Quantile(p float64) float64 {
	if !(p > 0 && p < 1) {
		panic("mixture: a quantile is of a probability between 0 and 1")
	}
	const far = 40 // deviations, beyond which there is nothing
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, mean := range l.mean {
		lo = min(lo, mean-l.half[i]-far*l.sigma[i])
		hi = max(hi, mean+l.half[i]+far*l.sigma[i])
	}
	for range 40 {
		if middle := lo + (hi-lo)/2; l.CDF(middle) >= p {
			hi = middle
		} else {
			lo = middle
		}
	}
	return hi
}
