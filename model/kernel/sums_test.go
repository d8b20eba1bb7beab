package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSumSquares(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 14))
	for n := range 140 {
		x := vector(rng, n)
		want := 0.0
		for i := range x {
			x[i] *= 1e25 // squares beyond float32
			want += float64(x[i]) * float64(x[i])
		}
		if got := SumSquares(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("%d numbers: %v, want %v", n, got, want)
		}
		if n > 0 {
			x[rng.IntN(n)] = float32(math.NaN())
			if got := SumSquares(x); got == got {
				t.Errorf("%d numbers, one of them NaN: %v", n, got)
			}
		}
	}
}

func TestColumnSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 15))
	for rows := range 6 {
		for cols := range 150 {
			m := matrix(rng, rows, cols, rows%3, 500)
			sums, plain := matrix(rng, 1, cols, 0, 0), vector(rng, cols) // what they hold before does not count
			ColumnSums(sums.Data[:cols], m)
			checkSurroundings(t, sums)
			columnSumsPlain(plain, m)
			if !sameBits(sums.Data[:cols], plain) {
				t.Fatalf("%d×%d: bits differ from plain Go's", rows, cols)
			}
			for j := range cols {
				want := 0.0
				for i := range rows {
					want += float64(at(m, i, j))
				}
				if !near(plain[j], want, 1e-5) {
					t.Fatalf("%d×%d: sum of column %d is %v, want %v", rows, cols, j, plain[j], want)
				}
			}
		}
	}
	checkPanics(t, "length", func() { ColumnSums(make([]float32, 3), matrix(rng, 2, 4, 0, 0)) })
}
