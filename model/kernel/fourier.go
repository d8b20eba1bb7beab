package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Fourier sets row i of dst to the Fourier features of x[i]: sin(ω[j]·x[i]) in column j and cos(ω[j]·x[i]) in column
// k+j, where k is the length of omega (Tancik et al. 2020). The shapes are dst (n, 2k) and x (n). The angle ω·x is not
// rounded before its sine is taken: the error is at most 2e-7 in absolute terms, however large the angle. NaN and infinite angles give
// NaN. dst must not overlap x or omega. Fourier panics if shapes do not fit.
func Fourier(dst blas32.General, x blas32.Vector, omega []float32) {
	checkMatrix(dst)
	k := len(omega)
	if dst.Rows != x.N || dst.Cols != 2*k || x.N > 0 && (x.Inc < 1 || len(x.Data) <= (x.N-1)*x.Inc) {
		panic("kernel: shapes do not fit")
	}
	for i := range x.N {
		row := dst.Data[i*dst.Stride:][:2*k]
		sinCos(row[:k], row[k:], omega, x.Data[i*x.Inc])
	}
}

// sinCos sets sin and cos to the sine and cosine of x times scale, with the errors of Fourier. All have the same length.
var sinCos = sinCosPlain

func sinCosPlain(sin, cos, x []float32, scale float32) {
	for i, v := range x {
		s, c := math.Sincos(float64(v) * float64(scale))
		sin[i], cos[i] = float32(s), float32(c)
	}
}
