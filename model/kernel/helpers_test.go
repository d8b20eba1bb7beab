package kernel

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"
	"pgregory.net/rapid"
)

// sentinel is a NaN that arithmetic never gives. Memory that must not be written is filled with it.
const sentinel = 0x7fedface

// matrix is a random matrix of the shape, whose rows are gap apart, inside memory full of sentinels. One element in
// special of those is NaN, infinite or zero; none if special is 0.
func matrix(rng *rand.Rand, rows, cols, gap, special int) blas32.General {
	data := make([]float32, 40+rows*(cols+gap)+40)
	for i := range data {
		data[i] = math.Float32frombits(sentinel)
	}
	m := blas32.General{Rows: rows, Cols: cols, Stride: cols + gap, Data: data[40:]}
	odd := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0}
	for i := range rows {
		for j := range cols {
			if special > 0 && rng.IntN(special) == 0 {
				m.Data[i*m.Stride+j] = odd[rng.IntN(len(odd))]
			} else {
				m.Data[i*m.Stride+j] = float32(rng.NormFloat64())
			}
		}
	}
	return m
}

// vector is a random slice between sentinels.
func vector(rng *rand.Rand, n int) []float32 { return matrix(rng, 1, n, 0, 0).Data[:n] }

// clone copies a matrix and what is between its rows. The copy of Zero is Zero.
func clone(m blas32.General) blas32.General {
	if m.Data == nil {
		return m
	}
	m.Data = append(make([]float32, 0, cap(m.Data)), m.Data...)
	return m
}

// checkSurroundings fails if memory between or after the rows of a matrix from the function above was written.
func checkSurroundings(t rapid.TB, m blas32.General) {
	t.Helper()
	for i, v := range m.Data {
		inside := i/max(m.Stride, 1) < m.Rows && i%max(m.Stride, 1) < m.Cols
		if !inside && math.Float32bits(v) != sentinel {
			t.Fatalf("%d×%d matrix of stride %d: element %d, outside, was set to %v", m.Rows, m.Cols, m.Stride, i, v)
		}
	}
}

// near reports whether got is want up to an error, counting all NaNs as one number.
func near(got float32, want, tolerance float64) bool {
	g := float64(got)
	if math.IsNaN(want) || math.IsInf(want, 0) {
		return g == want || math.IsNaN(g) && math.IsNaN(want)
	}
	return math.Abs(g-want) <= tolerance
}

// sameBits reports whether two slices are equal bit by bit, counting all NaNs as one number.
func sameBits(x, y []float32) bool {
	for i := range x {
		if math.Float32bits(x[i]) != math.Float32bits(y[i]) && !(x[i] != x[i] && y[i] != y[i]) {
			return false
		}
	}
	return len(x) == len(y)
}

// replace sets a variable and returns what sets it back.
func replace[T any](variable *T, value T) (restore func()) {
	former := *variable
	*variable = value
	return func() { *variable = former }
}
