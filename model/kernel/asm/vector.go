package main

import (
	"fmt"
	"go/types"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set and its width of vectors. The same Go code emits the assembly of each. The instructions that differ are
// its fields and methods.
type isa struct {
	name     string
	lanes    int // float32 numbers a vector
	tileRows int // the largest number of rows of a tile: its sums fill all registers but those that a step needs
	constant int // registers that are free for constants where elements are computed one by one

	vector   func() reg.VecVirtual // a new register
	zero     func(x Op)
	and, xor func(x, y, dst Op) // bitwise: dst = x op y
	andNot   func(x, y, dst Op) // bitwise: dst = x without the bits of y
}

var (
	avx2 = &isa{
		"AVX2", 8, 6, 7, YMM,
		func(x Op) { VXORPS(x, x, x) }, VPAND, VPXOR, func(x, y, dst Op) { VPANDN(x, y, dst) },
	}
	avx512 = &isa{
		"AVX512", 16, 12, 20, ZMM,
		func(x Op) { VPXORD(x, x, x) }, func(x, y, dst Op) { VPANDD(x, y, dst) }, func(x, y, dst Op) { VPXORD(x, y, dst) },
		func(x, y, dst Op) { VPANDND(x, y, dst) },
	}
)

// vectors returns n new registers.
func (v *isa) vectors(n int) []reg.VecVirtual {
	list := make([]reg.VecVirtual, n)
	for i := range list {
		list[i] = v.vector()
	}
	return list
}

// zeros returns n new registers that hold zeros.
func (v *isa) zeros(n int) []reg.VecVirtual {
	list := v.vectors(n)
	for _, x := range list {
		v.zero(x)
	}
	return list
}

// mask returns a register that selects the first n lanes, for n from 1 (in AVX2 from 0) to all of them.
func (v *isa) mask(n reg.GPVirtual) Op {
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
func (v *isa) load(m Mem, mask Op, x Op) {
	switch {
	case mask == nil:
		VMOVUPS(m, x)
	case v == avx512:
		VMOVUPS_Z(m, mask, x)
	default:
		VMASKMOVPS(m, mask, x)
	}
}

func (v *isa) store(x Op, mask Op, m Mem) {
	switch {
	case mask == nil:
		VMOVUPS(x, m)
	case v == avx512:
		VMOVUPS(x, mask, m)
	default:
		VMASKMOVPS(x, mask, m)
	}
}

// lanesTable is eight words of ones and then eight of zeros. Eight words from word 8-n on are a mask of n lanes.
func lanesTable() Mem {
	return stored("lanes", slices.Concat(slices.Repeat([]Constant{U32(math.MaxUint32)}, 8), slices.Repeat([]Constant{U32(0)}, 8)))
}

var (
	memory = map[string]Mem{}            // constants, for all functions
	held   = map[uint32]reg.VecVirtual{} // in registers, for the function being written
)

// stored returns memory that holds values.
func stored(name string, values []Constant) Mem {
	m, ok := memory[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for i, value := range values {
			DATA(i*value.Bytes(), value)
		}
		memory[name] = m
	}
	return m
}

// hold keeps numbers in registers for the rest of the function, as many as there are registers for; the others stay in memory.
func (v *isa) hold(numbers []float64) {
	for _, x := range numbers[:min(v.constant, len(numbers))] {
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
	return stored(fmt.Sprintf("word%08x", bits), slices.Repeat([]Constant{U32(bits)}, avx512.lanes))
}

// number returns a vector whose lanes all hold x rounded to float32.
func number(x float64) Op { return word(math.Float32bits(float32(x))) }

// elementwise emits the loop over n elements of slices: body computes the results from the loaded vectors. Slices are
// given by their pointers. The last, partial vector goes through the same instructions under a mask, so that an
// element's result does not depend on its position.
func (v *isa) elementwise(outputs, inputs []reg.Register, n reg.GPVirtual,
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
	whole(U8(v.lanes), n, "loop", "tail", func() {
		step(nil)
		ADDQ(U8(v.lanes), index)
	})
	JZ(LabelRef("done"))
	step(v.mask(n))
	Label("done")
}

// whole emits a loop that subtracts count from n as long as n is not less, and does body each time. The flags are those of the rest of n.
func whole(count Op, n reg.Register, loop, rest string, body func()) {
	SUBQ(count, n)
	JLT(LabelRef(rest))
	Label(loop)
	body()
	SUBQ(count, n)
	JGE(LabelRef(loop))
	Label(rest)
	ADDQ(count, n)
}

// times emits a loop that does body n > 0 times. n is 0 afterwards.
func times(n reg.Register, loop string, body func()) {
	Label(loop)
	body()
	DECQ(n)
	JNZ(LabelRef(loop))
}

// begin starts a function and says what it does. Nothing keeps its arguments after it returns.
func (v *isa) begin(name, signature, doc string) {
	TEXT(name+v.name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + v.name + " " + doc)
	clear(held)
}

// argument loads an argument: a pointer or an integer.
func argument(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// slicesOf loads the length of a slice, and the pointers of some.
func slicesOf(counted string, names ...string) (n reg.GPVirtual, pointers []reg.Register) {
	n = Load(Param(counted).Len(), GP64()).(reg.GPVirtual)
	for _, name := range names {
		pointers = append(pointers, Load(Param(name).Base(), GP64()))
	}
	return n, pointers
}

// scalar returns a vector that holds a float32 or float64 argument in all lanes.
func (v *isa) scalar(name string) reg.VecVirtual {
	argument, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	x := v.vector()
	if argument.Type.Kind() == types.Float64 {
		VBROADCASTSD(argument.Addr, x)
	} else {
		VBROADCASTSS(argument.Addr, x)
	}
	return x
}

// finish returns results to Go. Go may use instructions that are slow until the upper halves of the vectors are cleared.
func finish(results ...reg.Register) {
	VZEROUPPER()
	for i, x := range results {
		Store(x, ReturnIndex(i))
	}
	RET()
}
