package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// posteriorSums emits the sums of posteriorSumsPlain. Points lie as x, y, x, y, …, so each weight is computed in two lanes, one for
// each coordinate, and no number has to change its lane but for |z|².
func posteriorSums(v isa) {
	begin("posteriorSums"+v.name, "func(points []float32, x, y, scale, radius2 float32) (weight, zx, zy float32)")
	Doc("posteriorSums" + v.name + " is posteriorSumsPlain for a whole number of vectors.")
	n := Load(Param("points").Len(), GP64()).(reg.GPVirtual)
	points := Load(Param("points").Base(), GP64())
	x, y, scale, radius2 := v.scalar("x"), v.scalar("y"), v.scalar("scale"), v.scalar("radius2")
	v.hold([]float64{roundingShift, -math.Log2E / 2})
	center := v.vector()
	VUNPCKLPS(y, x, center)
	weights, sums := v.vector(), v.vector()
	v.zero(weights)
	v.zero(sums)
	v.elementwise(nil, []reg.Register{points}, n, func(p []reg.VecVirtual) []reg.VecVirtual {
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
		v.andNot(outside, w, w)
		VADDPS(w, weights, weights)
		VFMADD231PS(w, z, sums)
		return nil
	})
	// Even lanes hold the sums of x, odd ones those of y.
	for _, s := range []reg.VecVirtual{weights, sums} {
		if v == avx512 {
			halves := v.halves(s)
			VADDPS(halves[1], halves[0], halves[0])
		}
		halves := avx2.halves(s)
		VADDPS(halves[1], halves[0], halves[0])
		pair := XMM()
		VPERMILPS(U8(0x4e), s.AsX(), pair)
		VADDPS(pair, s.AsX(), s.AsX())
	}
	high := XMM()
	VPERMILPS(U8(0xb1), sums.AsX(), high)
	VZEROUPPER()
	Store(weights.AsX(), ReturnIndex(0))
	Store(sums.AsX(), ReturnIndex(1))
	Store(high, ReturnIndex(2))
	RET()
}
