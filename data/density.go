package data

import "math"

// LogDensity returns the logarithm of the density at x, and −∞ outside boxes without noise. It panics if a component
// has no density, as those of Empirical have none before At.
func (m *Mixture) LogDensity(x Point) float64 {
	m.needDensity()
	if m.lattice != nil {
		log, _ := m.lattice.logScore(x)
		return log
	}
	return logDensity(m.kernels, x)
}

func logDensity(kernels []kernel, x Point) float64 {
	t := terms{x: x, rest: kernels, scale: math.Inf(-1)}
	sum := 0.0
	for len(t.rest) > 0 {
		_, w, shrink := t.next()
		sum *= shrink
		for _, w := range w {
			sum += w
		}
	}
	if sum == 0 {
		return math.Inf(-1)
	}
	return t.scale + math.Log(sum)
}

// Score returns the gradient of the log-density at x: zero inside boxes without noise, and, for want of a better value,
// where the density is zero. It panics if a component has no density.
func (m *Mixture) Score(x Point) Point {
	m.needDensity()
	if m.lattice != nil {
		_, score := m.lattice.logScore(x)
		return score
	}
	_, score := logScore(m.kernels, x)
	return score
}

// logScore returns the log-density and the score at x.
func logScore(kernels []kernel, x Point) (log float64, score Point) {
	t := terms{x: x, rest: kernels, scale: math.Inf(-1)}
	var sum, across, up float64
	for len(t.rest) > 0 {
		kernels, w, shrink := t.next()
		sum, across, up = sum*shrink, across*shrink, up*shrink
		for i, w := range w {
			if w == 0 {
				continue
			}
			k := &kernels[i]
			dx, dy := x[0]-k.mean[0], x[1]-k.mean[1]
			var gx, gy float64
			if k.box == nil {
				gx, gy = k.scoreGaussian(dx, dy)
			} else {
				gx, gy = t.boxes[i][0], t.boxes[i][1]
			}
			sum += w
			across += w * gx
			up += w * gy
		}
	}
	if sum == 0 {
		return math.Inf(-1), Point{}
	}
	return t.scale + math.Log(sum), Point{across / sum, up / sum}
}

func (m *Mixture) needDensity() {
	if m.singular {
		panic("data: points and lines have no density; add noise by At first")
	}
}

// evaluationBlock is how many points one goroutine evaluates.
const evaluationBlock = 128

// LogDensities sets dst to the log-density at each x, on all cores. It panics if their lengths differ.
func (m *Mixture) LogDensities(dst []float64, x []Point) {
	if len(dst) != len(x) {
		panic("data: results and points differ in number")
	}
	m.needDensity()
	ForBlocks(len(x), evaluationBlock, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = m.LogDensity(x[i])
		}
	})
}

// Scores sets dst to the score at each x, on all cores; dst and x may be the same. It panics if their lengths differ.
func (m *Mixture) Scores(dst, x []Point) {
	if len(dst) != len(x) {
		panic("data: results and points differ in number")
	}
	m.needDensity()
	ForBlocks(len(x), evaluationBlock, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = m.Score(x[i])
		}
	})
}
