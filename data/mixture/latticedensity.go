package mixture

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// factors are the factors b_c(x) of the columns at a coordinate x, or the factors b_r(y) of the rows at y. Only those of the places from
// lo up to, but not including, hi are set.
type factors struct {
	lo, hi  int
	top     float64              // the log of the factor of the nearest column or row, which is the largest
	beyond  float64              // an upper bound of the logs of the factors that are not set
	log     [LatticeSide]float64 // the log of each factor
	density [LatticeSide]float64 // each factor, in units of e^top
	slope   [LatticeSide]float64 // the derivative of log
}

const (
	// within: at first, only columns and rows at most so many standard deviations away are evaluated.
	within = 10
	// inexact: what is left out must be so many nats below the sum. e^−37 is below the rounding error of float64.
	inexact = 37
)

// evaluate sets f to the factors at the coordinate x on an axis, either of all columns or rows, or of the near ones.
func (g *lattice) evaluate(f *factors, axis int, x float64, all bool) {
	n := g.count(axis)
	place := (x - g.first[axis]) / g.step[axis]
	nearest := int(math.Round(min(max(place, 0), float64(n-1))))
	f.lo, f.hi = 0, n
	if reach := 2 + within*g.sigma[axis]/math.Abs(g.step[axis]); !all && reach < float64(n) {
		f.lo, f.hi = max(0, nearest-int(reach)), min(n, nearest+int(reach)+1)
	}
	for i := f.lo; i < f.hi; i++ {
		f.log[i], f.slope[i] = box(x-g.middle(axis, i), g.half[axis], g.sigma[axis])
	}
	f.top = f.log[nearest]
	f.beyond = math.Inf(-1)
	if f.lo > 0 {
		f.beyond = f.log[f.lo]
	}
	if f.hi < n {
		f.beyond = max(f.beyond, f.log[f.hi-1])
	}
	for i := f.lo; i < f.hi; i++ {
		f.density[i] = math.Exp(f.log[i] - f.top)
	}
}

// sums are the sums Σ w and Σ w s over the boxes, where w is a weight times a density in units of e^scale, and s is a score.
type sums struct {
	scale      float64
	mass       float64 // Σ w
	across, up float64 // Σ w s
}

// log returns the log-density.
func (s sums) log() float64 { return s.scale + math.Log(s.mass) }

// sum returns the sums at x and sets the factors of columns and rows. It first multiplies the factors of the near columns and rows: near is
// true then. If the factors are outside the range of float64, or if far boxes matter, it adds up all boxes, one by one.
func (g *lattice) sum(x Point, columns, rows *factors) (s sums, near bool) {
	g.evaluate(columns, 0, x[0], false)
	g.evaluate(rows, 1, x[1], false)
	if s.scale = columns.top + rows.top; !math.IsInf(s.scale, -1) {
		var products [LatticeSide]float64
		densities, slopes := columns.density[columns.lo:columns.hi], products[columns.lo:columns.hi]
		floats.MulTo(slopes, densities, columns.slope[columns.lo:columns.hi])
		for r := rows.lo; r < rows.hi; r++ {
			w := g.weights[r*g.columns+columns.lo : r*g.columns+columns.hi]
			mass := rows.density[r] * floats.Dot(w, densities)
			s.mass += mass
			s.across += rows.density[r] * floats.Dot(w, slopes)
			s.up += mass * rows.slope[r]
		}
		// The weights of what is left out sum to at most 1.
		if max(columns.beyond+rows.top, columns.top+rows.beyond) < s.log()-inexact {
			return s, true
		}
	}
	g.evaluate(columns, 0, x[0], true)
	g.evaluate(rows, 1, x[1], true)
	s = sums{scale: math.Inf(-1)}
	for r := range g.rows {
		if math.IsInf(rows.log[r], -1) {
			continue
		}
		for c, log := range g.log[r*g.columns : (r+1)*g.columns] {
			s.scale = max(s.scale, log+rows.log[r]+columns.log[c])
		}
	}
	g.each(columns, rows, s.scale, func(r, c int, w float64) {
		s.mass += w
		s.across += w * columns.slope[c]
		s.up += w * rows.slope[r]
	})
	return s, false
}

// each calls do with the row and the column of every box whose w, its weight times density in units of e^scale, is not negligible.
func (g *lattice) each(columns, rows *factors, scale float64, do func(r, c int, w float64)) {
	if math.IsInf(scale, -1) {
		return
	}
	for r := range g.rows {
		for c, log := range g.log[r*g.columns : (r+1)*g.columns] {
			if log += rows.log[r] + columns.log[c] - scale; log > -negligible {
				do(r, c, math.Exp(log))
			}
		}
	}
}

// logScore returns the log-density and the score at x.
func (g *lattice) logScore(x Point) (log float64, score Point) {
	var columns, rows factors
	s, _ := g.sum(x, &columns, &rows)
	if s.mass == 0 {
		return math.Inf(-1), Point{}
	}
	return s.log(), Point{s.across / s.mass, s.up / s.mass}
}

// scoreJacobian returns what Mixture.ScoreJacobian does. It sums squares of the boxes' scores about their mean.
func (g *lattice) scoreJacobian(x Point) (score Point, hessian [3]float64) {
	var columns, rows factors
	s, near := g.sum(x, &columns, &rows)
	if s.mass == 0 {
		return Point{}, [3]float64{}
	}
	score = Point{s.across / s.mass, s.up / s.mass}
	// For columns and rows: the square of the slope about the mean score, plus the second derivative of the log.
	var bendX, bendY [LatticeSide]float64
	for c := columns.lo; c < columns.hi; c++ {
		columns.slope[c] -= score[0]
		bendX[c] = columns.slope[c]*columns.slope[c] + boxCurvature(x[0]-g.middle(0, c), g.half[0], g.sigma[0])
	}
	for r := rows.lo; r < rows.hi; r++ {
		rows.slope[r] -= score[1]
		bendY[r] = rows.slope[r]*rows.slope[r] + boxCurvature(x[1]-g.middle(1, r), g.half[1], g.sigma[1])
	}
	add := func(r, c int, w float64) {
		hessian[0] += w * bendX[c]
		hessian[1] += w * columns.slope[c] * rows.slope[r]
		hessian[2] += w * bendY[r]
	}
	if near {
		for r := rows.lo; r < rows.hi; r++ {
			for c := columns.lo; c < columns.hi; c++ {
				if w := g.weights[r*g.columns+c]; w > 0 {
					add(r, c, w*rows.density[r]*columns.density[c])
				}
			}
		}
	} else {
		g.each(&columns, &rows, s.scale, add)
	}
	for i := range hessian {
		hessian[i] /= s.mass
	}
	return score, hessian
}
