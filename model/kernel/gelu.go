package kernel

import "math"

// GELU sets dst to z·Φ(z), Φ the normal distribution function (Hendrycks & Gimpel 2016; the exact form, not the one by
// tanh). The error is at most 3e-7·max(1, |z|) in absolute terms. -Inf gives 0, its limit. dst may be z.
func GELU(dst, z []float32) {
	sameLength(dst, z)
	gelu(dst, z)
}

// AddGELU sets dst to h + gelu(z): a residual block. dst may be h or z. Errors are those of GELU and of one sum.
func AddGELU(dst, h, z []float32) {
	sameLength(dst, h, z)
	addGELU(dst, h, z)
}

// GELUGrad sets dst to dy·gelu′(z), gelu′(z) = Φ(z) + z·φ(z), φ the normal density. The error is at most 3e-7·|dy|. At
// -Inf and Inf the derivative has its limits, 0 and 1. dst may be dy or z.
func GELUGrad(dst, dy, z []float32) {
	sameLength(dst, dy, z)
	geluGrad(dst, dy, z)
}

var (
	gelu     = geluPlain
	addGELU  = addGELUPlain
	geluGrad = geluGradPlain
)

func geluPlain(dst, z []float32) {
	for i, v := range z {
		dst[i] = geluOf(v)
	}
}

func addGELUPlain(dst, h, z []float32) {
	for i, v := range z {
		dst[i] = h[i] + geluOf(v)
	}
}

func geluGradPlain(dst, dy, z []float32) {
	for i, v := range z {
		x := min(max(float64(v), -100), 100)
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		dst[i] = dy[i] * float32(math.Erfc(-x/math.Sqrt2)/2+x*density)
	}
}

func geluOf(z float32) float32 {
	x := max(float64(z), -100)
	return float32(x * math.Erfc(-x/math.Sqrt2) / 2)
}
