// Package mixture has distributions in the plane that are weighted sums of Gaussians and boxes. Their densities, scores, marginals and
// entropies are known exactly. A mixture that is scaled, or to which Gaussian noise is added, is again such a mixture. So all of this is
// known at every noise level.
//
// Read it in this order:
//
//   - mixture.go: components and mixtures, and how they change; moments.go and labels.go: what follows from the components alone;
//   - box.go: the density of a box under noise, on one axis; marginal.go: the distribution of one coordinate;
//   - density.go: log-density and score of a mixture; curvature.go: the derivative of the score;
//   - kernel.go and terms.go: how the components' densities are summed, with vector instructions in simd_amd64.go and asm, and in plain Go
//     in exp.go; near.go: which of very many components matter to a point;
//   - quadrature.go and entropy.go: integrals over the plane;
//   - merge.go: a simpler mixture that is nearly the same under noise;
//   - lattice.go, latticedensity.go and latticequadrature.go: pictures, which are many equal boxes and have a quicker form.
package mixture

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// Point is a point of the plane, or a vector in it.
type Point = [2]float64

// Component is the distribution of Mean + Half∘U + N(0, Cov), where U is uniform on [−1, 1]². It is a Gaussian if Half is zero, else a
// box with sides 2·Half under Gaussian noise.
type Component struct {
	Weight float64 // share of the mass; not negative. New divides the weights by their sum
	Label  int     // 0, 1, …: the mode, arm or cell that the component belongs to
	Mean   Point
	Half   Point      // half the sides of the box; not negative
	Cov    [3]float64 // xx, xy, yy; positive semi-definite, and diagonal if Half is not zero
}

// Mixture is a weighted sum of Gaussians and boxes. It is immutable and safe for concurrent use.
type Mixture struct {
	components []Component
	kernels    kernels   // the components, prepared for evaluation
	cumulative []float64 // cumulative[k] is the weight of components 0…k
	labels     int
	lattice    *lattice // not nil if the components are equal boxes on a lattice; it is then evaluated instead of the kernels
}

// New returns the mixture of the components, with their weights divided by the sum of all weights. It panics if that sum is not positive
// and finite, or if a component is not as Component says.
func New(components []Component) *Mixture {
	total := 0.0
	for _, c := range components {
		c.check()
		total += c.Weight
	}
	if !(total > 0) || math.IsInf(total, 1) {
		panic("mixture: the weights of a mixture need a positive, finite sum")
	}
	components = slices.Clone(components)
	for k := range components {
		components[k].Weight /= total
	}
	return newMixture(components)
}

// newMixture returns the mixture of components that are valid and whose weights sum to 1. It keeps the slice.
func newMixture(components []Component) *Mixture {
	m := &Mixture{
		components: components,
		kernels:    newKernels(components),
		cumulative: make([]float64, len(components)),
	}
	sum := 0.0
	for k, c := range components {
		sum += c.Weight
		m.cumulative[k] = sum
		m.labels = max(m.labels, c.Label+1)
	}
	return m
}

// Equal reports whether another mixture has the same components in the same order, and so the same numbers.
func (m *Mixture) Equal(other *Mixture) bool {
	return m == other || (m.lattice == nil) == (other.lattice == nil) && slices.Equal(m.components, other.components)
}

// check panics if a component is not as Component says.
func (c *Component) check() {
	for _, v := range [...]float64{c.Weight, c.Mean[0], c.Mean[1], c.Half[0], c.Half[1], c.Cov[0], c.Cov[1], c.Cov[2]} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			panic("mixture: a component's numbers must be finite")
		}
	}
	const rounding = 1 + 1e-12
	switch {
	case c.Weight < 0 || c.Half[0] < 0 || c.Half[1] < 0:
		panic("mixture: a component's weight and box must not be negative")
	case c.Label < 0:
		panic("mixture: a component's label must not be negative")
	case c.Cov[0] < 0 || c.Cov[2] < 0 || math.Abs(c.Cov[1]) > math.Sqrt(c.Cov[0])*math.Sqrt(c.Cov[2])*rounding:
		panic("mixture: a component's covariance must be positive semi-definite")
	case c.Half != Point{} && c.Cov[1] != 0:
		panic("mixture: a box needs a diagonal covariance")
	}
}

// Components returns a copy of the components. Their weights sum to 1.
func (m *Mixture) Components() []Component { return slices.Clone(m.components) }

// Labels returns the number of labels: the largest label plus one.
func (m *Mixture) Labels() int { return m.labels }

// Affine returns the distribution of shift + scale∘x, with x drawn from m. It panics if a scale is zero.
func (m *Mixture) Affine(shift, scale Point) *Mixture {
	if scale[0] == 0 || scale[1] == 0 {
		panic("mixture: a scale must not be zero")
	}
	return m.mapped(shift, scale, 0)
}

// At returns the distribution of a·x + sigma·ε, with x drawn from m and ε standard normal. It panics if sigma is negative or not a number.
func (m *Mixture) At(a, sigma float64) *Mixture {
	if sigma < 0 {
		panic("mixture: a noise level must not be negative")
	}
	return m.mapped(Point{}, Point{a, a}, sigma*sigma)
}

// mapped returns the distribution of shift + scale∘x + N(0, variance).
func (m *Mixture) mapped(shift, scale Point, variance float64) *Mixture {
	if m.lattice != nil && scale[0]*scale[1] != 0 {
		return m.lattice.mapped(shift, scale, variance).mixture()
	}
	components := slices.Clone(m.components)
	for k := range components {
		c := &components[k]
		for axis := range c.Mean {
			c.Mean[axis] = shift[axis] + scale[axis]*c.Mean[axis]
			c.Half[axis] *= math.Abs(scale[axis])
		}
		c.Cov[0] = scale[0]*scale[0]*c.Cov[0] + variance
		c.Cov[1] *= scale[0] * scale[1]
		c.Cov[2] = scale[1]*scale[1]*c.Cov[2] + variance
		c.check()
	}
	return newMixture(components)
}

// Sample draws one point and returns it with the label of its component.
func (m *Mixture) Sample(rng *rand.Rand) (Point, int) {
	last := len(m.components) - 1
	u := rng.Float64() * m.cumulative[last]
	c := &m.components[min(sort.Search(last, func(k int) bool { return m.cumulative[k] > u }), last)]
	x := c.Mean
	if c.Half != (Point{}) {
		x[0] += c.Half[0] * (2*rng.Float64() - 1)
		x[1] += c.Half[1] * (2*rng.Float64() - 1)
	}
	if c.Cov != ([3]float64{}) {
		root, slope, rest := Cholesky(c.Cov)
		a, b := rng.NormFloat64(), rng.NormFloat64()
		x[0] += root * a
		x[1] += slope*a + rest*b
	}
	return x, c.Label
}

// Cholesky returns the lower triangular root of a positive semi-definite covariance: rows (root, 0) and (slope, rest).
func Cholesky(cov [3]float64) (root, slope, rest float64) {
	if cov[0] > 0 {
		root = math.Sqrt(cov[0])
		slope = cov[1] / root
	}
	return root, slope, math.Sqrt(max(0, cov[2]-slope*slope))
}

// Empirical returns the distribution that gives each of the points the same probability. Points have no density: LogDensity and Score
// panic until At adds noise. Empirical panics if there are no points.
func Empirical(points []Point) *Mixture {
	components := make([]Component, len(points))
	for i, x := range points {
		components[i] = Component{Weight: 1, Mean: x}
	}
	return New(components)
}
