package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

func TestSinCosError(t *testing.T) {
	x := sweep()
	for v := -4000.0; v < 4000; v += 0.0137 {
		x = append(x, float32(v))
	}
	for i := range 2000 { // multiples of a right angle: where the reduction loses most
		x = append(x, float32(float64(i)*math.Pi/2))
	}
	sin, cos := make([]float32, len(x)), make([]float32, len(x))
	sinCos(sin, cos, x, 1)
	worst := 0.0
	for i, v := range x {
		s, c := math.Sincos(float64(v))
		if !near(sin[i], s, 2e-7) || !near(cos[i], c, 2e-7) {
			t.Fatalf("at %v: (%v, %v), want (%v, %v)", v, sin[i], cos[i], s, c)
		}
		if s == s {
			worst = max(worst, math.Abs(float64(sin[i])-s), math.Abs(float64(cos[i])-c))
		}
	}
	t.Logf("error at most %.2g", worst)
}

func TestFourier(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	for _, s := range []struct{ n, k int }{{0, 3}, {3, 0}, {1, 1}, {5, 7}, {9, 64}, {4, 33}} {
		omega := vector(rng, s.k)
		for j := range omega {
			omega[j] *= 900
		}
		x := blas32.Vector{N: s.n, Inc: 3, Data: vector(rng, 3*s.n)}
		if s.n > 3 {
			x.Data[3], x.Data[6] = 1e9, float32(math.Inf(1))
		}
		dst := matrix(rng, s.n, 2*s.k, 5, 0)
		Fourier(dst, x, omega)
		checkSurroundings(t, dst)
		for i := range s.n {
			for j, w := range omega {
				wantSin, wantCos := math.Sincos(float64(x.Data[3*i]) * float64(w))
				if got := at(dst, i, j); !near(got, wantSin, 2e-7) {
					t.Fatalf("sin(%v·%v) is %v, want %v", w, x.Data[3*i], got, wantSin)
				}
				if got := at(dst, i, s.k+j); !near(got, wantCos, 2e-7) {
					t.Fatalf("cos(%v·%v) is %v, want %v", w, x.Data[3*i], got, wantCos)
				}
			}
		}
	}
	checkPanics(t, "columns", func() {
		Fourier(matrix(rng, 2, 5, 0, 0), blas32.Vector{N: 2, Inc: 1, Data: make([]float32, 2)}, make([]float32, 2))
	})
	checkPanics(t, "short x", func() {
		Fourier(matrix(rng, 2, 4, 0, 0), blas32.Vector{N: 2, Inc: 2, Data: make([]float32, 2)}, make([]float32, 2))
	})
}
