package pool

import (
	"math"

	"ddpm/data"
)

// bounds is the smallest rectangle around points.
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

// grid divides bounds into equal cells. A place outside of the bounds belongs to the nearest cell.
type grid struct {
	low        data.Point
	cols, rows int
	height     float64    // of a cell
	perUnit    data.Point // cells per unit of length along each axis, 0 if there is only one
}

// divided returns the grid of so many columns and rows.
func (b bounds) divided(cols, rows int) grid {
	g := grid{low: b.low, cols: cols, rows: rows, height: b.size[1] / float64(rows)}
	for axis, count := range [2]int{cols, rows} {
		if count > 1 && b.size[axis] > 0 {
			g.perUnit[axis] = float64(count) / b.size[axis]
		}
	}
	return g
}

// grid returns the grid whose cells have the given width, or are wider if there would be more than most.
func (b bounds) grid(width float64, most int) grid {
	width = max(width, math.Sqrt(b.size[0]*b.size[1]/float64(most)), max(b.size[0], b.size[1])/float64(most))
	count := func(size float64) int {
		if !(size > width) {
			return 1
		}
		return int(size / width)
	}
	return b.divided(count(b.size[0]), count(b.size[1]))
}

// column and row return the number of the cell at a coordinate.
func (g *grid) column(x float64) int { return along((x-g.low[0])*g.perUnit[0], g.cols) }
func (g *grid) row(y float64) int    { return along((y-g.low[1])*g.perUnit[1], g.rows) }

func along(cells float64, count int) int { return int(min(max(cells, 0), float64(count-1))) }

// below returns the coordinate at which a row of cells begins.
func (g *grid) below(row int) float64 { return g.low[1] + g.height*float64(row) }
