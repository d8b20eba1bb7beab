package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// sumSquares emits the sum of squares in float64, in four vectors of partial sums.
func sumSquares(v *isa) {
	v.begin("sumSquares", "func(x []float32) float64", "returns the sum of squares of x.")
	n, pointers := slicesOf("x", "x")
	x, sums := pointers[0], v.zeros(4)
	whole(U8(2*v.lanes), n, "pairs", "rest", func() {
		for i, s := range sums {
			wide := v.vector()
			VCVTPS2PD(Mem{Base: x, Disp: 2 * v.lanes * i}, wide)
			VFMADD231PD(wide, wide, s)
		}
		ADDQ(U8(8*v.lanes), x)
	})
	v.elementwise(nil, pointers, n, func(x []reg.VecVirtual) []reg.VecVirtual {
		for i, half := range v.halves(x[0]) {
			wide := v.vector()
			VCVTPS2PD(half, wide)
			VFMADD231PD(wide, wide, sums[i])
		}
		return nil
	})
	VADDPD(sums[1], sums[0], sums[0])
	VADDPD(sums[3], sums[2], sums[2])
	VADDPD(sums[2], sums[0], sums[0])
	v.fold(sums[0], VADDPD)
	low, high := sums[0].AsX(), XMM()
	VUNPCKHPD(low, low, high)
	VADDSD(high, low, low)
	finish(low)
}

// halves returns the low and the high half of a vector.
func (v *isa) halves(x reg.VecVirtual) [2]reg.Register {
	if v == avx512 {
		high := YMM()
		VEXTRACTF64X4(U8(1), x, high)
		return [2]reg.Register{x.AsY(), high}
	}
	high := XMM()
	VEXTRACTF128(U8(1), x.AsY(), high)
	return [2]reg.Register{x.AsX(), high}
}

// fold sets the low 128 bits of x to the result of an operation on all its parts of 128 bits.
func (v *isa) fold(x reg.VecVirtual, operation func(...Op)) {
	for _, width := range []*isa{avx512, avx2} {
		if width.lanes <= v.lanes {
			halves := width.halves(x)
			operation(halves[1], halves[0], halves[0])
		}
	}
}

// columnSums emits the sums of a matrix's columns: eight vectors of columns at a time, then one by one. The columns
// are counted by cols, the rows' stride in bytes.
func columnSums(v *isa) {
	v.begin("columnSums", "func(dst, src *float32, rows, stride, cols int)",
		"sets dst to the sums of cols columns over rows. The stride is in bytes.")
	dst, src, stride, cols := argument("dst"), argument("src"), argument("stride"), argument("cols")

	// sum adds up the rows of some vectors of columns, one vector after another.
	sum := func(label string, at reg.Register, vectors int, mask Op) []reg.VecVirtual {
		sums, row := v.zeros(vectors), GP64()
		MOVQ(at, row)
		rows := argument("rows")
		TESTQ(rows, rows)
		JZ(LabelRef(label + "end"))
		times(rows, label, func() {
			for i, s := range sums {
				var x Op = Mem{Base: row, Disp: 4 * v.lanes * i}
				if mask != nil {
					part := v.vector()
					v.load(x.(Mem), mask, part)
					x = part
				}
				VADDPS(x, s, s)
			}
			ADDQ(stride, row)
		})
		Label(label + "end")
		return sums
	}
	for _, stage := range []struct {
		label, rest string
		vectors     int
		immediate   func(n int) Op
	}{
		{"eight", "single", 8, func(n int) Op { return U32(n) }},
		{"one", "part", 1, func(n int) Op { return U8(n) }},
	} {
		width := stage.vectors * v.lanes
		whole(stage.immediate(width), cols, stage.label, stage.rest, func() {
			for i, s := range sum(stage.label+"rows", src, stage.vectors, nil) {
				VMOVUPS(s, Mem{Base: dst, Disp: 4 * v.lanes * i})
			}
			ADDQ(stage.immediate(4*width), src)
			ADDQ(stage.immediate(4*width), dst)
		})
		JZ(LabelRef("end"))
	}
	mask := v.mask(cols)
	v.store(sum("partrows", src, 1, mask)[0], mask, Mem{Base: dst})
	Label("end")
	finish()
}
