package mixture

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// LatticeSide is the largest number of rows and of columns of a lattice.
const LatticeSide = 128

// lattice is the form of a distribution of equal boxes on a lattice, blurred by one diagonal Gaussian, such as a picture's. Its density is
// that of the mixture of its boxes, but a row's factor is the same for all columns, and so
//
//	p(x, y) = Σ_r b_r(y) Σ_c W_rc b_c(x)
//
// costs rows + columns evaluations of box, and products. A lattice is immutable.
type lattice struct {
	columns, rows int
	first         Point // middle of the box in row 0, column 0
	step          Point // from a middle to the next, not zero; negative after a reflection
	half, sigma   Point // half a box's sides, and the noise
	weights       []float64
	log           []float64 // of the weights; −∞ for none
}

// NewLattice returns the mixture of columns × rows boxes of side 1 that fill the rectangle from (0, 0) to (columns, rows), with the
// given weights, row by row from the lowest. It panics if there are more than LatticeSide boxes on a side, if there are not as many
// weights, or if these do not have a positive sum.
func NewLattice(columns, rows int, weights []float64) *Mixture {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	if columns > LatticeSide || rows > LatticeSide || len(weights) != columns*rows || !(total > 0) {
		panic("mixture: a lattice of boxes needs a weight for each, and some weight")
	}
	g := &lattice{columns: columns, rows: rows, first: Point{0.5, 0.5}, step: Point{1, 1}, half: Point{0.5, 0.5}}
	g.weights = make([]float64, len(weights))
	for i, w := range weights {
		g.weights[i] = w / total
	}
	return g.mixture()
}

// mixture returns the distribution of a lattice whose weights sum to 1. It takes over the lattice.
func (g *lattice) mixture() *Mixture {
	g.log = make([]float64, len(g.weights))
	for i, w := range g.weights {
		g.log[i] = math.Log(w)
	}
	m := &Mixture{labels: 1, lattice: g}
	sum := 0.0
	for i, w := range g.weights {
		if w > 0 {
			sum += w
			m.components = append(m.components, g.component(i))
			m.cumulative = append(m.cumulative, sum)
		}
	}
	return m
}

// component returns the i-th box, row by row.
func (g *lattice) component(i int) Component {
	row, column := i/g.columns, i%g.columns
	return Component{
		Weight: g.weights[i],
		Mean:   Point{g.first[0] + float64(column)*g.step[0], g.first[1] + float64(row)*g.step[1]},
		Half:   g.half,
		Cov:    [3]float64{g.sigma[0] * g.sigma[0], 0, g.sigma[1] * g.sigma[1]},
	}
}

// mapped returns the lattice of shift + scale∘x + N(0, variance).
func (g *lattice) mapped(shift, scale Point, variance float64) *lattice {
	h := *g
	for axis := range 2 {
		h.first[axis] = shift[axis] + scale[axis]*g.first[axis]
		h.step[axis] *= scale[axis]
		h.half[axis] *= math.Abs(scale[axis])
		h.sigma[axis] = math.Sqrt(scale[axis]*scale[axis]*g.sigma[axis]*g.sigma[axis] + variance)
	}
	return &h
}

// line is what a point sees of the rows, or of the columns, near it: their boxes' densities over the greatest of them.
type line struct {
	lo, hi  int     // those from lo up to, but not including, hi
	top     float64 // logarithm of the greatest density
	beyond  float64 // no density of another row is above that, as a logarithm
	log     [LatticeSide]float64
	density [LatticeSide]float64 // relative to e^top
	slope   [LatticeSide]float64 // of the log-density
}

const (
	// within is how many deviations around a point count at first, and inexact how many nats less than the sum what is
	// left out may be: below float64's rounding.
	within  = 10
	inexact = 37
)

// see sets l to what a coordinate sees of the rows or columns on its axis, all of them or only the near ones.
func (g *lattice) see(l *line, axis int, x float64, all bool) {
	n := g.columns
	if axis == 1 {
		n = g.rows
	}
	place := (x - g.first[axis]) / g.step[axis]
	nearest := int(math.Round(min(max(place, 0), float64(n-1))))
	l.lo, l.hi = 0, n
	if reach := 2 + within*g.sigma[axis]/math.Abs(g.step[axis]); !all && reach < float64(n) {
		l.lo, l.hi = max(0, nearest-int(reach)), min(n, nearest+int(reach)+1)
	}
	for i := l.lo; i < l.hi; i++ {
		l.log[i], l.slope[i] = box(x-(g.first[axis]+float64(i)*g.step[axis]), g.half[axis], g.sigma[axis])
	}
	l.top = l.log[nearest]
	l.beyond = math.Inf(-1)
	if l.lo > 0 {
		l.beyond = l.log[l.lo]
	}
	if l.hi < n {
		l.beyond = max(l.beyond, l.log[l.hi-1])
	}
	for i := l.lo; i < l.hi; i++ {
		l.density[i] = math.Exp(l.log[i] - l.top)
	}
}

