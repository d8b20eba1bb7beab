package main

import "math"

// adam emits a function of p, m, v, g, n and the scalars of adamPlain, whose arithmetic it has.
func adam(m *module, p parts) {
	scalars := []valueType{f32, f32, f32, f32, f32, f32, f32, f32}
	m.add("adam", append(words(5), scalars...), nil, func(c *code, argument []local) {
		weights, first, second, gradient, n := argument[0], argument[1], argument[2], argument[3], argument[4]
		var s []local
		for _, scalar := range argument[5:] {
			s = append(s, c.let(splat(scalar)))
		}
		scale, beta1, oneLess1, beta2, oneLess2, bias, epsilon, rate := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
		c.elementwise(n, argument[:4], p, func(at access) {
			d := c.let(multiply(scale, at.load(gradient)))
			m := c.let(add(multiply(beta1, at.load(first)), multiply(oneLess1, d)))
			v := c.let(add(multiply(beta2, at.load(second)), multiply(oneLess2, multiply(d, d))))
			step := divide(multiply(rate, m), add(multiply(root(v), bias), epsilon))
			at.store(weights, subtract(at.load(weights), step))
			at.store(first, m)
			at.store(second, v)
		})
	})
}

// ema emits a function of avg, p, n and rate. It adds rate·(p - avg) to avg.
func ema(m *module, p parts) {
	m.add("ema", append(words(3), f32), nil, func(c *code, argument []local) {
		average, weights, n, rate := argument[0], argument[1], argument[2], c.let(splat(argument[3]))
		c.elementwise(n, argument[:2], p, func(at access) {
			old := c.let(at.load(average))
			at.store(average, add(old, multiply(rate, subtract(at.load(weights), old))))
		})
	})
}

// columnSums emits a function of dst, src, rows, stride and cols. It sets dst to the sums of cols columns over at least one row.
func columnSums(m *module, p parts) {
	m.add("columnSums", words(5), nil, func(c *code, argument []local) {
		dst, src, rows, stride, cols := argument[0], argument[1], argument[2], argument[3], argument[4]
		row, left, sum := c.variable(i32), c.variable(i32), c.variable(v128)
		c.elementwise(cols, []local{dst, src}, p, func(at access) {
			c.set(sum, number(0))
			c.set(row, src)
			c.set(left, rows)
			c.repeat(left, func() {
				c.set(sum, add(sum, at.load(row)))
				c.advance(row, stride)
			})
			at.store(dst, sum)
		})
	})
}

// posteriorSums emits a function of points, numbers, x, y, scale, radius2 and sums. It leaves the three sums of posteriorSumsPlain in sums.
// Points lie as x, y, x, y, so each weight is computed in two lanes, one for each coordinate, and no number has to change its lane except for
// |z|². numbers is how many coordinates there are.
func posteriorSums(m *module) {
	m.add("posteriorSums", append(append(words(2), f32, f32, f32, f32), i32), nil, func(c *code, argument []local) {
		points, n, sums := argument[0], argument[1], argument[6]
		x, y := c.let(splat(argument[2])), c.let(splat(argument[3]))
		scale, radius2 := c.let(splat(argument[4])), c.let(splat(argument[5]))
		center := c.let(shuffle(x, y, [lanes]byte{0, 4, 1, 5}))
		weights, moments := c.variable(v128), c.variable(v128)
		c.whole(n, lanes, func() {
			z := c.let(multiply(subtract(center, load(points, 0)), scale))
			squares := c.let(multiply(z, z))
			square := c.let(add(squares, shuffle(squares, squares, [lanes]byte{1, 0, 3, 2})))
			w := power(c, c.let(multiply(square, number(-math.Log2E/2))))
			c.set(w, both(w, atMost(square, radius2)))
			c.set(weights, add(weights, w))
			c.set(moments, add(moments, multiply(w, z)))
			c.advance(points, integer(vectorBytes))
		})
		folded := c.let(add(weights, shuffle(weights, weights, [lanes]byte{2, 3, 0, 1})))
		c.do(storeLane(sums, 0, folded, 0))
		c.set(folded, add(moments, shuffle(moments, moments, [lanes]byte{2, 3, 0, 1})))
		c.do(storeLane(sums, 4, folded, 0))
		c.do(storeLane(sums, 8, folded, 1))
	})
}
