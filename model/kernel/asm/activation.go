package main

import (
	"math"
	"slices"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"ddpm/model/kernel/asm/approximation"
)

// activation is the arithmetic of an activation function, and of its derivative, or without it: then slope is nil.
type activation func(v *isa, z reg.VecVirtual, differentiate bool) (value, slope reg.VecVirtual)

func silu(v *isa) {
	activation(siluOf).emit(v, "silu", "addSiLU", append([]float64{approximation.RoundingShift}, approximation.Power...))
}

func gelu(v *isa) {
	activation(geluOf).emit(v, "gelu", "addGELU", slices.Concat([]float64{approximation.RoundingShift}, approximation.Power, approximation.Tail))
}

// emit writes the forms of an activation: alone, y = f(z), and add, y = h + f(z), each with and without slope = f′(z). The constants are
// those that the activation uses most.
func (f activation) emit(v *isa, alone, add string, constants []float64) {
	for _, form := range []struct {
		name, outputs, inputs, doc string
	}{
		{alone, "y", "z", "sets y to f(z)."},
		{add, "y", "z, h", "sets y to h + f(z)."},
		{alone + "Slope", "y, slope", "z", "sets y to f(z), and slope to f′(z)."},
		{add + "Slope", "y, slope", "z, h", "sets y to h + f(z), and slope to f′(z)."},
	} {
		names := form.outputs + ", " + form.inputs
		v.begin(form.name, "func("+names+" []float32)", form.doc)
		n, pointers := slicesOf("y", strings.Split(names, ", ")...)
		v.hold(constants)
		outputs := strings.Count(form.outputs, ",") + 1
		v.elementwise(pointers[:outputs], pointers[outputs:], n, func(x []reg.VecVirtual) []reg.VecVirtual {
			y, slope := f(v, x[0], outputs > 1)
			if len(x) > 1 {
				VADDPS(x[1], y, y)
			}
			return []reg.VecVirtual{y, slope}[:outputs]
		})
		finish()
	}
}

// clamp bounds x by VMAXPS from below or by VMINPS from above, and keeps NaN: if an operand is NaN, these return the one that is written
// first here.
func clamp(v *isa, x Op, instruction func(...Op), bound float64) reg.VecVirtual {
	y := v.vector()
	VMOVUPS(number(bound), y)
	instruction(x, y, y)
	return y
}

// power returns 2ˣ for |x| ≤ 126, and any number for NaN. With x = n + r, |r| ≤ 1/2, it is a polynomial in r whose relative error is
// 1.8e-7, with n added to its exponent. It is exact at 0.
func power(v *isa, x reg.VecVirtual) reg.VecVirtual {
	n, r := v.vector(), v.vector()
	VADDPS(number(approximation.RoundingShift), x, n)
	VSUBPS(number(approximation.RoundingShift), n, r)
	VSUBPS(r, x, r)
	p := horner(v, r, approximation.Power...)
	VPSLLD(U8(23), n, n)
	VPADDD(n, p, p)
	return p
}

// horner returns the polynomial with the coefficients, the constant one first.
func horner(v *isa, x reg.VecVirtual, coefficients ...float64) reg.VecVirtual {
	last := len(coefficients) - 1
	p := v.vector()
	VMOVUPS(number(coefficients[last]), p)
	for i := last - 1; i >= 0; i-- {
		VFMADD213PS(number(coefficients[i]), x, p)
	}
	return p
}

// logistic returns e⁻ᶻ and 1 + e⁻ᶻ for |z| ≤ approximation.Limit.
func logistic(v *isa, z reg.VecVirtual) (e, sum reg.VecVirtual) {
	e, sum = v.vector(), v.vector()
	VMULPS(number(-math.Log2E), z, e)
	e = power(v, e)
	VADDPS(number(1), e, sum)
	return e, sum
}

const signBit = 1 << 31

// siluOf is z·s, s = 1/(1+e⁻ᶻ), and its slope s + z·s·(1-s), 1-s = e⁻ᶻ·s.
func siluOf(v *isa, z reg.VecVirtual, differentiate bool) (value, slope reg.VecVirtual) {
	above := clamp(v, z, VMAXPS, -approximation.Limit)
	bounded := clamp(v, above, VMINPS, approximation.Limit)
	e, sum := logistic(v, bounded)
	s := v.vector()
	VMOVUPS(number(1), s)
	VDIVPS(sum, s, s)
	value = v.vector()
	VMULPS(s, above, value)
	if differentiate {
		VMULPS(s, e, e)
		VMULPS(s, e, e)
		VFMADD231PS(bounded, e, s)
	}
	return value, s
}

// tail returns a = min(|z|, approximation.Farthest), the upper tail Q(a) = P(Z > a) of the normal distribution, and √(2π) times its density at
// a. Q(a)·exp(a²/2) is a polynomial in t = 1/(1+0.3a), without constant term, fitted by Remez exchange on 0 ≤ a ≤ 14;
// its relative error is 1.5e-7.
func tail(v *isa, z reg.VecVirtual) (a, upper, density reg.VecVirtual) {
	absolute := v.vector()
	v.and(word(signBit-1), z, absolute)
	a = clamp(v, absolute, VMINPS, approximation.Farthest)
	exponent, t, one := v.vector(), v.vector(), v.vector()
	VMULPS(number(-math.Log2E/2), a, exponent)
	VMULPS(a, exponent, exponent)
	density = power(v, exponent)
	VMOVUPS(number(1), one)
	VMOVAPS(one, t)
	VFMADD231PS(number(0.3), a, t)
	VDIVPS(t, one, t)
	upper = horner(v, t, approximation.Tail...)
	VMULPS(t, upper, upper)
	VMULPS(density, upper, upper)
	return a, upper, density
}

// geluOf is max(z, 0) - |z|·Q(|z|), and its slope 1/2 ± (1/2 - Q(|z|) + |z|·φ(|z|)), with the sign of z.
func geluOf(v *isa, z reg.VecVirtual, differentiate bool) (value, slope reg.VecVirtual) {
	a, upper, density := tail(v, z)
	value = v.vector()
	v.zero(value)
	VMAXPS(z, value, value)
	VFNMADD231PS(upper, a, value)
	if !differentiate {
		return value, nil
	}
	slope, sign := v.vector(), v.vector()
	VMOVUPS(number(0.5), slope)
	VSUBPS(upper, slope, slope)
	VMULPS(number(1/math.Sqrt(2*math.Pi)), density, density)
	VFMADD231PS(density, a, slope)
	v.and(word(signBit), z, sign)
	v.xor(sign, slope, slope)
	VADDPS(number(0.5), slope, slope)
	return value, slope
}
