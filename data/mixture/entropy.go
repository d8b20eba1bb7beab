package mixture

import (
	"math"
	"slices"
)

// Entropy returns the differential entropy −∫ p log p in nats. The error is about 1e-6, and 1e-5 for a picture. Entropy panics if a component
// has no density.
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

// Information returns the Fisher information E‖∇ log p‖² of the distribution's location. It is +Inf if HasEdges. The relative error is
// about 1e-6, and 1e-4 for a picture. Information panics if a component has no density.
func (m *Mixture) Information() float64 {
	m.needDensity()
	if m.HasEdges() {
		return math.Inf(1)
	}
	if m.lattice != nil {
		return m.lattice.integrate(func(p, across, up float64) float64 { return (across*across + up*up) / p })
	}
	return m.integrate(func(c *cell) func(x Point) float64 {
		near := m.near(c)
		return func(x Point) float64 {
			log, score := near.logScore(x)
			return math.Exp(log) * (score[0]*score[0] + score[1]*score[1])
		}
	})
}

// HasEdges says whether a box has an edge without noise. The density jumps there.
func (m *Mixture) HasEdges() bool {
	return slices.ContainsFunc(m.components, func(c Component) bool {
		return c.Half[0] > 0 && c.Cov[0] == 0 || c.Half[1] > 0 && c.Cov[2] == 0
	})
}

// near returns the kernels of the components that matter in a cell.
func (m *Mixture) near(c *cell) (near kernels) {
	components := make([]Component, len(c.near))
	for i, k := range c.near {
		components[i] = m.components[k]
	}
	return newKernels(components)
}
