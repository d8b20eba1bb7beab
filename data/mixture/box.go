package mixture

import "math"

var logSqrt2Pi = math.Log(2*math.Pi) / 2

// box returns the log-density of half·U + N(0, sigma²) at u, where U is uniform on [−1, 1], and its derivative, the slope. Without noise
// (sigma = 0) the slope is 0, and outside the box the log-density is −∞. The relative error is about 1e-13, however far out u is and
// however wide or narrow the box is.
//
// Let Φ and φ be the normal distribution function and density, a = |u|/sigma and b = half/sigma. The density is
// (Φ(a+b) − Φ(a−b)) / 2half. The difference would lose digits; each of the three cases below has a formula that does not.
func box(u, half, sigma float64) (log, slope float64) {
	switch {
	case sigma == 0 && math.Abs(u) > half:
		return math.Inf(-1), 0
	case sigma == 0:
		return -math.Log(2 * half), 0
	case half == 0:
		z := u / sigma
		return -z*z/2 - logSqrt2Pi - math.Log(sigma), -z / sigma
	}
	a, b := math.Abs(u)/sigma, half/sigma
	left, right := (half-math.Abs(u))/sigma, (half+math.Abs(u))/sigma
	ab := a * b
	switch {
	case ab < 0.5 && b < 0.5:
		// Nearly a Gaussian: the density is φ(a)·s/sigma, and its derivative has the factor φ(a+b) − φ(a−b) = −2φ(a)e^(−b²/2) sinh ab.
		s := hermiteSum(ab, b*b)
		log = -a*a/2 - logSqrt2Pi + math.Log(s/sigma)
		slope = -a * math.Exp(-b*b/2) * sinhc(ab) / s
	case left >= 0:
		// Inside: the mass is a sum of two positive numbers.
		mass := (math.Erf(left/math.Sqrt2) + math.Erf(right/math.Sqrt2)) / 2
		log = math.Log(mass / (2 * half))
		slope = -math.Exp(-left*left/2-logSqrt2Pi) * -math.Expm1(-2*ab) / mass
	default:
		// Outside: the factor φ(left) is kept apart as a logarithm, with φ(right) = φ(left)e^(−2ab). The far edge is left out if it is negligible.
		mass, difference := mills(-left), -1.0
		if 2*ab < negligible {
			mass -= mills(right) * math.Exp(-2*ab)
			difference = math.Expm1(-2 * ab)
		}
		log = -left*left/2 - logSqrt2Pi + math.Log(mass/(2*half))
		slope = difference / mass
	}
	return log, math.Copysign(1, u) * slope / sigma
}

// hermiteSum returns (Φ(a+b) − Φ(a−b)) / (2b φ(a)) = Σ_k He_2k(a) b^2k / (2k+1)! for small ab and b. It is the Taylor series about the
// midpoint, with the probabilists' Hermite polynomials He.
func hermiteSum(ab, bb float64) float64 {
	sum, factorial := 1.0, 1.0
	even, odd := 1.0, ab // He_k(a) b^k for the even and the odd k
	for k := 1.0; k < 24 && math.Abs(even)+math.Abs(odd) > 1e-18*factorial; k += 2 {
		even = ab*odd - k*bb*even
		odd = ab*even - (k+1)*bb*odd
		factorial *= (k + 1) * (k + 2)
		sum += even / factorial
	}
	return sum
}

// sinhc returns sinh(x)/x.
func sinhc(x float64) float64 {
	if x < 1e-4 {
		return 1 + x*x/6
	}
	return math.Sinh(x) / x
}

// mills returns Mills' ratio (1 − Φ(x)) / φ(x) for x ≥ 0. From x = 20 on it uses the asymptotic series, which is exact to rounding there.
func mills(x float64) float64 {
	if x < 20 {
		return math.Sqrt(math.Pi/2) * math.Erfc(x/math.Sqrt2) * math.Exp(x*x/2)
	}
	r := 1 / (x * x)
	return (1 - r*(1-3*r*(1-5*r*(1-7*r*(1-9*r*(1-11*r*(1-13*r*(1-15*r)))))))) / x
}
