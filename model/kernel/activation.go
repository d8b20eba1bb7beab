package kernel

import "math"

// SiLU sets y to h + silu(z), silu(z) = z·σ(z), σ(z) = 1/(1+e⁻ᶻ) (Elfwing et al. 2018), and slope to the derivative silu′(z) =
// σ(z)·(1 + z·(1-σ(z))). If h is nil, y is silu(z). slope may be nil too: then no derivative is computed. The error of silu is at
// most 3e-7·max(1, |z|), that of its derivative 3e-7, and the sum is rounded once. At -Inf and Inf the values are their limits.
// y and slope must be different slices; each may be z or h. SiLU panics if lengths differ.
func SiLU(y, slope, h, z []float32) {
	sameActivationLength(y, slope, h, z)
	silu(y, slope, h, z)
}

// GELU does what SiLU does for gelu(z) = z·Φ(z), Φ the normal distribution function (Hendrycks & Gimpel 2016; the exact form, not the
// one with tanh), whose derivative is Φ(z) + z·φ(z), φ the normal density.
func GELU(y, slope, h, z []float32) {
	sameActivationLength(y, slope, h, z)
	gelu(y, slope, h, z)
}

func sameActivationLength(y, slope, h, z []float32) {
	for _, s := range [][]float32{slope, h} {
		if s != nil {
			sameLength(y, s)
		}
	}
	sameLength(y, z)
}

var (
	silu = activationPlain(siluOf)
	gelu = activationPlain(geluOf)
)

// activationPlain returns the activation z·gate(z), given its gate and its slope. Beyond ±100 both have reached their limits.
func activationPlain(of func(z float64) (gate, slope float64)) func(y, slope, h, z []float32) {
	return func(y, slope, h, z []float32) {
		for i, v := range z {
			above := max(float64(v), -100)
			gate, derivative := of(min(above, 100))
			value := float32(above * gate)
			if h != nil {
				value += h[i]
			}
			y[i] = value
			if slope != nil {
				slope[i] = float32(derivative)
			}
		}
	}
}

func siluOf(z float64) (gate, slope float64) {
	gate = 1 / (1 + math.Exp(-z))
	return gate, gate * (1 + z*(1-gate))
}

func geluOf(z float64) (gate, slope float64) {
	gate = math.Erfc(-z/math.Sqrt2) / 2
	return gate, gate + z*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
}
