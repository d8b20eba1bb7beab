package mixture

import (
	"context"
	"math"

	"ddpm/data/parallel"
)

// LogDensity returns the logarithm of the density at x, and −∞ outside boxes without noise. It panics if a component
// has no density, as those of Empirical have none before At.
func (m *Mixture) LogDensity(x Point) float64 {
	log, _ := m.logScore(x)
	return log
}

// Score returns the gradient of the log-density at x: zero inside boxes without noise, and, for want of a better value,
// where the density is zero. It panics if a component has no density.
func (m *Mixture) Score(x Point) Point {
	_, score := m.logScore(x)
	return score
}

// logScore returns the log-density and the score at x.
func (m *Mixture) logScore(x Point) (log float64, score Point) {
	m.needDensity()
	if m.lattice != nil {
		return m.lattice.logScore(x)
	}
	return m.kernels.logScore(x)
}

func (k kernels) logScore(x Point) (log float64, score Point) {
	var t terms
	t.sum(k, x)
	if t.mass == 0 {
		return math.Inf(-1), Point{}
	}
	return t.scale + math.Log(t.mass), Point{t.right / t.mass, t.above / t.mass}
}

func (m *Mixture) needDensity() {
	if m.kernels.singular {
		panic("mixture: points and lines have no density; add noise by At first")
	}
}

// evaluationBlock is how many points one goroutine evaluates.
const evaluationBlock = 128

// LogDensities sets dst to the log-density at each x, on all cores. It panics if their lengths differ.
func (m *Mixture) LogDensities(dst []float64, x []Point) {
	if len(dst) != len(x) {
		panic("mixture: results and points differ in number")
	}
	m.needDensity()
	parallel.Blocks(context.Background(), len(x), evaluationBlock, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = m.LogDensity(x[i])
		}
	})
}

// Scores sets dst to the score at each x, on all cores; dst and x may be the same. It panics if their lengths differ.
func (m *Mixture) Scores(dst, x []Point) {
	if len(dst) != len(x) {
		panic("mixture: results and points differ in number")
	}
	m.needDensity()
	parallel.Blocks(context.Background(), len(x), evaluationBlock, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = m.Score(x[i])
		}
	})
}
