package figure

import (
	"math"

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

// fieldSide is how many cells the longer side of a field has where they cost little.
const fieldSide = 240

// NewField returns the function that sets dst[i] to its value at x[i], evaluated once, on all cells of a raster over the
// view as it will be drawn. The longer side of the raster has side cells. It panics if side is not positive.
func NewField(view View, side int, evaluate func(dst []float64, x []data.Point)) Field {
	if side < 1 {
		panic("figure: a field without cells")
	}
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

// blank returns a field of zeros over the view as it will be drawn, with so many cells on its longer side.
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

// middles returns the middle of every cell, in the order of the values.
func (f Field) middles() []data.Point {
	w, h := f.cell()
	x := make([]data.Point, len(f.Values))
	for i := range x {
		column, row := float64(i%f.Width), float64(i/f.Width)
		x[i] = data.Point{f.View.Lo[0] + (column+0.5)*w, f.View.Lo[1] + (row+0.5)*h}
	}
	return x
}
