package mixture

import "math"

// Information returns the Fisher information E‖∇ log p‖² of the distribution's location, to about 1e-6 of itself, of a picture 1e-4, and +Inf where a
// box has an edge without noise. It panics if a component has no density.
func (m *Mixture) Information() float64 {
	m.needDensity()
	for _, c := range m.components {
		if c.Half[0] > 0 && c.Cov[0] == 0 || c.Half[1] > 0 && c.Cov[2] == 0 {
			return math.Inf(1)
		}
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
