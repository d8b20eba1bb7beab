package main

import (
	"fmt"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// packRows emits the copy of a panel of a matrix, at most two vectors wide, into rows that follow each other without gaps.
func packRows(v *isa) {
	v.begin("packRows", "func(dst, src *float32, k, stride, cols int)",
		fmt.Sprintf("copies k rows of cols columns, zeros after them, to rows of %d columns. The stride is in bytes.", 2*v.lanes))
	dst, src, k, stride, cols := argument("dst"), argument("src"), argument("k"), argument("stride"), argument("cols")
	CMPQ(cols, U8(v.lanes))
	JLE(LabelRef("half"))
	first, second := v.vector(), v.vector()
	rest := GP64()
	MOVQ(cols, rest)
	SUBQ(U8(v.lanes), rest)
	mask := v.mask(rest)
	step := func() {
		VMOVUPS(first, Mem{Base: dst})
		VMOVUPS(second, Mem{Base: dst, Disp: 4 * v.lanes})
		ADDQ(stride, src)
		ADDQ(U32(8*v.lanes), dst)
	}
	times(k, "wide", func() {
		VMOVUPS(Mem{Base: src}, first)
		v.load(Mem{Base: src, Disp: 4 * v.lanes}, mask, second)
		step()
	})
	finish()
	Label("half")
	mask = v.mask(cols)
	v.zero(second)
	times(k, "narrow", func() {
		v.load(Mem{Base: src}, mask, first)
		step()
	})
	finish()
}

// packColumns emits the transposition of eight rows, in blocks of eight columns.
func packColumns() {
	avx2.begin("packColumns", "func(dst, src *float32, k, stride, dstStride int)",
		"copies k columns of 8 rows to k rows of 8 columns. Strides are in bytes.")
	dst, src, k, stride, dstStride := argument("dst"), argument("src"), argument("k"), argument("stride"), argument("dstStride")
	three, low := GP64(), GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, three)
	rows := func() [8]Mem {
		LEAQ(Mem{Base: src, Index: stride, Scale: 4}, low)
		var list [8]Mem
		for i, base := range [...]reg.Register{src, low} {
			list[4*i] = Mem{Base: base}
			list[4*i+1] = Mem{Base: base, Index: stride, Scale: 1}
			list[4*i+2] = Mem{Base: base, Index: stride, Scale: 2}
			list[4*i+3] = Mem{Base: base, Index: three, Scale: 1}
		}
		return list
	}
	half := func(m Mem) Mem { m.Disp += 16; return m }
	// store stores x, transposed, and calls next after each column. It stores four columns before it makes the next four: AVX2 has sixteen
	// registers.
	store := func(x []reg.VecVirtual, next func()) {
		for four := range slices.Chunk(x, 4) {
			for _, column := range transpose4(four) {
				VMOVUPS(column, Mem{Base: dst})
				ADDQ(dstStride, dst)
				next()
			}
		}
	}

	whole(U8(8), k, "loop", "tail", func() {
		x, at := avx2.vectors(8), rows()
		for i := range 4 {
			VMOVUPS(at[i], x[i].AsX())
			VINSERTF128(U8(1), at[i+4], x[i], x[i])
			VMOVUPS(half(at[i]), x[i+4].AsX())
			VINSERTF128(U8(1), half(at[i+4]), x[i+4], x[i+4])
		}
		store(x, func() {})
		ADDQ(U8(32), src)
	})
	JZ(LabelRef("done"))
	mask := avx2.mask(k)
	y := avx2.vectors(8)
	for i, m := range rows() {
		avx2.load(m, mask, y[i])
	}
	x := avx2.vectors(8)
	for i := range 4 {
		VINSERTF128(U8(1), y[i+4].AsX(), y[i], x[i])
		VPERM2F128(U8(0x31), y[i+4], y[i], x[i+4])
	}
	store(x, func() {
		DECQ(k)
		JZ(LabelRef("done"))
	})
	Label("done")
	finish()
}

// transpose4 transposes the 4×4 blocks in the low and in the high halves of four vectors.
func transpose4(x []reg.VecVirtual) []reg.VecVirtual {
	low01, high01, low23, high23 := YMM(), YMM(), YMM(), YMM()
	VUNPCKLPS(x[1], x[0], low01)
	VUNPCKHPS(x[1], x[0], high01)
	VUNPCKLPS(x[3], x[2], low23)
	VUNPCKHPS(x[3], x[2], high23)
	y := avx2.vectors(4)
	VUNPCKLPD(low23, low01, y[0])
	VUNPCKHPD(low23, low01, y[1])
	VUNPCKLPD(high23, high01, y[2])
	VUNPCKHPD(high23, high01, y[3])
	return y
}
