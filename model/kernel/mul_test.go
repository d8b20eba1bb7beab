package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"pgregory.net/rapid"
)

// products are the forms, and where each keeps what the definition c[i, j] = Σ a[i, p]·b[p, j] calls a and b.
var forms = []struct {
	name string
	mul  func(c, start, a, b blas32.General)
	a, b func(m blas32.General, i, j int) float32
	turn [2]bool // whether a and b are stored transposed
}{
	{"Mul", Mul, at, at, [2]bool{false, false}},
	{"MulNT", MulNT, at, atTransposed, [2]bool{false, true}},
	{"MulTN", MulTN, atTransposed, at, [2]bool{true, false}},
}

func at(m blas32.General, i, j int) float32           { return m.Data[i*m.Stride+j] }
func atTransposed(m blas32.General, i, j int) float32 { return m.Data[j*m.Stride+i] }

// stored is a random matrix (rows, cols), or its transpose.
func stored(rng *rand.Rand, rows, cols int, turned bool, gap, special int) blas32.General {
	if turned {
		rows, cols = cols, rows
	}
	return matrix(rng, rows, cols, gap, special)
}

// starts are what a product can begin with.
var starts = []struct {
	name string
	of   func(rng *rand.Rand, c blas32.General, special int) blas32.General
}{
	{"zero", func(*rand.Rand, blas32.General, int) blas32.General { return Zero }},
	{"c", func(_ *rand.Rand, c blas32.General, _ int) blas32.General { return c }},
	{"each row", func(rng *rand.Rand, c blas32.General, special int) blas32.General {
		return EachRow(matrix(rng, 1, c.Cols, 0, special).Data[:c.Cols], c.Rows)
	}},
	{"another", func(rng *rand.Rand, c blas32.General, special int) blas32.General {
		return matrix(rng, c.Rows, c.Cols, 2, special)
	}},
}

// checkForm multiplies random matrices and holds every element against the sum in float64.
func checkForm(t testing.TB, form int, m, n, k, start, gap, special int, seed uint64) {
	t.Helper()
	f, rng := forms[form], rand.New(rand.NewPCG(seed, 1))
	a := stored(rng, m, k, f.turn[0], gap, special)
	b := stored(rng, k, n, f.turn[1], (gap+1)/2, special)
	c := matrix(rng, m, n, gap, special)
	from := starts[start].of(rng, c, special)
	before := clone(from)
	f.mul(c, from, a, b)
	checkSurroundings(t, c)
	for i := range m {
		for j := range n {
			var want, size float64
			if before.Data != nil {
				want = float64(at(before, i, j))
				size = math.Abs(want)
			}
			for p := range k {
				term := float64(f.a(a, i, p)) * float64(f.b(b, p, j))
				want += term
				size += math.Abs(term)
			}
			if got := at(c, i, j); !near(got, want, float64(k+1)*0x1p-23*size) {
				t.Fatalf("%s %d×%d×%d from %s, gap %d: element (%d, %d) is %v, want %v",
					f.name, m, k, n, starts[start].name, gap, i, j, got, want)
			}
		}
	}
}

func TestMulSmallShapes(t *testing.T) {
	most := 20
	if testing.Short() {
		most = 9
	}
	for form := range forms {
		for m := range most + 1 {
			for n := range most + 1 {
				for k := range most + 1 {
					seed := m + n + k
					checkForm(t, form, m, n, k, seed%len(starts), seed/len(starts)%4, 40*(seed%3), uint64(seed))
				}
			}
		}
	}
}

func TestMulLargerShapes(t *testing.T) {
	for form := range forms {
		for _, s := range []struct{ m, n, k int }{
			{128, 128, 128}, {16, 128, 384}, {65, 33, 70}, {64, 31, 129}, {67, 47, 513}, {3, 200, 1030}, {200, 3, 40},
			{700, 3, 20}, {130, 2, 128}, {129, 1, 600}, {1, 1, 2000}, {25, 64, 1}, {97, 17, 2},
		} {
			for start := range starts {
				checkForm(t, form, s.m, s.n, s.k, start, 0, 0, 7)
				checkForm(t, form, s.m, s.n, s.k, start, 5, 500, 8)
			}
		}
	}
}

// The forms agree bit by bit, and a block of the product is the product of blocks: no result depends on an element's position, or on
// what else is computed.
func TestMulSameBitsAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 90)
		m, n, k := size.Draw(t, "m"), size.Draw(t, "n"), size.Draw(t, "k")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		a, b := matrix(rng, m, k, 0, 0), matrix(rng, k, n, 3, 0)
		c := matrix(rng, m, n, 1, 0)
		start := starts[rapid.IntRange(0, len(starts)-1).Draw(t, "start")].of(rng, c, 0)

		i0 := rapid.IntRange(0, m-1).Draw(t, "first row")
		i1 := rapid.IntRange(i0+1, m).Draw(t, "last row")
		j0 := rapid.IntRange(0, n-1).Draw(t, "first column")
		j1 := rapid.IntRange(j0+1, n).Draw(t, "last column")
		part := func(m blas32.General, i, j, rows, cols int) blas32.General {
			return blas32.General{Rows: rows, Cols: cols, Stride: m.Stride, Data: m.Data[i*m.Stride+j:]}
		}
		block, from := clone(part(c, i0, j0, i1-i0, j1-j0)), clone(start)
		if start.Data != nil {
			from = part(from, i0, j0, i1-i0, j1-j0)
		}
		Mul(block, from, part(a, i0, 0, i1-i0, k), part(b, 0, j0, k, j1-j0))

		turned := func(m blas32.General) blas32.General {
			r := blas32.General{Rows: m.Cols, Cols: m.Rows, Stride: m.Rows, Data: make([]float32, m.Rows*m.Cols)}
			for i := range r.Rows {
				for j := range r.Cols {
					r.Data[i*r.Stride+j] = at(m, j, i)
				}
			}
			return r
		}
		whole, nt, tn := clone(c), clone(c), clone(c)
		from = clone(start)
		Mul(whole, from, a, b)
		MulNT(nt, from, a, turned(b))
		MulTN(tn, from, turned(a), b)
		if !sameBits(whole.Data, nt.Data) || !sameBits(whole.Data, tn.Data) {
			t.Fatal("the forms differ")
		}
		for i := range block.Rows {
			if !sameBits(block.Data[i*block.Stride:][:block.Cols], whole.Data[(i0+i)*whole.Stride+j0:][:block.Cols]) {
				t.Fatalf("row %d of a block differs from the whole", i)
			}
		}
	})
}

func TestMulAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	a, b := matrix(rng, 70, 50, 0, 0), matrix(rng, 40, 50, 0, 0)
	want := matrix(rng, 70, 40, 0, 0)
	MulNT(want, Zero, a, b)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				c := clone(want)
				clear(c.Data)
				MulNT(c, Zero, a, b)
				if !sameBits(c.Data[:70*40], want.Data[:70*40]) {
					t.Error("products at once differ from one alone")
				}
			}
		})
	}
	group.Wait()
}

func TestNothingAllocates(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	square, thin := matrix(rng, 100, 100, 0, 0), matrix(rng, 100, 2, 0, 0)
	c, narrow := matrix(rng, 100, 100, 0, 0), matrix(rng, 100, 2, 0, 0)
	for name, f := range map[string]func(){
		"Mul":      func() { Mul(c, Zero, square, square) },
		"MulNT":    func() { MulNT(c, c, square, square) },
		"MulTN":    func() { MulTN(c, Zero, square, square) },
		"thin Mul": func() { Mul(narrow, Zero, square, thin) },
		"GELU":     func() { GELU(c.Data, square.Data, nil, c.Data) },
		"Fourier": func() {
			Fourier(c, blas32.Vector{N: 100, Inc: 1, Data: square.Data[:100]}, square.Data[100:150])
		},
		"Adam":       func() { Adam{Count: 1}.Step(c.Data, c.Data, c.Data, square.Data) },
		"SumSquares": func() { SumSquares(square.Data) },
		"ColumnSums": func() { ColumnSums(c.Data[:100], square) },
		"thin MulTN": func() { MulTN(narrow, narrow, square, thin) },
	} {
		if allocs := testing.AllocsPerRun(100, f); allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

func TestMulPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	fit := func(rows, cols int) blas32.General { return matrix(rng, rows, cols, 0, 0) }
	short := fit(3, 4)
	short.Data = short.Data[:11]
	thin := fit(3, 4)
	thin.Stride = 3
	for name, f := range map[string]func(){
		"rows":               func() { Mul(fit(2, 4), Zero, fit(3, 3), fit(3, 4)) },
		"columns":            func() { Mul(fit(3, 5), Zero, fit(3, 3), fit(3, 4)) },
		"terms":              func() { Mul(fit(3, 4), Zero, fit(3, 2), fit(3, 4)) },
		"terms of NT":        func() { MulNT(fit(3, 4), Zero, fit(3, 2), fit(4, 3)) },
		"terms of TN":        func() { MulTN(fit(3, 4), Zero, fit(2, 3), fit(3, 4)) },
		"short data":         func() { Mul(short, Zero, fit(3, 3), fit(3, 4)) },
		"start's rows":       func() { Mul(fit(3, 4), fit(2, 4), fit(3, 3), fit(3, 4)) },
		"start's columns":    func() { Mul(fit(3, 4), EachRow(make([]float32, 5), 3), fit(3, 3), fit(3, 4)) },
		"start's short data": func() { Mul(fit(3, 4), short, fit(3, 3), fit(3, 4)) },
		"low stride":         func() { Mul(thin, Zero, fit(3, 3), fit(3, 4)) },
	} {
		checkPanics(t, name, f)
	}
}

// checkPanics fails unless f panics as wrong use should.
func checkPanics(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "kernel: ") {
			t.Errorf("%s: got %q, want a panic of this package", name, text)
		}
	}()
	f()
}

func FuzzMul(f *testing.F) {
	f.Add(uint8(0), uint8(16), uint8(128), uint8(70), uint8(0), uint8(0), uint64(1))
	f.Add(uint8(8), uint8(65), uint8(33), uint8(17), uint8(3), uint8(9), uint64(2))
	f.Add(uint8(2), uint8(128), uint8(2), uint8(128), uint8(1), uint8(1), uint64(3))
	f.Add(uint8(5), uint8(3), uint8(16), uint8(255), uint8(200), uint8(50), uint64(4))
	f.Fuzz(func(t *testing.T, form, m, n, k, gap, special uint8, seed uint64) {
		checkForm(t, int(form/4)%len(forms), int(m), int(n), int(k), int(form)%len(starts), int(gap), int(special), seed)
	})
}