// sums are Σ w, Σ w s and Σ w ∇²b/b over the boxes, with w their weights times densities in units of e^scale and s their scores.
type sums struct {
	scale      float64
	mass       float64
	across, up float64
}

func (s sums) log() float64 { return s.scale + math.Log(s.mass) }

// sum returns the sums at x and what it saw of columns and rows. If separate, they came from the boxes' factors; otherwise
// factors would have left the range of float64, or boxes far from x matter, and each box counts by itself.
func (g *lattice) sum(x Point, columns, rows *line) (s sums, separate bool) {
	g.see(columns, 0, x[0], false)
	g.see(rows, 1, x[1], false)
	if s.scale = columns.top + rows.top; !math.IsInf(s.scale, -1) {
		var weighed [LatticeSide]float64
		near, slopes := columns.density[columns.lo:columns.hi], weighed[columns.lo:columns.hi]
		floats.MulTo(slopes, near, columns.slope[columns.lo:columns.hi])
		for r := rows.lo; r < rows.hi; r++ {
			w := g.weights[r*g.columns+columns.lo : r*g.columns+columns.hi]
			mass := rows.density[r] * floats.Dot(w, near)
			s.mass += mass
			s.across += rows.density[r] * floats.Dot(w, slopes)
			s.up += mass * rows.slope[r]
		}
		// What was left out has at most the weight 1.
		if max(columns.beyond+rows.top, columns.top+rows.beyond) < s.log()-inexact {
			return s, true
		}
	}
	g.see(columns, 0, x[0], true)
	g.see(rows, 1, x[1], true)
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

// each calls do for every box whose weight times density w, in units of e^scale, is not negligible.
func (g *lattice) each(columns, rows *line, scale float64, do func(r, c int, w float64)) {
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
	var columns, rows line
	s, _ := g.sum(x, &columns, &rows)
	if s.mass == 0 {
		return math.Inf(-1), Point{}
	}
	return s.log(), Point{s.across / s.mass, s.up / s.mass}
}

// scoreJacobian returns what Mixture.ScoreJacobian does. The spread of the boxes' scores is summed about their mean.
func (g *lattice) scoreJacobian(x Point) (score Point, hessian [3]float64) {
	var columns, rows line
	s, separate := g.sum(x, &columns, &rows)
	if s.mass == 0 {
		return Point{}, [3]float64{}
	}
	score = Point{s.across / s.mass, s.up / s.mass}
	var bendAcross, bendUp [LatticeSide]float64 // ∂²b/b of columns and rows about the mean score
	for c := columns.lo; c < columns.hi; c++ {
		columns.slope[c] -= score[0]
		bendAcross[c] = columns.slope[c]*columns.slope[c] +
			boxCurvature(x[0]-(g.first[0]+float64(c)*g.step[0]), g.half[0], g.sigma[0])
	}
	for r := rows.lo; r < rows.hi; r++ {
		rows.slope[r] -= score[1]
		bendUp[r] = rows.slope[r]*rows.slope[r] + boxCurvature(x[1]-(g.first[1]+float64(r)*g.step[1]), g.half[1], g.sigma[1])
	}
	add := func(r, c int, w float64) {
		hessian[0] += w * bendAcross[c]
		hessian[1] += w * columns.slope[c] * rows.slope[r]
		hessian[2] += w * bendUp[r]
	}
	if separate {
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

// marginal returns the distribution of a coordinate: the boxes of a row, or of a column, are one.
func (g *lattice) marginal(axis int) *Marginal {
	n := g.columns
	if axis == 1 {
		n = g.rows
	}
	l := &Marginal{weight: make([]float64, n)}
	for i, w := range g.weights {
		place := i % g.columns
		if axis == 1 {
			place = i / g.columns
		}
		l.weight[place] += w
	}
	for i := range n {
		l.mean = append(l.mean, g.first[axis]+float64(i)*g.step[axis])
		l.half = append(l.half, g.half[axis])
		l.sigma = append(l.sigma, g.sigma[axis])
	}
	return l
}

// coarser reports whether squares of that side are so much larger than the boxes that Gaussians in their place cost less than
// the lattice does.
func (g *lattice) coarser(cell float64) bool {
	const most = 4 // boxes, of which none may be cut off
	boxes := cell * cell / math.Abs(g.step[0]*g.step[1])
	return boxes > most && max(g.half[0], g.half[1]) <= cell
}
