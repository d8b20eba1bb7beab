package mixture

import "math"

// Marginal is the distribution of one coordinate of a Mixture.
type Marginal struct {
	weight, mean, half, sigma []float64
}

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

// CDF returns the probability of a coordinate not above x, to about 1e-12.
func (l *Marginal) CDF(x float64) float64 {
	sum := 0.0
	for i, mean := range l.mean {
		sum += l.weight[i] * boxCDF(x-mean, l.half[i], l.sigma[i])
	}
	return min(sum, 1)
}

// boxCDF returns the distribution function at u of half·U + N(0, sigma²), U uniform on [−1, 1]: the mean of
// Φ((u − half·U)/sigma) over U, and so a difference of Φ's antiderivative zΦ(z) + φ(z).
func boxCDF(u, half, sigma float64) float64 {
	const far = 40 // deviations beyond which a normal tail is zero
	switch {
	case u-half >= far*sigma && u >= half:
		return 1
	case u+half <= -far*sigma && u < half:
		return 0
	case sigma == 0:
		return (u + half) / (2 * half)
	case half < 0.01*sigma:
		// Taylor about the midpoint: E Φ(a + bU) = Φ(a) + b²/6 Φ″(a) + b⁴/120 Φ⁗(a), whose next term is below 1e-14.
		a, bb := u/sigma, half*half/(sigma*sigma)
		return normalCDF(a) - a*normalDensity(a)*(bb/6+bb*bb/120*(a*a-3))
	}
	return sigma / (2 * half) * (normalIntegral((u+half)/sigma) - normalIntegral((u-half)/sigma))
}

func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

func normalDensity(z float64) float64 { return math.Exp(-z*z/2 - logSqrt2Pi) }

func normalIntegral(z float64) float64 { return z*normalCDF(z) + normalDensity(z) }
