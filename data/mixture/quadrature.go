package mixture

import (
	"context"
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data/parallel"
)

const (
	// cutoff is where a Gaussian is cut off, in standard deviations.
	cutoff = 6.5
	// panel is the largest width of a cell, in standard deviations of the sharpest feature in it.
	panel = 1.5
	// order is the number of Gauss–Legendre nodes on each axis of a cell.
	order = 8
	// coarsest is the least number of cells on each axis. Away from all features an integrand may be less smooth than the density.
	coarsest = 8
)

// extent says where a component matters on one axis.
type extent struct {
	lo, hi   float64   // they enclose all its mass but a negligible part
	edges    []float64 // of a box without noise
	features []feature
}

// feature is an interval in which a density varies on the scale of sigma.
type feature struct{ lo, hi, sigma float64 }

// extents returns the extents of a component on the two axes.
func extents(c *Component) (e [2]extent) {
	root, slope, rest := Cholesky(c.Cov)
	// Along an axis, the density of a Gaussian varies as its conditional distribution on that axis does.
	conditional := Point{root, rest}
	if slope != 0 {
		conditional[0] *= rest / math.Hypot(slope, rest)
	}
	for axis := range e {
		mean, half, sigma := c.Mean[axis], c.Half[axis], math.Sqrt(c.Cov[2*axis])
		e[axis].lo, e[axis].hi = mean-half-cutoff*sigma, mean+half+cutoff*sigma
		switch {
		case sigma == 0:
			e[axis].edges = []float64{mean - half, mean + half}
		case half > 0:
			e[axis].features = []feature{
				{mean - half - cutoff*sigma, mean - half + cutoff*sigma, sigma},
				{mean + half - cutoff*sigma, mean + half + cutoff*sigma, sigma},
			}
		default:
			e[axis].features = []feature{{e[axis].lo, e[axis].hi, conditional[axis]}}
		}
	}
	return e
}

// cell is a rectangle in which the quadrature takes order × order nodes.
type cell struct {
	lo, hi Point
	near   []int // the components that matter in it
}

// cells divides the plane into rectangles in which the density is smooth. They are narrow in the direction in which it is sharp, and they
// are cut along the edges of boxes without noise. Where the density is negligible there are none.
func (m *Mixture) cells() []cell {
	all := make([]int, len(m.components))
	reach := make([][2]extent, len(m.components))
	for k := range m.components {
		all[k] = k
		reach[k] = extents(&m.components[k])
	}
	lo, hi := m.bounds(cutoff)
	widest := Point{(hi[0] - lo[0]) / coarsest, (hi[1] - lo[1]) / coarsest}
	var leaves []cell
	var divide func(lo, hi Point, candidates []int)
	divide = func(lo, hi Point, candidates []int) {
		var near []int
		for _, k := range candidates {
			if e := &reach[k]; e[0].lo < hi[0] && e[0].hi > lo[0] && e[1].lo < hi[1] && e[1].hi > lo[1] {
				near = append(near, k)
			}
		}
		if len(near) == 0 {
			return
		}
		axis, parts, cut := 0, 1.0, 0.0
		for a := range 2 {
			if n, at := split(lo[a], hi[a], widest[a], near, func(k int) *extent { return &reach[k][a] }); n > parts {
				axis, parts, cut = a, n, at
			}
		}
		if parts == 1 {
			leaves = append(leaves, cell{lo, hi, near})
			return
		}
		left, right := hi, lo
		left[axis], right[axis] = cut, cut
		divide(lo, left, near)
		divide(right, hi, near)
	}
	divide(lo, hi, all)
	return leaves
}

// split returns into how many parts [lo, hi] has to be divided to resolve the features of the components near, and where to cut first: at
// an edge, at an end of the sharpest feature, or so that the parts can become equal.
func split(lo, hi, widest float64, near []int, reach func(k int) *extent) (parts, cut float64) {
	sharpest := feature{math.Inf(-1), math.Inf(1), widest / panel}
	for _, k := range near {
		e := reach(k)
		for _, edge := range e.edges {
			if edge > lo && edge < hi {
				return math.Inf(1), edge
			}
		}
		for _, f := range e.features {
			if f.lo < hi && f.hi > lo && f.sigma < sharpest.sigma {
				sharpest = f
			}
		}
	}
	width := panel * sharpest.sigma
	parts = math.Ceil((hi-lo)/width - 1e-6)
	for _, end := range [...]float64{sharpest.lo, sharpest.hi} {
		if end > lo+width && end < hi-width {
			return parts, end
		}
	}
	return parts, lo + (hi-lo)*math.Floor(parts/2)/parts
}

// integrate returns the integral over the plane of a function that is about as smooth as the density and vanishes where the density does.
// It calls integrand once for each cell, from all cores, and integrates the function that it returns over the cell. It panics if a
// component has no density.
func (m *Mixture) integrate(integrand func(c *cell) func(x Point) float64) float64 {
	m.needDensity()
	cells := m.cells()
	var node, weight [order]float64
	quad.Legendre{}.FixedLocations(node[:], weight[:], 0, 1)
	sums := make([]float64, len(cells))
	parallel.Blocks(context.Background(), len(cells), 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			c := &cells[i]
			f := integrand(c)
			width, height := c.hi[0]-c.lo[0], c.hi[1]-c.lo[1]
			for row := range order {
				for column := range order {
					x := Point{c.lo[0] + width*node[column], c.lo[1] + height*node[row]}
					sums[i] += width * height * weight[column] * weight[row] * f(x)
				}
			}
		}
	})
	total := 0.0
	for _, sum := range sums {
		total += sum
	}
	return total
}
