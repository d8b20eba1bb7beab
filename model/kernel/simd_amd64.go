//go:build !purego

package kernel

import (
	"math"

	"github.com/tphakala/simd/cpu"
	"gonum.org/v1/gonum/blas/blas32"
)

func init() {
	switch x := cpu.X86; {
	case x.AVX512F && x.AVX2 && x.FMA && x.BMI2:
		product = engine{12, 16, tilesAVX512, packRowsAVX512, packColumnsAVX2}.product
		silu = activationForms{siluAVX512, addSiLUAVX512, siluSlopeAVX512, addSiLUSlopeAVX512}.activation
		gelu = activationForms{geluAVX512, addGELUAVX512, geluSlopeAVX512, addGELUSlopeAVX512}.activation
		sinCos = wholeRange(sinCosAVX512)
		adam, ema = unpacked(adamWAVX512), emaAVX512
		sumSquares, columnSums = sumSquaresAVX512, columnsOf(columnSumsAVX512)
		multiplyAdds = multiplyAddsAVX512
		posteriorSums = posteriorSumsAVX512
	case x.AVX2 && x.FMA:
		product = engine{6, 8, tilesAVX2, packRowsAVX2, packColumnsAVX2}.product
		silu = activationForms{siluAVX2, addSiLUAVX2, siluSlopeAVX2, addSiLUSlopeAVX2}.activation
		gelu = activationForms{geluAVX2, addGELUAVX2, geluSlopeAVX2, addGELUSlopeAVX2}.activation
		sinCos = wholeRange(sinCosAVX2)
		adam, ema = unpacked(adamWAVX2), emaAVX2
		sumSquares, columnSums = sumSquaresAVX2, columnsOf(columnSumsAVX2)
		multiplyAdds = multiplyAddsAVX2
		posteriorSums = posteriorSumsAVX2
	}
}

// activationForms has an activation with and without h, and with and without its slope.
type activationForms struct {
	plain      func(y, z []float32)
	added      func(y, z, h []float32)
	slope      func(y, slope, z []float32)
	addedSlope func(y, slope, z, h []float32)
}

func (f activationForms) activation(y, slope, h, z []float32) {
	switch {
	case h == nil && slope == nil:
		f.plain(y, z)
	case slope == nil:
		f.added(y, z, h)
	case h == nil:
		f.slope(y, slope, z)
	default:
		f.addedSlope(y, slope, z, h)
	}
}

// reach is the largest angle for which the assembly's sine and cosine are right.
const reach = 1 << 20

// wholeRange returns a function that is right for any angle: it computes those beyond the assembly's reach in plain Go. The
// assembly returns the bits of the largest absolute angle. The bits of NaN are larger than those of any number.
func wholeRange(
	assembly func(sin, cos, x []float32, scale float32) (widest uint32),
) func(sin, cos, x []float32, scale float32) {
	return func(sin, cos, x []float32, scale float32) {
		if assembly(sin, cos, x, scale) <= math.Float32bits(reach) {
			return
		}
		for i, v := range x {
			if angle := v * scale; !(-reach <= angle && angle <= reach) {
				sinCosPlain(sin[i:i+1], cos[i:i+1], x[i:i+1], scale)
			}
		}
	}
}

// unpacked passes an Adam step's scalars to the assembly one by one. The assembly multiplies the weights by keep, for weight decay: with
// keep = 1 that changes no bit.
func unpacked(assembly func(p, m, v, g []float32,
	scale, beta1, oneLess1, beta2, oneLess2, root, epsilon, rate, keep float32),
) func(p, m, v, g []float32, c coefficients) {
	return func(p, m, v, g []float32, c coefficients) {
		const keep = 1
		assembly(p, m, v, g, c.scale, c.beta1, c.oneLess1, c.beta2, c.oneLess2, c.root, c.epsilon, c.rate, keep)
	}
}

func columnsOf(assembly func(dst, src *float32, rows, stride, cols int)) func(dst []float32, m blas32.General) {
	return func(dst []float32, m blas32.General) {
		if m.Rows == 0 || m.Cols == 0 {
			clear(dst)
			return
		}
		assembly(&dst[0], &m.Data[0], m.Rows, 4*m.Stride, m.Cols)
	}
}
