package figure

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"

	"ddpm/data"
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
	img := decoded(t, figure)
	_, frames := framed(figure)
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
