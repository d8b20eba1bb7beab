package mixture

import (
	"context"
	"math"

	"ddpm/data/parallel"
)

// LogDensity returns the logarithm of the density at x. It is −∞ where the density is zero, outside boxes without noise. LogDensity panics
// if a component has no density, such as those of Empirical before At adds noise.
func (m *Mixture) LogDensity(x Point) float64 {
	log, _ := m.logScore(x)
	return log
}

// Score returns the gradient of the log-density at x. It is zero inside boxes without noise. Where the density is zero the gradient does
// not exist, and Score returns zero. It panics if a component has no density.
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

// logScore returns the log-density and the score at x of the mixture of the kernels.
func (k kernels) logScore(x Point) (log float64, score Point) {
	var t terms
	t.sum(k, x)
	if t.mass == 0 {
		return math.Inf(-1), Point{}
	}
	return t.scale + math.Log(t.mass), Point{t.right / t.mass, t.above / t.mass}
}

// HasDensity says whether all components have a density: none is a point or a line.
func (m *Mixture) HasDensity() bool { return !m.kernels.singular }

// needDensity panics if a component has no density.
func (m *Mixture) needDensity() {
	if !m.HasDensity() {
		panic("mixture: points and lines have no density; add noise by At first")
	}
}

// LogDensities sets dst to the log-density at each x, on all cores. It panics if their lengths differ, or if a component has no density.
func (m *Mixture) LogDensities(dst []float64, x []Point) {
	m.forEach(x, len(dst), func(near *Mixture, i int) { dst[i] = near.LogDensity(x[i]) })
}

// Scores sets dst to the score at each x, on all cores. The slices may be the same. Scores panics if their lengths differ, or if a component
// has no density.
func (m *Mixture) Scores(dst, x []Point) {
	m.forEach(x, len(dst), func(near *Mixture, i int) { dst[i] = near.Score(x[i]) })
}

// forEach calls evaluate with the place of every x, on all cores, and with a mixture that is m there except for negligible terms. It panics if
// there are not as many results, or if a component has no density.
func (m *Mixture) forEach(x []Point, results int, evaluate func(near *Mixture, i int)) {
	if results != len(x) {
		panic("mixture: results and points differ in number")
	}
	m.needDensity()
	if m.lattice == nil && len(m.kernels.boxes) == 0 && len(m.kernels.gaussians) > fewKernels && len(x) > together {
		m.eachNear(x, evaluate)
		return
	}
	const block = 128 // points that a goroutine evaluates at a time
	parallel.Blocks(context.Background(), len(x), block, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			evaluate(m, i)
		}
	})
}
