package mixture

import "math"

// LatticeSide is the largest number of rows and of columns of a lattice.
const LatticeSide = 128

// lattice is the form of a mixture of equal boxes in rows and columns, such as a picture, under one Gaussian noise with a diagonal
// covariance. The density of a box is a product b_c(x) b_r(y) of a function of its column and one of its row, and so the density
//
//	p(x, y) = Σ_r b_r(y) Σ_c W_rc b_c(x)
//
// takes only rows + columns evaluations of box, and products. A lattice is immutable.
type lattice struct {
	columns, rows int
	first         Point     // the middle of the box in row 0 and column 0
	step          Point     // from one middle to the next; not zero, negative after a reflection
	half, sigma   Point     // half the sides of a box, and the standard deviations of the noise
	weights       []float64 // shape (rows, columns), with the lowest row first; their sum is 1
	log           []float64 // the logarithms of the weights
}

// NewLattice returns the mixture of columns × rows boxes of side 1 that fill the rectangle from (0, 0) to (columns, rows). The weights have
// shape (rows, columns), with the highest row first, as the pixels of a picture. NewLattice panics if there are more than LatticeSide
// columns or rows, if the number of weights is another one, or if the sum of the weights is not positive.
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
		row, column := rows-1-i/columns, i%columns
		g.weights[row*columns+column] = w / total
	}
	return g.mixture()
}

// mixture returns the mixture of a lattice whose weights sum to 1. It keeps the lattice.
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

// component returns the box with the i-th weight.
func (g *lattice) component(i int) Component {
	row, column := i/g.columns, i%g.columns
	return Component{
		Weight: g.weights[i],
		Mean:   Point{g.middle(0, column), g.middle(1, row)},
		Half:   g.half,
		Cov:    [3]float64{g.sigma[0] * g.sigma[0], 0, g.sigma[1] * g.sigma[1]},
	}
}

// count returns the number of boxes on an axis.
func (g *lattice) count(axis int) int {
	if axis == 0 {
		return g.columns
	}
	return g.rows
}

// middle returns the coordinate of the middle of the i-th column (axis 0) or row (axis 1).
func (g *lattice) middle(axis, i int) float64 { return g.first[axis] + float64(i)*g.step[axis] }

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

// marginal returns the distribution of a coordinate. All boxes in a column, or in a row, have the same one.
func (g *lattice) marginal(axis int) *Marginal {
	n := g.count(axis)
	l := &Marginal{weight: make([]float64, n)}
	for i, w := range g.weights {
		place := i % g.columns
		if axis == 1 {
			place = i / g.columns
		}
		l.weight[place] += w
	}
	for i := range n {
		l.mean = append(l.mean, g.middle(axis, i))
		l.half = append(l.half, g.half[axis])
		l.sigma = append(l.sigma, g.sigma[axis])
	}
	return l
}

// coarser says whether squares with side cell are so much larger than the boxes that a Gaussian for each square is quicker than the
// lattice. Merged needs boxes no wider than two cells.
func (g *lattice) coarser(cell float64) bool {
	const most = 4 // boxes a square, up to which the lattice is quicker
	boxes := cell * cell / math.Abs(g.step[0]*g.step[1])
	return boxes > most && max(g.half[0], g.half[1]) <= cell
}
