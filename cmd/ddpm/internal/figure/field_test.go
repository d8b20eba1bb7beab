package figure

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"

	"ddpm/data"
	"ddpm/data/mixture"
)

// The values of a field are those of its function in the middles of the cells.
func TestFieldIsAFunctionOnItsCells(t *testing.T) {
	view := View{data.Point{-2, 1}, data.Point{4, 5}}
	for _, side := range []int{1, 7, 100} {
		var calls int
		f := NewField(view, side, func(dst []float64, x []data.Point) {
			calls++
			for i, p := range x {
				dst[i] = 2*p[0] - 3*p[1] + 1
			}
		})
		if max(f.Width, f.Height) != side || len(f.Values) != f.Width*f.Height || calls != 1 {
			t.Fatalf("side %d: %d × %d cells, %d values, %d calls", side, f.Width, f.Height, len(f.Values), calls)
		}
		if got := floats.Sum(f.Values) / float64(len(f.Values)); !scalar.EqualWithinAbs(got, 2*1-3*3+1, 1e-9) {
			t.Errorf("side %d: the mean is %g, want −6", side, got)
		}
		w, _ := f.cell()
		if side > 1 {
			if got := f.Values[1] - f.Values[0]; !scalar.EqualWithinAbs(got, 2*w, 1e-9) {
				t.Errorf("side %d: one cell to the right adds %g, want %g", side, got, 2*w)
			}
		}
	}
}

func TestFieldWithoutCellsPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NewField(View{}, 0, func([]float64, []data.Point) {})
}

// A coarse field of the same distribution looks like a fine one.
func TestCoarseFieldsLookLikeFineOnes(t *testing.T) {
	view := View{data.Point{-5, -5}, data.Point{5, 5}}
	distribution := gaussian2{data.Point{1, 2}}
	coarse := NewField(view, 60, func(dst []float64, x []data.Point) {
		distribution.LogDensities(dst, x)
		for i := range dst {
			dst[i] = math.Exp(dst[i])
		}
	})
	fine := Exact(view, Fine, distribution.LogDensities)
	figure := Density(Panel{Density: &coarse}, Panel{Density: &fine})
	img, _, frames := seen(t, figure)
	a, b := frames[0], frames[1]
	for y := 4; y < a.Dy()-4; y += 3 {
		for x := 4; x < a.Dx()-4; x += 3 {
			one, other := lightness(img.At(a.Min.X+x, a.Min.Y+y)), lightness(img.At(b.Min.X+x, b.Min.Y+y))
			if math.Abs(one-other) > 0.12 {
				t.Fatalf("at %d, %d the coarse field has lightness %.2f, the fine one %.2f", x, y, one, other)
			}
		}
	}
}

// A density of narrow parts in a wide view has the values of NewField, except for those that are too faint to see. It is evaluated once in each
// cell at most, and not where there is nothing.
func TestDensitySkipsWhatIsFaint(t *testing.T) {
	distribution := mixture.New([]mixture.Component{
		{Weight: 1, Mean: data.Point{-3, 2}, Cov: [3]float64{.02, 0, .02}},
		{Weight: 3, Mean: data.Point{1, -1}, Cov: [3]float64{2, -1, .52}}, // a line, a cell and a half wide
	})
	evaluated := 0
	density := func(dst []float64, x []data.Point) {
		evaluated += len(x)
		for i, p := range x {
			dst[i] = math.Exp(distribution.LogDensity(p))
		}
	}
	for _, side := range []int{1, 2, 3, 50, 100, 101} {
		view := View{data.Point{-6, -5}, data.Point{6, 4}}
		full := NewField(view, side, density)
		evaluated = 0
		got := NewDensity(view, side, density)
		if len(got.Values) != len(full.Values) || evaluated > len(full.Values) || side >= 50 && evaluated > len(full.Values)/2 {
			t.Fatalf("side %d: %d of %d cells are evaluated", side, evaluated, len(full.Values))
		}
		for i, value := range got.Values {
			if value != full.Values[i] && !(math.Abs(value-full.Values[i]) < 1e-4*full.highest()) {
				t.Fatalf("side %d: cell %d has %v, want %v of at most %v", side, i, value, full.Values[i], full.highest())
			}
		}
	}
}
