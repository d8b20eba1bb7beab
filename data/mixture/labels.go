package mixture

import "math"

// LabelWeight returns the probability of a label. It is 0 if no component has the label.
func (m *Mixture) LabelWeight(label int) float64 {
	sum := 0.0
	for _, c := range m.components {
		if c.Label == label {
			sum += c.Weight
		}
	}
	return sum
}

// Given returns the distribution of the points with a label, which is that of the components with it. They keep the label. Given panics
// if the label has the probability 0.
func (m *Mixture) Given(label int) *Mixture {
	var components []Component
	for _, c := range m.components {
		if c.Label == label {
			components = append(components, c)
		}
	}
	if m.LabelWeight(label) == 0 {
		panic("mixture: no point of the distribution has the label")
	}
	return New(components)
}

// Posterior sets dst to P(label | x) for every label. Where the density is zero, the label of the nearest box has the probability 1: that
// is the limit of vanishing noise. Posterior panics if len(dst) is not Labels, or if a component has no density.
func (m *Mixture) Posterior(dst []float64, x Point) {
	if len(dst) != m.labels {
		panic("mixture: results and labels differ in number")
	}
	m.needDensity()
	clear(dst)
	if m.labels == 1 {
		dst[0] = 1
		return
	}
	var t terms
	t.start(m.kernels, x, math.Inf(-1))
	for t.next() {
		for label := range dst {
			dst[label] *= t.shrink
		}
		for i := range t.kernels {
			if w := t.weight[i]; w > 0 {
				dst[t.kernels[i].label] += w
			}
		}
	}
	if t.mass == 0 {
		dst[m.nearestBox(x)] = 1
		return
	}
	for label := range dst {
		dst[label] /= t.mass
	}
}

// nearestBox returns the label of the component nearest to x along the axes on which it has no noise.
func (m *Mixture) nearestBox(x Point) (label int) {
	least := math.Inf(1)
	for _, c := range m.components {
		var gap Point
		for axis, variance := range [...]float64{c.Cov[0], c.Cov[2]} {
			if variance == 0 {
				gap[axis] = max(0, math.Abs(x[axis]-c.Mean[axis])-c.Half[axis])
			}
		}
		if distance := math.Hypot(gap[0], gap[1]); c.Weight > 0 && distance < least {
			least, label = distance, c.Label
		}
	}
	return label
}
