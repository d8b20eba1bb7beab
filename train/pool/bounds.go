package pool

import (
	"math"

	"ddpm/data"
)

// bounds is the smallest rectangle around points, which grids divide into equal cells.
type bounds struct{ low, size data.Point }

func boundsOf(points []data.Point) bounds {
	low := data.Point{math.Inf(1), math.Inf(1)}
	high := data.Point{math.Inf(-1), math.Inf(-1)}
	for _, p := range points {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	return bounds{low, data.Point{high[0] - low[0], high[1] - low[1]}}
}

// grid returns the numbers of columns and rows of the cells of the given width, or of wider ones if there would be more than most.
func (b bounds) grid(width float64, most int) (cols, rows int) {
	width = max(width, math.Sqrt(b.size[0]*b.size[1]/float64(most)), max(b.size[0], b.size[1])/float64(most))
	count := func(size float64) int {
		if !(size > width) {
			return 1
		}
		return int(size / width)
	}
	return count(b.size[0]), count(b.size[1])
}

// cell returns the column and the row of the cell with p.
func (b bounds) cell(p data.Point, cols, rows int) (x, y int) {
	return b.column(p[0], cols), b.row(p[1], rows)
}

// column and row return the number of the cell at a coordinate, that of the nearest cell outside the bounds.
func (b bounds) column(x float64, cols int) int { return along(x-b.low[0], b.size[0], cols) }
func (b bounds) row(y float64, rows int) int    { return along(y-b.low[1], b.size[1], rows) }

func along(distance, size float64, count int) int {
	if count == 1 {
		return 0
	}
	return int(min(max(distance/size*float64(count), 0), float64(count-1)))
}

// below returns the coordinate at which a row of cells begins.
func (b bounds) below(row, rows int) float64 { return b.low[1] + b.size[1]*float64(row)/float64(rows) }
