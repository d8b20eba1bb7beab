package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"ddpm/model/kernel/asm/approximation"
)

// posteriorSums emits the sums of posteriorSumsPlain. Points lie as x, y, x, y, …, so each weight is computed in two lanes, one for
// each coordinate, and no number has to change its lane except for |z|².
func posteriorSums(v *isa) {
	v.begin("posteriorSums", "func(points []float32, x, y, scale, radius2 float32) (weight, zx, zy float32)",
		"is posteriorSumsPlain for a whole number of blocks.")
	n, pointers := slicesOf("points", "points")
	x, y, scale, radius2 := v.scalar("x"), v.scalar("y"), v.scalar("scale"), v.scalar("radius2")
	v.hold([]float64{approximation.RoundingShift, -math.Log2E / 2})
	center := v.vector()
	VUNPCKLPS(y, x, center)
	both := v.zeros(2)
	weights, sums := both[0], both[1]
	v.elementwise(nil, pointers, n, func(p []reg.VecVirtual) []reg.VecVirtual {
		z, square, outside := p[0], v.vector(), v.vector()
		VSUBPS(z, center, z)
		VMULPS(scale, z, z)
		VMULPS(z, z, square)
		VPERMILPS(U8(0xb1), square, outside) // the square of the other coordinate
		VADDPS(outside, square, square)
		VSUBPS(square, radius2, outside)
		VPSRAD(U8(31), outside, outside) // all ones where |z|² > radius²
		VMULPS(number(-math.Log2E/2), square, square)
		w := power(v, square)
		v.andNot(w, outside, w)
		VADDPS(w, weights, weights)
		VFMADD231PS(w, z, sums)
		return nil
	})
	// Even lanes hold the sums of x, odd ones those of y.
	for _, s := range both {
		v.fold(s, VADDPS)
		pair := XMM()
		VPERMILPS(U8(0x4e), s.AsX(), pair)
		VADDPS(pair, s.AsX(), s.AsX())
	}
	high := XMM()
	VPERMILPS(U8(0xb1), sums.AsX(), high)
	finish(weights.AsX(), sums.AsX(), high)
}
