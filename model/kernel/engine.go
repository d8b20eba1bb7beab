//go:build (amd64 && !purego) || (js && wasm && simd128)

package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// engine is a matrix product in vector instructions: c is cut into panels of two vectors' width, and those into tiles.
type engine struct {
	rows  int // of a tile, at most
	lanes int // of a vector

	// tiles computes count tiles of c, one below another, with k terms. They begin with start or, if that is nil, with 0. Strides are
	// in bytes.
	tiles func(c, start, a, b *float32, k, cRow, startRow, aRow, aCol, bRow, rows, cols, count int)
	// packRows copies a panel of b to rows that have the width of the panel.
	packRows func(dst, src *float32, k, stride, cols int)
	// packColumns copies 8 columns that lie in rows of src, and have k elements each, to k rows of dst.
	packColumns func(dst, src *float32, k, stride, dstStride int)
}

const (
	widest  = 32  // columns of a panel, at most
	deepest = 512 // terms of a product that are added in one pass, at most
	// If c has at most fewRows rows, a panel of b is not packed: packing would cost more than it saves.
	fewRows = 64
)

// scratch is memory that a product needs besides its operands.
type scratch struct {
	panel [deepest * widest]float32 // of b
	thin  [thinCells]float32        // a product of few columns, transposed
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// product is c = start + a·b over k terms.
func (e engine) product(c, start blas32.General, a, b strided, k int) {
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	if k == 0 {
		productPlain(c, start, a, b, k)
		return
	}
	s := scratches.Get().(*scratch)
	if e.thin(c) {
		e.transposed(c, start, a, b, k, s)
	} else {
		e.panels(c, start, a, b, k, &s.panel)
	}
	scratches.Put(s)
}

// panels computes c panel by panel. A packed panel of b is dense in the first-level cache, and is used for all rows of c.
func (e engine) panels(c, start blas32.General, a, b strided, k int, packed *[deepest * widest]float32) {
	width := 2 * e.lanes
	for p := 0; p < k; p += deepest {
		depth := min(deepest, k-p)
		for j := 0; j < c.Cols; j += width {
			cols := min(width, c.Cols-j)
			right, stride := &b.data[p*b.row+j*b.col], b.row
			if b.col != 1 || cols < width || c.Rows > fewRows {
				e.pack(packed, b.from(p, j), depth, cols)
				right, stride = &packed[0], width
			}
			e.panel(columns(c, j, cols), columns(start, j, cols), a.from(0, p), right, stride, depth)
		}
		start = c
	}
}

// panel multiplies a by a panel of b. All tiles have about as many rows: with a tile of few rows the processor would wait for results.
func (e engine) panel(c, start blas32.General, a strided, right *float32, stride, depth int) {
	tiles := (c.Rows + e.rows - 1) / e.rows
	rows, larger := c.Rows/tiles, c.Rows%tiles
	i := 0
	for _, run := range [...]struct{ count, rows int }{{larger, rows + 1}, {tiles - larger, rows}} {
		if run.count > 0 {
			e.tiles(element(c, i), element(start, i), &a.data[i*a.row], right, depth,
				4*c.Stride, 4*start.Stride, 4*a.row, 4*a.col, 4*stride, run.rows, c.Cols, run.count)
		}
		i += run.count * run.rows
	}
}

// pack copies a panel of b to dst, whose rows have the panel's width.
func (e engine) pack(dst *[deepest * widest]float32, b strided, depth, cols int) {
	if b.col == 1 {
		e.packRows(&dst[0], &b.data[0], depth, 4*b.row, cols)
		return
	}
	width := 2 * e.lanes
	whole := cols &^ 7
	for j := 0; j < whole; j += 8 {
		e.packColumns(&dst[j], &b.data[j*b.col], depth, 4*b.col, 4*width)
	}
	for j := whole; j < cols; j++ {
		for p, v := range b.data[j*b.col:][:depth] {
			dst[p*width+j] = v
		}
	}
}

// thinCells is the largest number of elements of a product that is computed transposed.
const thinCells = 2048

// thin reports whether c is so narrow that it is faster to compute cᵀ = bᵀ·aᵀ, with full vectors.
func (e engine) thin(c blas32.General) bool {
	return c.Cols <= e.lanes/2 && c.Rows > c.Cols && c.Rows*c.Cols <= thinCells
}

// transposed computes c through its transpose. Multiplication of numbers commutes, so the bits are those of panels.
func (e engine) transposed(c, start blas32.General, a, b strided, k int, s *scratch) {
	t := blas32.General{Rows: c.Cols, Cols: c.Rows, Stride: c.Rows, Data: s.thin[:c.Rows*c.Cols]}
	if start.Data != nil {
		transpose(t, start)
		start = t
	}
	e.panels(t, start, b.transposed(), a.transposed(), k, &s.panel)
	transpose(c, t)
}

// transpose sets dst to srcᵀ.
func transpose(dst, src blas32.General) {
	for i := range dst.Rows {
		for j := range dst.Cols {
			dst.Data[i*dst.Stride+j] = src.Data[j*src.Stride+i]
		}
	}
}

// element returns the address of the first element of row i, or nil for Zero.
func element(m blas32.General, i int) *float32 {
	if m.Data == nil {
		return nil
	}
	return &m.Data[i*m.Stride]
}

// columns views n columns of m from column j on. Those of Zero are Zero.
func columns(m blas32.General, j, n int) blas32.General {
	if m.Data == nil {
		return m
	}
	return blas32.General{Rows: m.Rows, Cols: n, Stride: m.Stride, Data: m.Data[j:]}
}

// from returns the part of a matrix that begins at row i and column j.
func (s strided) from(i, j int) strided { return strided{s.data[i*s.row+j*s.col:], s.row, s.col} }

func (s strided) transposed() strided { return strided{s.data, s.col, s.row} }
