package mixture

import "math"

// Marginal is the distribution of one coordinate of a Mixture: that of mean + half·U + N(0, sigma²) for each component, with U uniform on
// [−1, 1].
type Marginal struct {
	weight, mean, half, sigma []float64 // by component
}

// far is how many standard deviations from the mean the normal distribution function is 0 or 1 to rounding.
const far = 40

// Marginal returns the distribution of the coordinate x[axis].
func (m *Mixture) Marginal(axis int) *Marginal {
	if m.lattice != nil {
		return m.lattice.marginal(axis)
	}
	l := new(Marginal)
	for _, c := range m.components {
		l.weight = append(l.weight, c.Weight)
		l.mean = append(l.mean, c.Mean[axis])
		l.half = append(l.half, c.Half[axis])
		l.sigma = append(l.sigma, math.Sqrt(c.Cov[2*axis]))
	}
	return l
}

// Density returns the density at x. It panics if a part of the distribution is a point.
func (l *Marginal) Density(x float64) float64 {
	sum := 0.0
	for i, mean := range l.mean {
		if l.half[i]+l.sigma[i] == 0 {
			panic("mixture: points and lines have no density; add noise by At first")
		}
		log, _ := box(x-mean, l.half[i], l.sigma[i])
		sum += l.weight[i] * math.Exp(log)
	}
	return sum
}

// CDF returns the probability that the coordinate is at most x. The error is about 1e-12.
func (l *Marginal) CDF(x float64) float64 {
	sum := 0.0
	for i, mean := range l.mean {
		sum += l.weight[i] * boxCDF(x-mean, l.half[i], l.sigma[i])
	}
	return min(sum, 1)
}

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

// Quantile returns the smallest x with CDF(x) ≥ p. The error is about 1e-9 of the width of the distribution. Quantile panics if p is not
// above 0 and below 1.
func (l *Marginal) Quantile(p float64) float64 {
	if !(p > 0 && p < 1) {
		panic("mixture: a quantile needs a probability between 0 and 1")
	}
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

// boxCDF returns the distribution function at u of half·U + N(0, sigma²), with U uniform on [−1, 1]. It is the mean of Φ((u − half·U)/sigma)
// over U, and so a difference of the antiderivative of Φ, zΦ(z) + φ(z).
func boxCDF(u, half, sigma float64) float64 {
	switch {
	case u-half >= far*sigma && u >= half:
		return 1
	case u+half <= -far*sigma && u < half:
		return 0
	case sigma == 0:
		return (u + half) / (2 * half)
	case half < 0.01*sigma:
		// The Taylor series about the midpoint is E Φ(a + bU) = Φ(a) + b²/6 Φ″(a) + b⁴/120 Φ⁗(a) + …; the next term is below 1e-14.
		a, bb := u/sigma, half*half/(sigma*sigma)
		return normalCDF(a) - a*normalDensity(a)*(bb/6+bb*bb/120*(a*a-3))
	}
	return sigma / (2 * half) * (normalIntegral((u+half)/sigma) - normalIntegral((u-half)/sigma))
}

// normalCDF is Φ, the standard normal distribution function.
func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// normalDensity is φ, the standard normal density.
func normalDensity(z float64) float64 { return math.Exp(-z*z/2 - logSqrt2Pi) }

// normalIntegral is an antiderivative of Φ.
func normalIntegral(z float64) float64 { return z*normalCDF(z) + normalDensity(z) }
