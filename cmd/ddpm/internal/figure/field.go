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

// Exact is NewField for a function that is the logarithm of a density; the field is the density.
func Exact(view View, side int, logDensities func(dst []float64, x []data.Point)) Field {
	return NewField(view, side, func(dst []float64, x []data.Point) {
		logDensities(dst, x)
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

// highest returns the highest finite value, or 0 if none is positive or there is no field.
func (f *Field) highest() (top float64) {
	if f == nil {
		return 0
	}
	for _, value := range f.Values {
		if value > top && !math.IsInf(value, 1) {
			top = value
		}
	}
	return top
}

// Estimate returns an estimate of the density that points were drawn from: the mean of Gaussians around the points. Their
// standard deviation, the bandwidth, is returned in the units of the first axis; it is the same on both axes unless the view
// gives them different scales. It is chosen from eleven bandwidths between 1 and 32 cells, so that the points are most likely
// if each is predicted from all others (Habbema et al. 1974). The estimate integrates to the share of the points that are in the
// view, less the part of the Gaussians outside it.
func Estimate(view View, points []data.Point) (density Field, bandwidth float64) {
	density = Counted(view, Fine, points)
	w, h := density.cell()
	one := 1 / (w * h * float64(max(1, len(points)))) // what a point adds to its cell
	counted, best := density.Values, math.Inf(-1)
	for k := range 11 {
		cells := math.Pow(2, float64(k)/2)
		kernel := gaussian(cells)
		blurred := spread(spread(counted, density.Width, kernel), density.Height, kernel)
		if fit := leaveOneOut(counted, blurred, one*kernel[0]*kernel[0]); fit > best {
			best, density.Values, bandwidth = fit, blurred, cells*w
		}
	}
	return density, bandwidth
}

// leaveOneOut returns the mean over the points of the logarithm of the density that all other points predict at their place, up to a
// factor and a constant. counted is the histogram of the points, blurred is the same after spread along both axes, and self is what a
// blurred point leaves in its own cell. A thousandth of the prediction is spread evenly: otherwise a single stray point would decide.
func leaveOneOut(counted, blurred []float64, self float64) float64 {
	const stray = 1e-3
	even := floats.Sum(counted) / float64(len(counted))
	var sum float64
	for i, n := range counted {
		if n > 0 {
			sum += n * math.Log((1-stray)*max(0, blurred[i]-self)+stray*even)
		}
	}
	return sum
}

// gaussian returns the right half of a Gaussian kernel on the integers, its middle first, of sum 1 over all of it.
func gaussian(sd float64) []float64 {
	half := make([]float64, int(math.Ceil(4*sd))+1)
	for i := range half {
		half[i] = math.Exp(-0.5 * float64(i*i) / (sd * sd))
	}
	floats.Scale(1/(2*floats.Sum(half)-half[0]), half)
	return half
}

// spread returns values, of shape (rows, length), convolved along their rows with a symmetric kernel, given by its right half, and
// transposed. Values beyond the edge count as zero.
func spread(values []float64, length int, half []float64) []float64 {
	out, rows := make([]float64, len(values)), len(values)/length
	for at, value := range values {
		if value == 0 {
			continue
		}
		row, i := at/length, at%length
		for j := max(0, i-len(half)+1); j <= min(length-1, i+len(half)-1); j++ {
			out[j*rows+row] += value * half[max(i-j, j-i)]
		}
	}
	return out
}
