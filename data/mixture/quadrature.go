package mixture

import (
	"context"
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data/parallel"
)

const (
	// reaching is how many standard deviations around a Gaussian, or around an edge that one blurs, count.
	reaching = 6.5
	// panel is the largest width of a cell, in standard deviations of the sharpest feature within reach.
	panel = 1.5
	// order is the number of Gauss–Legendre nodes on each axis of a cell.
	order = 8
	// coarsest is the least number of cells across the distribution, for what is not as smooth as the density between its features.
	coarsest = 8
)

// extent is where a component matters on one axis.
type extent struct {
	lo, hi   float64 // all its mass but a negligible part
	edges    []float64
	features []feature
}

// feature is a stretch in which a density varies on the scale of sigma.
type feature struct{ lo, hi, sigma float64 }

// extents returns the extents of a component on the two axes.
func extents(c *Component) (e [2]extent) {
	root, slope, rest := cholesky(c.Cov)
	// On either axis a Gaussian varies as its conditional distribution does.
	conditional := Point{root, rest}
	if slope != 0 {
		conditional[0] *= rest / math.Hypot(slope, rest)
	}
	for axis := range e {
		mean, half, sigma := c.Mean[axis], c.Half[axis], math.Sqrt(c.Cov[2*axis])
		e[axis].lo, e[axis].hi = mean-half-reaching*sigma, mean+half+reaching*sigma
		switch {
		case sigma == 0:
			e[axis].edges = []float64{mean - half, mean + half}
		case half > 0:
			e[axis].features = []feature{
				{mean - half - reaching*sigma, mean - half + reaching*sigma, sigma},
				{mean + half - reaching*sigma, mean + half + reaching*sigma, sigma},
			}
		default:
			e[axis].features = []feature{{e[axis].lo, e[axis].hi, conditional[axis]}}
		}
	}
	return e
}

// cell is a rectangle of the quadrature and the components that matter in it.
type cell struct {
	lo, hi Point
	near   []int
}

// cells divides the plane, but for where the density is negligible, into rectangles in which it is smooth: narrow in
// the direction in which it is sharp, and cut along the edges of boxes without noise.
func (m *Mixture) cells() []cell {
	all := make([]int, len(m.components))
	reach := make([][2]extent, len(m.components))
	for k := range m.components {
		all[k] = k
		reach[k] = extents(&m.components[k])
	}
	lo, hi := m.reach(reaching)
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

// split says into how many parts [lo, hi] has to be divided to resolve the features of the components near, and where to
// cut first: at an edge, at the end of the sharpest feature, or so that equal parts remain.
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

// integrate returns the sum over all cells of the integral of what integrand returns for each.
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

// Integrate returns the integral of f over the plane, for an f that is about as smooth as the density and vanishes where
// that does, such as the density times a polynomial. It calls f from all cores at once. Its nodes are Gauss–Legendre's on
// rectangles as small as the distribution is sharp there. It panics if a component has no density.
func (m *Mixture) Integrate(f func(x Point) float64) float64 {
	return m.integrate(func(*cell) func(Point) float64 { return f })
}

// Entropy returns the differential entropy −∫ p log p in nats, to about 1e-6, of a picture 1e-5. It panics if a component has no density.
func (m *Mixture) Entropy() float64 {
	m.needDensity()
	if m.lattice != nil {
		return m.lattice.integrate(func(p, _, _ float64) float64 { return -p * math.Log(p) })
	}
	return m.integrate(func(c *cell) func(Point) float64 {
		near := m.near(c)
		return func(x Point) float64 {
			log, _ := near.logScore(x)
			if math.IsInf(log, -1) {
				return 0
			}
			return -math.Exp(log) * log
		}
	})
}

// near returns the kernels that matter in a cell.
func (m *Mixture) near(c *cell) (near kernels) {
	components := make([]Component, len(c.near))
	for i, k := range c.near {
		components[i] = m.components[k]
	}
	return newKernels(components)
}
