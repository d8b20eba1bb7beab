package mixture

import "math"

// Merged returns a mixture of fewer components that is nearly m once noise is added. A box no wider than two cells becomes a Gaussian.
// Gaussians with the same label and with means in the same cell of a square grid become one Gaussian. Weights, means and covariances
// are kept, so only third and higher moments within a cell change. Under noise with a standard deviation of five cells or more, this
// changes ε* by less than 1e-3 wherever there is mass.
//
// Wider boxes stay as they are. So does a picture, whose lattice is quick, unless few components would be left of it.
func (m *Mixture) Merged(cell float64) *Mixture {
	type place struct{ label, column, row int }
	var components []Component
	if m.lattice != nil && !m.lattice.coarser(cell) {
		return m
	}
	groups := make(map[place]int) // the index in components of the Gaussian at each place
	for _, c := range m.components {
		if max(c.Half[0], c.Half[1]) > cell || c.Weight == 0 {
			components = append(components, c)
			continue
		}
		c.Cov[0] += c.Half[0] * c.Half[0] / 3
		c.Cov[2] += c.Half[1] * c.Half[1] / 3
		c.Half = Point{}
		at := place{c.Label, int(math.Floor(c.Mean[0] / cell)), int(math.Floor(c.Mean[1] / cell))}
		i, ok := groups[at]
		if !ok {
			groups[at] = len(components)
			components = append(components, c)
			continue
		}
		components[i] = merged(components[i], c)
	}
	return newMixture(components)
}

// merged returns the Gaussian with the weight, mean and covariance of two Gaussians together.
func merged(a, b Component) Component {
	weight := a.Weight + b.Weight
	p, q := a.Weight/weight, b.Weight/weight
	dx, dy := b.Mean[0]-a.Mean[0], b.Mean[1]-a.Mean[1]
	c := Component{Weight: weight, Label: a.Label, Mean: Point{a.Mean[0] + q*dx, a.Mean[1] + q*dy}}
	for i, spread := range [...]float64{dx * dx, dx * dy, dy * dy} {
		c.Cov[i] = p*a.Cov[i] + q*b.Cov[i] + p*q*spread
	}
	return c
}
