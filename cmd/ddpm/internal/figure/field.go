package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// Field is a function on the plane, known in the middle of every cell of a raster that fills a view.
type Field struct {
	View          View
	Width, Height int       // cells on each axis
	Values        []float64 // shape (Height, Width), the lowest row first
}

// Distribution is a distribution with a known density; *mixture.Mixture is one.
type Distribution interface {
	// LogDensities sets dst[i] to the logarithm of the density at x[i].
	LogDensities(dst []float64, x []data.Point)
}

// fieldSide is how many cells the longer side of a field has if they cost little time.
const fieldSide = 240

// NewField returns the function that sets dst[i] to its value at x[i], evaluated once, on all cells of a raster over the
// view as it will be drawn. The longer side of the raster has side cells. It panics if side is not positive.
func NewField(view View, side int, evaluate func(dst []float64, x []data.Point)) Field {
	require(side >= 1, "figure: a field without cells")
	f := blank(view, side)
	evaluate(f.Values, f.middles())
	return f
}

// Exact returns the density of a distribution.
func Exact(view View, distribution Distribution) Field {
	return NewField(view, fieldSide, func(dst []float64, x []data.Point) {
		distribution.LogDensities(dst, x)
		for i, log := range dst {
			dst[i] = math.Exp(log)
		}
	})
}

// blank returns a field of zeros over the view as it will be drawn. The longer side of the view has side cells.
func blank(view View, side int) Field {
	view, aspect, _ := view.shaped()
	f := Field{View: view, Width: side, Height: side}
	if aspect < 1 {
		f.Height = int(math.Ceil(float64(side) * aspect))
	} else {
		f.Width = int(math.Ceil(float64(side) / aspect))
	}
	f.Values = make([]float64, f.Width*f.Height)
	return f
}

// cell returns the width and the height of a cell.
func (f Field) cell() (w, h float64) {
	w, h = f.View.size()
	return w / float64(f.Width), h / float64(f.Height)
}

// middle returns the middle of the i-th cell.
func (f Field) middle(i int) data.Point {
	w, h := f.cell()
	return data.Point{f.View.Lo[0] + (float64(i%f.Width)+0.5)*w, f.View.Lo[1] + (float64(i/f.Width)+0.5)*h}
}

// middles returns the middle of every cell, in the order of the values.
func (f Field) middles() []data.Point {
	x := make([]data.Point, len(f.Values))
	for i := range x {
		x[i] = f.middle(i)
	}
	return x
}

// count adds to each cell how many of the points are in it.
func (f Field) count(points []data.Point) {
	w, h := f.cell()
	for _, x := range points {
		column, row := math.Floor((x[0]-f.View.Lo[0])/w), math.Floor((x[1]-f.View.Lo[1])/h)
		if column >= 0 && column < float64(f.Width) && row >= 0 && row < float64(f.Height) {
			f.Values[int(row)*f.Width+int(column)]++
		}
	}
}

// Counted returns the histogram of points over a view, as a density. The longer side of the view has side cells.
func Counted(view View, side int, points []data.Point) Field {
	f := blank(view, side)
	f.count(points)
	w, h := f.cell()
	floats.Scale(1/(w*h*float64(max(1, len(points)))), f.Values)
	return f
}
