//go:build unix

package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas/blas32"

	"ddpm/data/must"
)

// atEdge copies x to where readable memory ends: reading past it is a fault.
func atEdge(t *testing.T, x []float32) []float32 {
	page := syscall.Getpagesize()
	size := (4*len(x) + page - 1) / page * page
	const access, kind = syscall.PROT_READ | syscall.PROT_WRITE, syscall.MAP_ANON | syscall.MAP_PRIVATE
	memory := must.Get(syscall.Mmap(-1, 0, size+page, access, kind))
	t.Cleanup(func() { syscall.Munmap(memory) })
	must.Do(syscall.Mprotect(memory[size:], syscall.PROT_NONE))
	if len(x) == 0 {
		return nil
	}
	edge := unsafe.Slice((*float32)(unsafe.Pointer(&memory[size-4*len(x)])), len(x))
	copy(edge, x)
	return edge
}

// Nothing is read or written past the end of a slice, or past the last element of a matrix.
func TestNoAccessPastTheEnd(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 17))
	edge := func(rows, cols, gap int) blas32.General {
		m := matrix(rng, rows, cols, gap, 0)
		m.Data = atEdge(t, m.Data[:max(0, (rows-1)*m.Stride+cols)])
		return m
	}
	for _, s := range []struct{ m, n, k int }{
		{1, 1, 1}, {3, 7, 5}, {8, 8, 8}, {13, 16, 9}, {6, 17, 3}, {5, 32, 4}, {70, 31, 15}, {66, 34, 12}, {20, 2, 11},
		{12, 48, 16}, {9, 64, 17},
	} {
		for gap := range 3 {
			c := edge(s.m, s.n, gap)
			row := EachRow(edge(1, s.n, 0).Data, s.m)
			for _, start := range []blas32.General{Zero, c, row, edge(s.m, s.n, gap)} {
				Mul(c, start, edge(s.m, s.k, gap), edge(s.k, s.n, gap))
				MulNT(c, start, edge(s.m, s.k, gap), edge(s.n, s.k, gap))
				MulTN(c, start, edge(s.k, s.m, gap), edge(s.k, s.n, gap))
			}
		}
	}
	for n := range 40 {
		x, y, z, w := edge(1, n, 0).Data, edge(1, n, 0).Data, edge(1, n, 0).Data, edge(1, n, 0).Data
		for _, f := range elementwise() {
			f(x, y, z)
		}
		Adam{Count: 1}.Step(x, y, z, w)
		SumSquares(x)
		ColumnSums(x, edge(3, n, 0))
	}
}
