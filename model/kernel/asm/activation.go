package main

import (
	"fmt"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// activation is the arithmetic of one activation function and its derivative.
type activation struct {
	constants []float64 // that it uses most
	value     func(v isa, z reg.VecVirtual) reg.VecVirtual
	slope     func(v isa, z reg.VecVirtual) reg.VecVirtual
}

func silu(v isa) {
	activation{append([]float64{roundingShift}, powerCoefficients...), siluValue, siluSlope}.emit(v, "silu", "SiLU")
}

func gelu(v isa) {
	constants := slices.Concat([]float64{roundingShift}, powerCoefficients, tailCoefficients)
	activation{constants, geluValue, geluSlope}.emit(v, "gelu", "GELU")
}

// emit writes the three forms of an activation: dst = f(z), dst = h + f(z) and dst = dy·f′(z).
func (f activation) emit(v isa, lower, upper string) {
	v.elements(lower, "f(z)", f.constants, []string{"z"}, func(x []reg.VecVirtual) reg.VecVirtual {
		return f.value(v, x[0])
	})
	v.elements("add"+upper, "h + f(z)", f.constants, []string{"h", "z"}, func(x []reg.VecVirtual) reg.VecVirtual {
		y := f.value(v, x[1])
		VADDPS(x[0], y, y)
		return y
	})
	v.elements(lower+"Grad", "dy·f′(z)", f.constants, []string{"dy", "z"}, func(x []reg.VecVirtual) reg.VecVirtual {
		y := f.slope(v, x[1])
		VMULPS(x[0], y, y)
		return y
	})
}

// elements writes a function of slices, dst[i] = body(inputs[i]), with the constants that body uses most.
func (v isa) elements(name, formula string, constants []float64, inputs []string,
	body func(x []reg.VecVirtual) reg.VecVirtual,
) {
	signature := "func(dst"
	for _, in := range inputs {
		signature += ", " + in
	}
	begin(name+v.name, signature+" []float32)")
	Doc(fmt.Sprintf("%s%s sets dst to %s.", name, v.name, formula))
	n := Load(Param("dst").Len(), GP64()).(reg.GPVirtual)
	dst := Load(Param("dst").Base(), GP64())
	pointers := make([]reg.Register, len(inputs))
	for i, in := range inputs {
		pointers[i] = Load(Param(in).Base(), GP64())
	}
	v.hold(constants)
	v.elementwise([]reg.Register{dst}, pointers, n, func(x []reg.VecVirtual) []reg.VecVirtual {
		return []reg.VecVirtual{body(x)}
	})
	finish()
}

// limit is how far an exponential may be taken: e^±87 and its inverse are normal numbers.
const limit = 87

// clampLow and clampHigh bound x, and let NaN through: of two operands, MIN and MAX return the first one here if either
// is NaN.
func clampLow(v isa, x Op, low float64) reg.VecVirtual {
	y := v.vector()
	VMOVUPS(number(low), y)
	VMAXPS(x, y, y)
	return y
}

func clampHigh(v isa, x Op, high float64) reg.VecVirtual {
	y := v.vector()
	VMOVUPS(number(high), y)
	VMINPS(x, y, y)
	return y
}

// power returns 2ˣ for |x| ≤ 126, and something for NaN: x = n + r, |r| ≤ 1/2, a polynomial in r whose relative error is
// 1.8e-7, and n added to its exponent. It is exact at 0.
func power(v isa, x reg.VecVirtual) reg.VecVirtual {
	n, r := v.vector(), v.vector()
	VADDPS(number(roundingShift), x, n)
	VSUBPS(number(roundingShift), n, r)
	VSUBPS(r, x, r)
	p := horner(v, r, powerCoefficients...)
	VPSLLD(U8(23), n, n)
	VPADDD(n, p, p)
	return p
}

var powerCoefficients = []float64{1, 0.6931471361, 0.2402230303, 0.05550490489, 0.009668166665, 0.001333741372}

// roundingShift is 1.5·2²³: added to a small number, it rounds that to an integer, which the low bits then hold.
const roundingShift = 3 << 22

// horner returns the polynomial with the coefficients, the constant one first.
func horner(v isa, x reg.VecVirtual, coefficients ...float64) reg.VecVirtual {
	last := len(coefficients) - 1
	p := v.vector()
	VMOVUPS(number(coefficients[last]), p)
	for i := last - 1; i >= 0; i-- {
		VFMADD213PS(number(coefficients[i]), x, p)
	}
	return p
}

// logistic returns e⁻ᶻ and 1 + e⁻ᶻ for |z| ≤ limit.
func logistic(v isa, z reg.VecVirtual) (e, sum reg.VecVirtual) {
	e, sum = v.vector(), v.vector()
	VMULPS(number(-math.Log2E), z, e)
	e = power(v, e)
	VADDPS(number(1), e, sum)
	return e, sum
}

const signBit = 1 << 31

// siluValue is z/(1+e⁻ᶻ).
func siluValue(v isa, z reg.VecVirtual) reg.VecVirtual {
	bounded := clampLow(v, z, -limit)
	_, sum := logistic(v, clampHigh(v, bounded, limit))
	VDIVPS(sum, bounded, sum)
	return sum
}

// siluSlope is s + z·s·(1-s), s = 1/(1+e⁻ᶻ), 1-s = e⁻ᶻ·s.
func siluSlope(v isa, z reg.VecVirtual) reg.VecVirtual {
	bounded := clampHigh(v, clampLow(v, z, -limit), limit)
	e, s := logistic(v, bounded)
	one := v.vector()
	VMOVUPS(number(1), one)
	VDIVPS(s, one, s)
	VMULPS(s, e, e)
	VMULPS(s, e, e)
	VFMADD231PS(bounded, e, s)
	return s
}

// farthest is where the normal density and its tail vanish in float32.
const farthest = 13

// tail returns a = min(|z|, farthest), the upper tail Q(a) = P(Z > a) of the normal law, and √(2π) times its density at
// a. Q(a)·exp(a²/2) is a polynomial in t = 1/(1+0.3a), without constant term, fitted by Remez exchange on 0 ≤ a ≤ 14;
// its relative error is 1.5e-7.
func tail(v isa, z reg.VecVirtual) (a, upper, density reg.VecVirtual) {
	absolute := v.vector()
	v.and(word(signBit-1), z, absolute)
	a = clampHigh(v, absolute, farthest)
	exponent, t, one := v.vector(), v.vector(), v.vector()
	VMULPS(number(-math.Log2E/2), a, exponent)
	VMULPS(a, exponent, exponent)
	density = power(v, exponent)
	VMOVUPS(number(1), one)
	VMOVAPS(one, t)
	VFMADD231PS(number(0.3), a, t)
	VDIVPS(t, one, t)
	upper = horner(v, t, tailCoefficients...)
	VMULPS(t, upper, upper)
	VMULPS(density, upper, upper)
	return a, upper, density
}

var tailCoefficients = []float64{0.1196292989, 0.1207539555, 0.09991349587, 0.1285616131, -0.05368361663, 0.2063534744,
	-0.1572030633, 0.0356747693}

// geluValue is max(z, 0) - |z|·Q(|z|).
func geluValue(v isa, z reg.VecVirtual) reg.VecVirtual {
	a, upper, _ := tail(v, z)
	y := v.vector()
	v.zero(y)
	VMAXPS(z, y, y)
	VFNMADD231PS(upper, a, y)
	return y
}

// geluSlope is 1/2 ± (1/2 - Q(|z|) + |z|·φ(|z|)), with the sign of z.
func geluSlope(v isa, z reg.VecVirtual) reg.VecVirtual {
	a, upper, density := tail(v, z)
	odd, sign := v.vector(), v.vector()
	VMOVUPS(number(0.5), odd)
	VSUBPS(upper, odd, odd)
	VMULPS(number(1/math.Sqrt(2*math.Pi)), density, density)
	VFMADD231PS(density, a, odd)
	v.and(word(signBit), z, sign)
	v.xor(sign, odd, odd)
	VADDPS(number(0.5), odd, odd)
	return odd
}
