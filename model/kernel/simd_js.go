//go:build wasm && simd128

package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Go's compiler does not use the vector instructions of WebAssembly. So they are in a module of their own, made by the program in asm/wasm,
// which works on Go's memory. Package simd128 has it, and the script that connects the two. The build tag simd128 makes the program need it.

// available returns 1 if the module is there, and 0 if the browser does not know its instructions.
//
//go:wasmimport simd128 available
func available() int32

//go:wasmimport simd128 tiles
//go:noescape
func tilesSIMD128(c, start, a, b *float32, k, cRow, startRow, aRow, aCol, bRow, rows, cols, count int32)

//go:wasmimport simd128 packRows
//go:noescape
func packRowsSIMD128(dst, src *float32, k, stride, cols int32)

//go:wasmimport simd128 packColumns
//go:noescape
func packColumnsSIMD128(dst, src *float32, k, stride, dstStride int32)

//go:wasmimport simd128 silu
//go:noescape
func siluSIMD128(y, slope, h, z *float32, n int32)

//go:wasmimport simd128 gelu
//go:noescape
func geluSIMD128(y, slope, h, z *float32, n int32)

//go:wasmimport simd128 adam
//go:noescape
func adamSIMD128(p, m, v, g *float32, n int32, scale, beta1, oneLess1, beta2, oneLess2, root, epsilon, rate float32)

//go:wasmimport simd128 ema
//go:noescape
func emaSIMD128(avg, p *float32, n int32, rate float32)

//go:wasmimport simd128 columnSums
//go:noescape
func columnSumsSIMD128(dst, src *float32, rows, stride, cols int32)

//go:wasmimport simd128 posteriorSums
//go:noescape
func posteriorSumsSIMD128(points *float32, n int32, x, y, scale, radius2 float32, sums *float32)

func init() {
	if available() == 0 {
		return
	}
	product = engine{4, 4, tiles, packRows, packColumns}.product
	silu, gelu = activationOf(siluSIMD128), activationOf(geluSIMD128)
	adam = func(p, m, v, g []float32, c coefficients) {
		adamSIMD128(first(p), first(m), first(v), first(g), int32(len(p)),
			c.scale, c.beta1, c.oneLess1, c.beta2, c.oneLess2, c.root, c.epsilon, c.rate)
	}
	ema = func(avg, p []float32, rate float32) { emaSIMD128(first(avg), first(p), int32(len(p)), rate) }
	columnSums = func(dst []float32, m blas32.General) {
		if m.Rows == 0 || m.Cols == 0 {
			clear(dst)
			return
		}
		columnSumsSIMD128(&dst[0], &m.Data[0], int32(m.Rows), int32(4*m.Stride), int32(m.Cols))
	}
	posteriorSums = func(points []float32, x, y, scale, radius2 float32) (weight, zx, zy float32) {
		var sums [3]float32
		posteriorSumsSIMD128(first(points), int32(len(points)), x, y, scale, radius2, &sums[0])
		return sums[0], sums[1], sums[2]
	}
}

func tiles(c, start, a, b *float32, k, cRow, startRow, aRow, aCol, bRow, rows, cols, count int) {
	tilesSIMD128(c, start, a, b, int32(k), int32(cRow), int32(startRow), int32(aRow), int32(aCol), int32(bRow),
		int32(rows), int32(cols), int32(count))
}

func packRows(dst, src *float32, k, stride, cols int) {
	packRowsSIMD128(dst, src, int32(k), int32(stride), int32(cols))
}

func packColumns(dst, src *float32, k, stride, dstStride int) {
	packColumnsSIMD128(dst, src, int32(k), int32(stride), int32(dstStride))
}

func activationOf(f func(y, slope, h, z *float32, n int32)) func(y, slope, h, z []float32) {
	return func(y, slope, h, z []float32) { f(first(y), first(slope), first(h), first(z), int32(len(z))) }
}

// first returns the address of the first element, or nil if there is none.
func first(x []float32) *float32 {
	if len(x) == 0 {
		return nil
	}
	return &x[0]
}
