package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// unroll is how many terms a turn of the inner loop adds. If the turns are few, the processor predicts which is the last one.
const unroll = 2

// tiles emits the inner loop of a matrix product: count tiles, one below another, each of some rows and at most two vectors.
// The sums of a tile stay in registers while k runs; each step adds an outer product of a column of a and a row of b.
// Strides are in bytes.
func tiles(v *isa) {
	v.begin("tiles", "func(c, start, a, b *float32, k, cRow, startRow, aRow, aCol, bRow, rows, cols, count int)",
		fmt.Sprintf("sets count tiles of c, of rows up to %d, each of cols up to %d columns, to start + a·b, or to a·b if start is nil.",
			v.tileRows, 2*v.lanes))
	cols := argument("cols")
	CMPQ(cols, U8(2*v.lanes))
	JEQ(LabelRef("full"))
	CMPQ(cols, U8(v.lanes))
	JLE(LabelRef("half"))
	rest := GP64()
	MOVQ(cols, rest)
	SUBQ(U8(v.lanes), rest)
	tileColumns(v, "wide", []column{{0, nil}, {v.lanes, v.mask(rest)}})
	Label("half")
	half := argument("cols")
	tileColumns(v, "half", []column{{0, v.mask(half)}})
	Label("full")
	tileColumns(v, "full", []column{{0, nil}, {v.lanes, nil}})
}

// column is a vector of a tile's columns: where it starts, and which lanes of c it covers.
type column struct {
	start int
	mask  Op
}

func tileColumns(v *isa, prefix string, columns []column) {
	rows := argument("rows")
	for r := v.tileRows; r > 1; r-- {
		CMPQ(rows, U8(r))
		JEQ(LabelRef(fmt.Sprintf("%s%d", prefix, r)))
	}
	for r := 1; r <= v.tileRows; r++ {
		Label(fmt.Sprintf("%s%d", prefix, r))
		tile(v, fmt.Sprintf("%s%d", prefix, r), r, columns)
		finish()
	}
}

func tile(v *isa, prefix string, rows int, columns []column) {
	sums := make([][]reg.VecVirtual, rows)
	for i := range sums {
		sums[i] = v.vectors(len(columns))
	}
	a := argument("a")
	c := argument("c")
	start := argument("start")
	aCol := argument("aCol")
	bRow := argument("bRow")
	address := rowAddresses(rows)

	// eachRow moves down a tile's rows in a matrix, to the first row of the next tile.
	eachRow := func(p reg.Register, stride string, do func(row []reg.VecVirtual, at func(column) Mem)) {
		down := argument(stride)
		for _, row := range sums {
			do(row, func(x column) Mem { return Mem{Base: p, Disp: 4 * x.start} })
			ADDQ(down, p)
		}
	}

	count := argument("count")
	Label(prefix + "tile")
	TESTQ(start, start)
	JZ(LabelRef(prefix + "zero"))
	eachRow(start, "startRow", func(row []reg.VecVirtual, at func(column) Mem) {
		for j, x := range columns {
			v.load(at(x), x.mask, row[j])
		}
	})
	JMP(LabelRef(prefix + "start"))
	Label(prefix + "zero")
	for _, row := range sums {
		for _, s := range row {
			v.zero(s)
		}
	}
	Label(prefix + "start")
	b := argument("b")
	k := argument("k")
	element := address.reset(a)
	step := func() {
		right := v.vectors(len(columns))
		for j, x := range columns {
			VMOVUPS(Mem{Base: b, Disp: 4 * x.start}, right[j])
		}
		for i, row := range sums {
			left := v.vector()
			VBROADCASTSS(element(i), left)
			for j, s := range row {
				VFMADD231PS(left, right[j], s)
			}
		}
		address.advance(aCol)
		ADDQ(bRow, b)
	}
	whole(U8(unroll), k, prefix+"k", prefix+"rest", func() {
		for range unroll {
			step()
		}
	})
	JZ(LabelRef(prefix + "end"))
	times(k, prefix+"one", step)
	Label(prefix + "end")

	eachRow(c, "cRow", func(row []reg.VecVirtual, at func(column) Mem) {
		for j, x := range columns {
			v.store(row[j], x.mask, at(x))
		}
	})
	down := GP64()
	IMUL3Q(U8(rows), address.stride, down)
	ADDQ(down, a)
	DECQ(count)
	JNZ(LabelRef(prefix + "tile"))
}

// addresses are the registers from which the elements of a column of a are addressed: a pointer for each six rows, and
// one, three and five row strides.
type addresses struct {
	bases               []reg.GPVirtual
	stride, three, five reg.GPVirtual
}

func rowAddresses(rows int) *addresses {
	d := &addresses{stride: argument("aRow")}
	for i := 0; i < rows; i += 6 {
		d.bases = append(d.bases, GP64())
	}
	if rows > 3 {
		d.three = GP64()
		LEAQ(Mem{Base: d.stride, Index: d.stride, Scale: 2}, d.three)
	}
	if rows > 5 {
		d.five = GP64()
		LEAQ(Mem{Base: d.stride, Index: d.stride, Scale: 4}, d.five)
	}
	return d
}

// reset points at the first column, and returns where the element of a row is.
func (d *addresses) reset(a reg.Register) func(row int) Mem {
	MOVQ(a, d.bases[0])
	if len(d.bases) > 1 {
		LEAQ(Mem{Base: a, Index: d.stride, Scale: 2}, d.bases[1])
		LEAQ(Mem{Base: d.bases[1], Index: d.stride, Scale: 4}, d.bases[1])
	}
	return func(row int) Mem {
		base := d.bases[row/6]
		switch row % 6 {
		case 0:
			return Mem{Base: base}
		case 3:
			return Mem{Base: base, Index: d.three, Scale: 1}
		case 5:
			return Mem{Base: base, Index: d.five, Scale: 1}
		default:
			return Mem{Base: base, Index: d.stride, Scale: uint8(row % 6)}
		}
	}
}

func (d *addresses) advance(column reg.Register) {
	for _, base := range d.bases {
		ADDQ(column, base)
	}
}
