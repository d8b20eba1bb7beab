package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// Field is a function on the plane, known in the middle of every cell of a raster that fills a view. It is a plotter.GridXYZ.
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

// Fine is how many cells the longer side of a field has where they cost little time.
const Fine = 240

// NewField returns the function that sets dst[i] to its value at x[i], evaluated once, on all cells of a raster over the
// view as it will be drawn. The longer side of the raster has side cells. It panics if side is not positive.
func NewField(view View, side int, evaluate func(dst []float64, x []data.Point)) Field {
	require(side >= 1, "figure: a field without cells")
	f := blank(view, side)
	evaluate(f.Values, f.middles())
	return f
}

// Exact returns the density of a distribution. The longer side of the raster has side cells.
func Exact(view View, side int, distribution Distribution) Field {
	return NewField(view, side, func(dst []float64, x []data.Point) {
		distribution.LogDensities(dst, x)
		for i, log := range dst {
			dst[i] = math.Exp(log)
		}
	})
}

// blank returns a field of zeros over the view as it will be drawn. The longer side of the view has side cells.
func blank(view View, side int) Field {
	view, aspect := view.shaped()
	f := Field{View: view, Width: int(math.Ceil(float64(side) / max(1, aspect))), Height: int(math.Ceil(float64(side) * min(1, aspect)))}
	f.Values = make([]float64, f.Width*f.Height)
	return f
}

// cell returns the width and the height of a cell.
func (f Field) cell() (w, h float64) {
	w, h = f.View.size()
	return w / float64(f.Width), h / float64(f.Height)
}

// Dims, X, Y and Z implement plotter.GridXYZ: the numbers of columns and of rows, the middle of a cell, and the value there.
func (f Field) Dims() (columns, rows int) { return f.Width, f.Height }

func (f Field) X(column int) float64 {
	w, _ := f.cell()
	return f.View.Lo[0] + (float64(column)+0.5)*w
}

func (f Field) Y(row int) float64 {
	_, h := f.cell()
	return f.View.Lo[1] + (float64(row)+0.5)*h
}

func (f Field) Z(column, row int) float64 { return f.Values[row*f.Width+column] }

// middles returns the middle of every cell, in the order of the values.
func (f Field) middles() []data.Point {
	x := make([]data.Point, len(f.Values))
	for i := range x {
		x[i] = data.Point{f.X(i % f.Width), f.Y(i / f.Width)}
	}
	return x
}

// mapped returns the field with another function of each value.
func (f Field) mapped(function func(value float64) float64) Field {
	values := make([]float64, len(f.Values))
	for i, value := range f.Values {
		values[i] = function(value)
	}
	f.Values = values
	return f
}

// Counted returns the histogram of points over a view, as a density. The longer side of the view has side cells.
func Counted(view View, side int, points []data.Point) Field {
	f := blank(view, side)
	w, h := f.cell()
	for _, x := range points {
		column, row := math.Floor((x[0]-f.View.Lo[0])/w), math.Floor((x[1]-f.View.Lo[1])/h)
		if column >= 0 && column < float64(f.Width) && row >= 0 && row < float64(f.Height) {
			f.Values[int(row)*f.Width+int(column)]++
		}
	}
	floats.Scale(1/(w*h*float64(max(1, len(points)))), f.Values)
	return f
}

// highest returns the highest finite value, or 0 if none is positive.
func (f Field) highest() (top float64) {
	for _, value := range f.Values {
		if value > top && !math.IsInf(value, 1) {
			top = value
		}
	}
	return top
}
