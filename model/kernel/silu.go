package kernel

import "math"

// SiLU sets dst to z·σ(z), σ(z) = 1/(1+e⁻ᶻ) (Elfwing et al. 2018). The error is at most 3e-7·max(1, |z|) in absolute
// terms. -Inf gives 0, its limit. dst may be z.
func SiLU(dst, z []float32) {
	sameLength(dst, z)
	silu(dst, z)
}

// AddSiLU sets dst to h + silu(z): a residual block. dst may be h or z. Errors are those of SiLU and of one sum.
func AddSiLU(dst, h, z []float32) {
	sameLength(dst, h, z)
	addSiLU(dst, h, z)
}

// SiLUGrad sets dst to dy·silu′(z), silu′(z) = σ(z)·(1 + z·(1-σ(z))). The error is at most 3e-7·|dy|. At -Inf and Inf
// the derivative has its limits, 0 and 1. dst may be dy or z.
func SiLUGrad(dst, dy, z []float32) {
	sameLength(dst, dy, z)
	siluGrad(dst, dy, z)
}

var (
	silu     = siluPlain
	addSiLU  = addSiLUPlain
	siluGrad = siluGradPlain
)

func siluPlain(dst, z []float32) {
	for i, v := range z {
		dst[i] = siluOf(v)
	}
}

func addSiLUPlain(dst, h, z []float32) {
	for i, v := range z {
		dst[i] = h[i] + siluOf(v)
	}
}

func siluGradPlain(dst, dy, z []float32) {
	for i, v := range z {
		x := min(max(float64(v), -100), 100)
		s := 1 / (1 + math.Exp(-x))
		dst[i] = dy[i] * float32(s*(1+x*(1-s)))
	}
}

func siluOf(z float32) float32 {
	x := max(float64(z), -100)
	return float32(x / (1 + math.Exp(-x)))
}
