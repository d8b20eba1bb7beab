package main

// parts are the functions that load and store a part of a vector.
type parts struct{ load, store uint32 }

// loadPart emits a function of p and n that returns the first n lanes, from 0 to 4, from p on; the other lanes are zero. It reads no
// memory after them.
func loadPart(m *module) uint32 {
	return m.add("", []valueType{i32, i32}, []valueType{v128}, func(c *code, argument []local) {
		p, n := argument[0], argument[1]
		x := c.variable(v128)
		c.when(equal(n, integer(4)), func() { c.set(x, load(p, 0)) }, nil)
		c.when(equal(n, integer(3)), func() { c.set(x, loadLane(p, 8, load2(p), 2)) }, nil)
		c.when(equal(n, integer(2)), func() { c.set(x, load2(p)) }, nil)
		c.when(equal(n, integer(1)), func() { c.set(x, load1(p)) }, nil)
		c.do(x)
	})
}

// storePart emits a function of p, x and n that stores the first n lanes of x, from 0 to 4, from p on.
func storePart(m *module) uint32 {
	return m.add("", []valueType{i32, v128, i32}, nil, func(c *code, argument []local) {
		p, x, n := argument[0], argument[1], argument[2]
		c.when(equal(n, integer(4)), func() { c.do(store(p, 0, x)) }, nil)
		c.when(equal(and(n, integer(6)), integer(2)), func() { c.do(store2(p, x)) }, nil)
		c.when(equal(n, integer(3)), func() { c.do(storeLane(p, 8, x, 2)) }, nil)
		c.when(equal(n, integer(1)), func() { c.do(storeLane(p, 0, x, 0)) }, nil)
	})
}

// access loads from a pointer and stores there, a whole vector or the last part of one.
type access struct {
	load  func(p local) value
	store func(p local, x value)
}

// elementwise emits the loop over n elements: body computes a vector of them, with pointers that the loop advances. The last, partial
// vector goes through the same instructions, so that an element's result does not depend on its position.
func (c *code) elementwise(n local, pointers []local, p parts, body func(access)) {
	c.whole(n, lanes, func() {
		body(access{
			func(p local) value { return load(p, 0) },
			func(p local, x value) { c.do(store(p, 0, x)) },
		})
		for _, p := range pointers {
			c.advance(p, integer(vectorBytes))
		}
	})
	c.when(n, func() {
		body(access{
			func(from local) value { return call(p.load, from, n) },
			func(to local, x value) { c.do(call(p.store, to, x, n)) },
		})
	}, nil)
}

// whole subtracts count from n as long as n is not less, and does body each time.
func (c *code) whole(n local, count int32, body func()) {
	c.when(atLeast(n, integer(count)), func() {
		c.loop(func() value {
			body()
			c.set(n, minus(n, integer(count)))
			return atLeast(n, integer(count))
		})
	}, nil)
}

// repeat does body n times, at least once. n is 0 afterwards.
func (c *code) repeat(n local, body func()) {
	c.loop(func() value {
		body()
		c.set(n, minus(n, integer(1)))
		return n
	})
}

// words is a list of n integers' types.
func words(n int) (list []valueType) {
	for range n {
		list = append(list, i32)
	}
	return list
}
