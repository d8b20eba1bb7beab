package main

import "slices"

// lanes is how many float32 numbers a vector has, and vectorBytes its size.
const (
	lanes       = 4
	vectorBytes = 16
)

// code emits the body of a function.
type code struct{ *function }

// value is an expression: push emits code that leaves it on the stack.
type value interface{ push(c *code) }

// local is a local variable or an argument.
type local uint32

func (l local) push(c *code) { c.emit([]byte{0x20}, unsigned(uint32(l))) }

// operation is an instruction and its operands.
type operation struct {
	instruction []byte
	operands    []value
}

func (o operation) push(c *code) {
	for _, v := range o.operands {
		v.push(c)
	}
	c.emit(o.instruction)
}

func (c *code) emit(bytes ...[]byte) { c.body = append(c.body, slices.Concat(bytes...)...) }

// variable returns a new local variable, which is zero.
func (c *code) variable(t valueType) local {
	c.locals = append(c.locals, t)
	return local(len(c.params) + len(c.locals) - 1)
}

func (c *code) variables(t valueType, n int) []local {
	list := make([]local, n)
	for i := range list {
		list[i] = c.variable(t)
	}
	return list
}

func (c *code) set(l local, v value) {
	v.push(c)
	c.emit([]byte{0x21}, unsigned(uint32(l)))
}

// let returns a new local variable that holds a vector.
func (c *code) let(v value) local {
	l := c.variable(v128)
	c.set(l, v)
	return l
}

// do emits an operation that has no result.
func (c *code) do(v value) { v.push(c) }

const (
	end       = 0x0b
	blockVoid = 0x40
)

// loop does body as long as the condition that body returns holds. It is done at least once.
func (c *code) loop(body func() (again value)) {
	c.emit([]byte{0x03, blockVoid})
	body().push(c)
	c.emit([]byte{0x0d, 0}, []byte{end}) // a branch to the loop's begin, if the condition holds
}

// when does then if the condition is not 0, else otherwise if there is one.
func (c *code) when(condition value, then, otherwise func()) {
	condition.push(c)
	c.emit([]byte{0x04, blockVoid})
	then()
	if otherwise != nil {
		c.emit([]byte{0x05})
		otherwise()
	}
	c.emit([]byte{end})
}

// call calls a function of the module.
func call(index uint32, arguments ...value) value {
	return operation{append([]byte{0x10}, unsigned(index)...), arguments}
}

func integer(x int32) value { return operation{append([]byte{0x41}, signed(x)...), nil} }

// plain returns an instruction of one byte, with two operands.
func plain(code byte) func(x, y value) value {
	return func(x, y value) value { return operation{[]byte{code}, []value{x, y}} }
}

// Integers.
var (
	equal   = plain(0x46)
	atLeast = plain(0x4e)
	plus    = plain(0x6a)
	minus   = plain(0x6b)
	and     = plain(0x71)
	times   = plain(0x6c)
)

// advance adds a number of bytes to a pointer.
func (c *code) advance(p local, by value) { c.set(p, plus(p, by)) }

// vector returns an instruction on vectors.
func vector(number uint32, immediate ...byte) []byte {
	return slices.Concat([]byte{0xfd}, unsigned(number), immediate)
}

func vector1(number uint32) func(x value) value {
	return func(x value) value { return operation{vector(number), []value{x}} }
}

func vector2(number uint32) func(x, y value) value {
	return func(x, y value) value { return operation{vector(number), []value{x, y}} }
}

// All are of float32 numbers, except for those that say otherwise. lesser is the second operand if that is less than the first, greater if it
// is greater, and both are the first operand otherwise: so a first operand that is NaN stays.
var (
	splat        = vector1(0x13)
	absolute     = vector1(0xe0)
	root         = vector1(0xe3)
	add          = vector2(0xe4)
	subtract     = vector2(0xe5)
	multiply     = vector2(0xe6)
	divide       = vector2(0xe7)
	lesser       = vector2(0xea)
	greater      = vector2(0xeb)
	atMost       = vector2(0x45) // all ones where x ≤ y
	both         = vector2(0x4e) // bitwise
	differing    = vector2(0x51) // bitwise: exclusive or
	shiftLeft    = vector2(0xab) // int32 numbers, by an integer
	plusIntegers = vector2(0xae) // int32 numbers
)

// number returns a vector whose lanes all hold x, rounded to float32.
func number(x float64) value { return operation{vector(0x0c, float32s(x)...), nil} }

// shuffle returns the lanes of x and then y that are listed, from 0 to 7.
func shuffle(x, y value, order [lanes]byte) value {
	var bytes []byte
	for _, lane := range order {
		bytes = append(bytes, 4*lane, 4*lane+1, 4*lane+2, 4*lane+3)
	}
	return operation{vector(0x0d, bytes...), []value{x, y}}
}

// place is a place in memory: alignment by no more than a number, and bytes after a pointer.
func place(offset int) []byte { return append([]byte{2}, unsigned(uint32(offset))...) }

// load and store move a whole vector.
func load(p value, offset int) value { return operation{vector(0x00, place(offset)...), []value{p}} }

func store(p value, offset int, x value) value {
	return operation{vector(0x0b, place(offset)...), []value{p, x}}
}

// loadSplat returns a vector whose lanes all hold the number at p.
func loadSplat(p value) value { return operation{vector(0x09, place(0)...), []value{p}} }

// load1 and load2 load one or two numbers, and zeros. loadLane puts a number into a lane of x.
func load1(p value) value { return operation{vector(0x5c, place(0)...), []value{p}} }
func load2(p value) value { return operation{vector(0x5d, place(0)...), []value{p}} }

func loadLane(p value, offset int, x value, i byte) value {
	return operation{vector(0x56, append(place(offset), i)...), []value{p, x}}
}

// storeLane stores a lane of x, and store2 its first two lanes.
func storeLane(p value, offset int, x value, i byte) value {
	return operation{vector(0x5a, append(place(offset), i)...), []value{p, x}}
}

func store2(p, x value) value {
	return operation{vector(0x5b, append(place(0), 0)...), []value{p, x}}
}
