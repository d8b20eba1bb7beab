package main

import (
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"ddpm/model/kernel/asm/approximation"
)

// sinCos emits sine and cosine of scale·x, both at once. The product's rounding error is kept, and added to the reduced
// angle. The angle is n·π/2 + r with π/2 in three parts, |r| ≤ π/4. Sine and cosine of r are polynomials in r² (Moshier's Cephes, sinf
// and cosf); n decides which is which, and the signs. It is right for angles up to 2²⁰.
func sinCos(v *isa) {
	v.begin("sinCos", "func(sin, cos, x []float32, scale float32) (widest uint32)",
		"sets sin and cos to those of scale·x, and returns the bits of the largest |scale·x|.")
	n, pointers := slicesOf("x", "sin", "cos", "x")
	scale, widest := v.scalar("scale"), v.zeros(1)[0]
	parts := halfPi()
	v.hold(slices.Concat([]float64{approximation.RoundingShift}, parts[:], sinCoefficients, cosCoefficients))
	v.elementwise(pointers[:2], pointers[2:], n, func(x []reg.VecVirtual) []reg.VecVirtual {
		angle, lost, quadrant, count := v.vector(), v.vector(), v.vector(), v.vector()
		VMULPS(scale, x[0], angle)
		v.and(word(signBit-1), angle, count)
		VPMAXUD(count, widest, widest)
		VMOVAPS(angle, lost)
		VFMSUB231PS(scale, x[0], lost)
		VMOVUPS(number(approximation.RoundingShift), quadrant)
		VFMADD231PS(number(2/math.Pi), angle, quadrant)
		VSUBPS(number(approximation.RoundingShift), quadrant, count)
		r := angle
		for _, part := range halfPi() {
			VFNMADD231PS(number(part), count, r)
		}
		VADDPS(lost, r, r)

		square := v.vector()
		VMULPS(r, r, square)
		s := horner(v, square, sinCoefficients...)
		VMULPS(square, s, s)
		VFMADD213PS(r, r, s)
		c := horner(v, square, cosCoefficients...)
		VFMADD213PS(number(1), square, c)

		odd := v.vector()
		VPSLLD(U8(31), quadrant, odd)
		VPSRAD(U8(31), odd, odd)
		difference := v.vector()
		v.xor(s, c, difference)
		v.and(odd, difference, difference)
		v.xor(difference, s, s)
		v.xor(difference, c, c)
		negate(v, quadrant, s)
		VPADDD(word(1), quadrant, quadrant)
		negate(v, quadrant, c)
		return []reg.VecVirtual{s, c}
	})
	v.fold(widest, VPMAXUD)
	low, other, bits := widest.AsX(), XMM(), GP32()
	for _, order := range [...]uint8{0b01001110, 0b10110001} {
		VPSHUFD(U8(order), low, other)
		VPMAXUD(other, low, low)
	}
	VMOVD(low, bits)
	Store(bits, ReturnIndex(0))
	finish()
}

var (
	sinCoefficients = []float64{-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4} // r³, r⁵, r⁷
	cosCoefficients = []float64{-0.5, 4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5}
)

// halfPi returns π/2 as a sum of three numbers of 24 bits.
func halfPi() (parts [3]float64) {
	rest := math.Pi / 2
	for i := range parts {
		parts[i] = float64(float32(rest))
		rest -= parts[i]
	}
	return parts
}

// negate changes the sign of y where bit 1 of quadrant is set.
func negate(v *isa, quadrant, y reg.VecVirtual) {
	sign := v.vector()
	VPSLLD(U8(30), quadrant, sign)
	v.and(word(signBit), sign, sign)
	v.xor(sign, y, y)
}
