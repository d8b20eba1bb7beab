package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set and its width of vectors. The same Go code emits the assembly of each. The instructions that differ are
// its methods.
type isa struct {
	name  string
	lanes int // float32 numbers a vector
}

var (
	avx2   = isa{"AVX2", 8}
	avx512 = isa{"AVX512", 16}
)

func (v isa) vector() reg.VecVirtual {
	if v == avx512 {
		return ZMM()
	}
	return YMM()
}

// vectors returns n new registers.
func (v isa) vectors(n int) []reg.VecVirtual {
	list := make([]reg.VecVirtual, n)
	for i := range list {
		list[i] = v.vector()
	}
	return list
}

func (v isa) zero(x reg.VecVirtual) {
	if v == avx512 {
		VPXORD(x, x, x)
	} else {
		VXORPS(x, x, x)
	}
}

// and and xor are bitwise: dst = x op y.
func (v isa) and(x, y, dst Op) {
	if v == avx512 {
		VPANDD(x, y, dst)
	} else {
		VPAND(x, y, dst)
	}
}

// andNot is bitwise: dst = y without the bits of x.
func (v isa) andNot(x, y, dst Op) {
	if v == avx512 {
		VPANDND(y, x, dst)
	} else {
		VPANDN(y, x, dst)
	}
}

func (v isa) xor(x, y, dst Op) {
	if v == avx512 {
		VPXORD(x, y, dst)
	} else {
		VPXOR(x, y, dst)
	}
}

// mask returns a register that selects the first n lanes, for n from 1 (in AVX2 from 0) to all of them.
func (v isa) mask(n reg.GPVirtual) Op {
	if v == avx512 {
		ones, count, k := GP32(), GP64(), K()
		MOVQ(n, count)
		MOVL(U32(1), ones)
		SHLXL(count.As32(), ones, ones)
		DECL(ones)
		KMOVW(ones, k)
		return k
	}
	table, offset, m := GP64(), GP64(), YMM()
	LEAQ(lanesTable(), table)
	MOVQ(n, offset)
	NEGQ(offset)
	VMOVDQU(Mem{Base: table, Disp: 32, Index: offset, Scale: 4}, m)
	return m
}

// load and store move a whole vector, or the lanes that a mask selects; the other lanes of a loaded vector are zero.
func (v isa) load(m Mem, mask Op, x Op) {
	switch {
	case mask == nil:
		VMOVUPS(m, x)
	case v == avx512:
		VMOVUPS_Z(m, mask, x)
	default:
		VMASKMOVPS(m, mask, x)
	}
}

func (v isa) store(x Op, mask Op, m Mem) {
	switch {
	case mask == nil:
		VMOVUPS(x, m)
	case v == avx512:
		VMOVUPS(x, mask, m)
	default:
		VMASKMOVPS(x, mask, m)
	}
}

var lanes *Mem

// lanesTable is eight words of ones and then eight of zeros. Eight words from word 8-n on are a mask of n lanes.
func lanesTable() Mem {
	if lanes == nil {
		m := GLOBL("lanes", RODATA|NOPTR)
		for i := range 16 {
			bits := uint32(0)
			if i < 8 {
				bits = math.MaxUint32
			}
			DATA(4*i, U32(bits))
		}
		lanes = &m
	}
	return *lanes
}

var (
	constants = map[uint32]Mem{}            // in memory, for all functions
	held      = map[uint32]reg.VecVirtual{} // in registers, for the function being written
)

// hold keeps numbers in registers for the rest of the function, as many as there are registers for; the others stay in memory.
func (v isa) hold(numbers []float64) {
	room := 7
	if v == avx512 {
		room = 20
	}
	for _, x := range numbers[:min(room, len(numbers))] {
		r := v.vector()
		VMOVUPS(number(x), r)
		held[math.Float32bits(float32(x))] = r
	}
}

// word returns an operand whose lanes all hold the bits: a register, or memory that is large enough for both widths.
func word(bits uint32) Op {
	if r, ok := held[bits]; ok {
		return r
	}
	m, ok := constants[bits]
	if !ok {
		m = GLOBL("word"+hex(bits), RODATA|NOPTR)
		for i := range 16 {
			DATA(4*i, U32(bits))
		}
		constants[bits] = m
	}
	return m
}

// number returns a vector in memory whose lanes all hold x rounded to float32.
func number(x float64) Op { return word(math.Float32bits(float32(x))) }

func hex(bits uint32) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 8)
	for i := range text {
		text[i] = digits[bits>>(28-4*i)&15]
	}
	return string(text)
}

// elementwise emits the loop over n elements of slices: body computes the results from the loaded vectors. Slices are
// given by their pointers. The last, partial vector goes through the same instructions under a mask, so that an
// element's result does not depend on its position.
func (v isa) elementwise(outputs, inputs []reg.Register, n reg.GPVirtual,
	body func(x []reg.VecVirtual) []reg.VecVirtual,
) {
	index := GP64()
	XORQ(index, index)
	at := func(p reg.Register) Mem { return Mem{Base: p, Index: index, Scale: 4} }
	step := func(mask Op) {
		x := v.vectors(len(inputs))
		for i, p := range inputs {
			v.load(at(p), mask, x[i])
		}
		for i, y := range body(x) {
			v.store(y, mask, at(outputs[i]))
		}
	}
	SUBQ(U8(v.lanes), n)
	JLT(LabelRef("tail"))
	Label("loop")
	step(nil)
	ADDQ(U8(v.lanes), index)
	SUBQ(U8(v.lanes), n)
	JGE(LabelRef("loop"))
	Label("tail")
	ADDQ(U8(v.lanes), n)
	JZ(LabelRef("done"))
	step(v.mask(n))
	Label("done")
}

// begin starts a function. Nothing keeps its arguments after it returns.
func begin(name, signature string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	clear(held)
}

// finish returns to Go. Go may use instructions that are slow until the upper halves of the vectors are cleared.
func finish() {
	VZEROUPPER()
	RET()
}
