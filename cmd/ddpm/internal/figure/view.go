package figure

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
)

// View is the rectangle of the plane that a figure shows, from its lower left to its upper right corner. A figure widens
// it to a shape that can be drawn, so that both axes have one scale. Only if one side is more than ten times the other, for
// example because the coordinates have different units, each axis has its own scale.
type View struct {
	Lo, Hi data.Point
}

// Around returns a view of several sets of points: on each axis it reaches from the least of their 0.2% quantiles to the greatest
// of their 99.8% quantiles, and 8% of that beyond. A few stray points thus do not shrink the picture. Points that are not finite do
// not count.
func Around(sets ...[]data.Point) View {
	var v View
	for axis := range 2 {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, set := range sets {
			var values []float64
			for _, x := range set {
				if math.Abs(x[axis]) < beyond {
					values = append(values, x[axis])
				}
			}
			if len(values) > 0 {
				slices.Sort(values)
				lo = min(lo, stat.Quantile(0.002, stat.Empirical, values, nil))
				hi = max(hi, stat.Quantile(0.998, stat.Empirical, values, nil))
			}
		}
		if lo <= hi {
			margin := 0.08 * (hi - lo)
			v.Lo[axis], v.Hi[axis] = lo-margin, hi+margin
		}
	}
	return v
}

// Outside returns how many points the view does not show, widened to a shape that can be drawn.
func (v View) Outside(points []data.Point) (count int) {
	v, _ = v.shaped()
	for _, x := range points {
		if v.lacks(x) {
			count++
		}
	}
	return count
}

// Holding returns a view widened to hold all points of a set, so that none is cut off; but to no more than three times its sides, so that a
// single point far away does not shrink all else.
func Holding(v View, points []data.Point) View {
	const most = 3
	w, h := v.size()
	for axis, side := range []float64{w, h} {
		lo, hi := v.Lo[axis]-(most-1)*side/2, v.Hi[axis]+(most-1)*side/2
		for _, x := range points {
			if x[axis] >= lo && x[axis] <= hi {
				v.Lo[axis], v.Hi[axis] = min(v.Lo[axis], x[axis]), max(v.Hi[axis], x[axis])
			}
		}
	}
	return v
}

// The least and greatest height of a panel as shares of its width, and up to which ratio of the sides the axes share a scale.
const (
	flattest = 0.45
	tallest  = 1.15
	apart    = 10
)

// shaped returns the view widened about its centre to a shape that can be drawn, and the height of a panel as a share of its width.
func (v View) shaped() (shaped View, aspect float64) {
	w, h := v.size()
	switch {
	case w > 0 && h > 0 && (w > apart*h || h > apart*w):
		return v, 1
	case !(w > 0) && !(h > 0):
		w = 1
	}
	w = max(w, h/tallest)
	h = max(h, w*flattest)
	for axis, side := range []float64{w, h} {
		centre := (v.Lo[axis] + v.Hi[axis]) / 2
		v.Lo[axis], v.Hi[axis] = centre-side/2, centre+side/2
	}
	return v, h / w
}

// size returns the width and the height of the view.
func (v View) size() (w, h float64) {
	return v.Hi[0] - v.Lo[0], v.Hi[1] - v.Lo[1]
}

// lacks reports whether a point is not in the view.
func (v View) lacks(x data.Point) bool {
	return !(x[0] >= v.Lo[0] && x[0] <= v.Hi[0] && x[1] >= v.Lo[1] && x[1] <= v.Hi[1])
}
