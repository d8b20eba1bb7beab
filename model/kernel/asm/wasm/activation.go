package main

import (
	"math"

	"ddpm/model/kernel/asm/approximation"
)

// The arithmetic of the activations is that of ../activation.go, without fused sums.

// activation emits a function of y, slope, h, z and n, the latter the number of elements. It sets y to h + f(z), or to f(z) if h is 0, and
// slope to f′(z) unless that is 0.
func activation(m *module, p parts, name string, of func(c *code, z value) (value, slope local)) {
	m.add(name, words(5), nil, func(c *code, argument []local) {
		y, slope, h, z, n := argument[0], argument[1], argument[2], argument[3], argument[4]
		// h and slope advance too, so whether they are there is noted first.
		hasSlope, hasH := c.variable(i32), c.variable(i32)
		c.set(hasSlope, slope)
		c.set(hasH, h)
		c.elementwise(n, []local{y, slope, h, z}, p, func(at access) {
			result, derivative := of(c, at.load(z))
			c.when(hasH, func() { c.set(result, add(result, at.load(h))) }, nil)
			c.when(hasSlope, func() { at.store(slope, derivative) }, nil)
			at.store(y, result)
		})
	})
}

// power returns 2ˣ for |x| ≤ 126. With x = n + r, |r| ≤ 1/2, it is a polynomial in r, with n added to its exponent.
func power(c *code, x local) local {
	n := c.let(add(x, number(approximation.RoundingShift)))
	r := c.let(subtract(x, subtract(n, number(approximation.RoundingShift))))
	return c.let(plusIntegers(horner(c, r, approximation.Power), shiftLeft(n, integer(23))))
}

// horner returns the polynomial with the coefficients, the constant one first.
func horner(c *code, x local, coefficients []float64) local {
	last := len(coefficients) - 1
	p := c.let(number(coefficients[last]))
	for i := last - 1; i >= 0; i-- {
		c.set(p, add(multiply(p, x), number(coefficients[i])))
	}
	return p
}

// silu is z·s, s = 1/(1+e⁻ᶻ), and its slope s + z·s·(1-s), 1-s = e⁻ᶻ·s.
func silu(m *module, p parts) {
	activation(m, p, "silu", func(c *code, z value) (value, slope local) {
		above := c.let(greater(z, number(-approximation.Limit)))
		bounded := c.let(lesser(above, number(approximation.Limit)))
		e := power(c, c.let(multiply(bounded, number(-math.Log2E))))
		s := c.let(divide(number(1), add(e, number(1))))
		value = c.let(multiply(above, s))
		slope = c.let(add(s, multiply(bounded, multiply(multiply(e, s), s))))
		return value, slope
	})
}

// gelu is max(z, 0) - |z|·Q(|z|), Q the upper tail of the normal distribution, and its slope 1/2 ± (1/2 - Q(|z|) + |z|·φ(|z|)), with the sign
// of z. Q(a)·exp(a²/2) is a polynomial in t = 1/(1+0.3a), without constant term.
func gelu(m *module, p parts) {
	activation(m, p, "gelu", func(c *code, from value) (value, slope local) {
		z := c.let(from)
		a := c.let(lesser(absolute(z), number(approximation.Farthest)))
		density := power(c, c.let(multiply(multiply(a, number(-math.Log2E/2)), a)))
		t := c.let(divide(number(1), add(number(1), multiply(number(0.3), a))))
		upper := c.let(multiply(multiply(horner(c, t, approximation.Tail), t), density))
		value = c.let(subtract(greater(z, number(0)), multiply(a, upper)))
		half := add(subtract(number(0.5), upper), multiply(a, multiply(density, number(1/math.Sqrt(2*math.Pi)))))
		slope = c.let(add(number(0.5), differing(half, both(z, number(math.Copysign(0, -1))))))
		return value, slope
	})
}
