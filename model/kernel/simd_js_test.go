//go:build wasm && simd128

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"pgregory.net/rapid"
)

// The vector instructions round after each product and each sum, in plain Go's order, so products are the same to the last bit.
func TestProductsHaveTheBitsOfPlainGo(t *testing.T) {
	if available() == 0 {
		t.Fatal("there are no vector instructions")
	}
	vectors := product
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(1, 150))
		m, n, k := size.Draw(t, "m"), size.Draw(t, "n"), rapid.OneOf(size, rapid.IntRange(500, 1100)).Draw(t, "k")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 31))
		gap, special := rapid.IntRange(0, 3).Draw(t, "gap"), rapid.SampledFrom([]int{0, 50}).Draw(t, "special")
		f := forms[rapid.IntRange(0, len(forms)-1).Draw(t, "form")]
		a, b := stored(rng, m, k, f.turn[0], gap, special), stored(rng, k, n, f.turn[1], gap, special)
		c := matrix(rng, m, n, gap, special)
		start := starts[rapid.IntRange(0, len(starts)-1).Draw(t, "start")]
		want := clone(c)
		seed := rng.Uint64()
		multiply := func(c blas32.General, with func(c, start blas32.General, a, b strided, k int)) {
			defer replace(&product, with)()
			f.mul(c, start.of(rand.New(rand.NewPCG(seed, 32)), c, special), a, b)
		}
		multiply(want, productPlain)
		multiply(c, vectors)
		if !sameBits(c.Data, want.Data) {
			t.Fatalf("%s of %d×%d×%d from %s differs", f.name, m, k, n, start.name)
		}
	})
}

// So are the optimiser's update, the averages and the sums of columns.
func TestUpdatesHaveTheBitsOfPlainGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 33))
	for n := range 40 {
		p, m, v, g := vector(rng, n), vector(rng, n), vector(rng, n), vector(rng, n)
		for i := range v {
			v[i] *= v[i]
		}
		c := Adam{LearningRate: .01, Beta1: .9, Beta2: .99, Epsilon: 1e-8, GradScale: .3, Count: 3}.coefficients()
		want := [][]float32{append([]float32{}, p...), append([]float32{}, m...), append([]float32{}, v...)}
		adamPlain(want[0], want[1], want[2], g, c)
		adam(p, m, v, g, c)
		for i, got := range [][]float32{p, m, v} {
			if !sameBits(got, want[i]) {
				t.Fatalf("Adam on %d weights: array %d differs", n, i)
			}
		}
		average := append([]float32{}, m...)
		ema(m, p, .1)
		emaPlain(average, p, .1)
		rows := matrix(rng, 1+n%5, n, 1, 0)
		sums, plain := vector(rng, n), vector(rng, n)
		columnSums(sums, rows)
		columnSumsPlain(plain, rows)
		if !sameBits(m, average) || !sameBits(sums, plain) {
			t.Fatalf("%d numbers: the average or the sums of columns differ", n)
		}
	}
}

// The sums over points differ by rounding only.
func TestPosteriorSumsAreThoseOfPlainGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(34, 34))
	for blocks := range 9 {
		points := vector(rng, 2*PosteriorBlock*blocks)
		w, x, y := posteriorSums(points, .2, -.1, 3, 36)
		wantW, wantX, wantY := posteriorSumsPlain(points, .2, -.1, 3, 36)
		for _, each := range [][2]float32{{w, wantW}, {x, wantX}, {y, wantY}} {
			if !near(each[0], float64(each[1]), 3e-5*(float64(wantW)+math.SmallestNonzeroFloat64)) {
				t.Errorf("%d blocks: %v, in plain Go %v", blocks, each[0], each[1])
			}
		}
	}
}
