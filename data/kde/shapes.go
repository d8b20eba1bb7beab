package kde

import (
	"context"
	"math"
	"slices"

	"ddpm/data/parallel"
)

// A shape is a covariance with determinant 1: xx, xy, yy.
type shape [3]float64

// round is the shape of a circle.
var round = shape{1, 0, 1}

// roundness keeps the kernels of points on a line from having no width across it. It bounds the axes of an ellipse: their ratio is below √39.
// Anything from .03 to .1 is as good.
const roundness = 0.05

// widest bounds the larger eigenvalue of a shape: √((2−roundness)/roundness).
const widest = 6.25

// shapeOf returns the shape of a covariance: it is moved towards a circle by a share of roundness, and scaled.
func shapeOf(c [3]float64) shape {
	middle := (c[0] + c[2]) / 2
	if !(middle > 0) {
		return round
	}
	const rest = 1 - roundness
	xx, xy, yy := roundness+rest*(c[0]/middle), rest*(c[1]/middle), roundness+rest*(c[2]/middle)
	root := math.Sqrt(xx*yy - xy*xy)
	return shape{xx / root, xy / root, yy / root}
}

// square returns the squared distance (x, y)ᵀ S⁻¹ (x, y) in units of a shape S.
func (s shape) square(x, y float64) float64 { return s[2]*x*x - 2*s[1]*x*y + s[0]*y*y }

// places are the points that shapes are made from. Equal points are one place.
type places struct {
	x      []Point
	counts []float64 // how many points are at each place
}

// maxPlaces bounds the time that a shape takes.
const maxPlaces = 1 << 10

// placesOf returns the places of sorted points. More than maxPlaces points are thinned evenly.
func placesOf(sorted []Point) (p places) {
	points := min(len(sorted), maxPlaces)
	for i := range points {
		x := sorted[(2*i+1)*len(sorted)/(2*points)]
		if last := len(p.x) - 1; last >= 0 && p.x[last] == x {
			p.counts[last]++
			continue
		}
		p.x, p.counts = append(p.x, x), append(p.counts, 1)
	}
	return p
}

// surroundings are weighted sums over what lies around a point x: over the places within a radius r, each with the weight
// (1 − |x_i − x|²/r²)². A place at the radius has no weight, so it does not matter which of several at one distance is the farthest.
type surroundings struct {
	radius2 float64    // r²
	weight  float64    // Σ w_i
	mean    Point      // Σ w_i (x_i − x)
	square  [3]float64 // Σ w_i (x_i − x)(x_i − x)ᵀ: xx, xy, yy
}

// add adds count points that are (x, y) away from x, or takes them away if count is negative.
func (s *surroundings) add(count, x, y float64) {
	inside := 1 - (x*x+y*y)/s.radius2
	if inside <= 0 {
		return
	}
	weight := count * inside * inside
	s.weight += weight
	s.mean[0] += weight * x
	s.mean[1] += weight * y
	s.square[0] += weight * x * x
	s.square[1] += weight * x * y
	s.square[2] += weight * y * y
}

// shape returns the shape of the covariance of the places about their mean, the point itself included.
func (s *surroundings) shape() shape {
	x, y := s.mean[0]/s.weight, s.mean[1]/s.weight
	return shapeOf([3]float64{s.square[0] - x*s.mean[0], s.square[1] - x*s.mean[1], s.square[2] - y*s.mean[1]})
}

// around returns the surroundings of x that reach to its k-th nearest other place, and those that reach to the one after it. There must be so
// many. squares is memory for it.
func (p places) around(x Point, k int, squares []float64) (own, next surroundings) {
	for _, y := range p.x {
		if square := (y[0]-x[0])*(y[0]-x[0]) + (y[1]-x[1])*(y[1]-x[1]); square > 0 {
			squares = append(squares, square)
		}
	}
	own.radius2 = smallest(squares, k-1)
	next.radius2 = slices.Min(squares[k:])
	for i, y := range p.x {
		own.add(p.counts[i], y[0]-x[0], y[1]-x[1])
		next.add(p.counts[i], y[0]-x[0], y[1]-x[1])
	}
	return own, next
}

// each calls found with the surroundings of each x, as around has them, on all cores.
func (p places) each(x []Point, k int, found func(i int, own, next surroundings)) {
	parallel.Blocks(context.Background(), len(x), 64, func(from, to int) {
		squares := make([]float64, 0, len(p.x))
		for i := from; i < to; i++ {
			own, next := p.around(x[i], k, squares)
			found(i, own, next)
		}
	})
}

// smallest returns the value that has place k, from 0, among the values in ascending order. It puts the values in another order, in which none
// before place k is larger and none after it is smaller (Hoare 1961).
func smallest(values []float64, k int) float64 {
	for lo, hi := 0, len(values)-1; lo < hi; {
		pivot, i, j := values[(lo+hi)/2], lo, hi
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return values[k]
		}
	}
	return values[k]
}
