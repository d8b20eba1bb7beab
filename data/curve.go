package data

import (
	"math"

	"ddpm/data/mixture"
)

// curve is the curve at(u), lo ≤ u ≤ hi, with a distribution of the points on it.
type curve struct {
	at     func(u float64) Point
	lo, hi float64
	mass   func(u float64) float64 // the probability of the curve from lo to u; nil: in proportion to its length
}

// uniformly returns the curve at(u) whose parameter u is uniform from lo to hi.
func uniformly(at func(u float64) Point, lo, hi float64) curve {
	return curve{at, lo, hi, func(u float64) float64 { return (u - lo) / (hi - lo) }}
}

// circle returns a circle whose points are uniform.
func circle(centre Point, radius float64) curve {
	at := func(u float64) Point { return Point{centre[0] + radius*math.Cos(u), centre[1] + radius*math.Sin(u)} }
	return curve{at: at, hi: 2 * math.Pi}
}

// chords is how many straight pieces a curve is cut into to measure its length.
const chords = 1 << 12

// parameter returns the parameter at which chord i starts.
func (c curve) parameter(i int) float64 { return c.lo + (c.hi-c.lo)*float64(i)/chords }

// lengths returns 0 and then the length of the curve up to the end of each chord.
func (c curve) lengths() []float64 {
	lengths := make([]float64, chords+1)
	for i, last := 1, c.at(c.lo); i <= chords; i++ {
		next := c.at(c.parameter(i))
		lengths[i] = lengths[i-1] + math.Hypot(next[0]-last[0], next[1]-last[1])
		last = next
	}
	return lengths
}

// length returns the length of the whole curve.
func (c curve) length() float64 { return c.lengths()[chords] }

// spacing is the largest distance between neighbouring Gaussians on a curve, in their standard deviations. Along a straight line of such
// Gaussians the density varies by 2exp(−2π²/spacing²) of itself, less than 2e-4.
const spacing = 1.4

// along cuts the curve into stretches of equal length. It returns a Gaussian with standard deviation jitter for each: its mean is the
// middle of the stretch, and its weight is weight times the probability of the stretch.
func (c curve) along(weight, jitter float64, label int) []mixture.Component {
	lengths := c.lengths()
	i := 0
	reaching := func(target float64) (u float64) { // the parameter at that length; each target is above the last
		for i < chords-1 && lengths[i+1] < target {
			i++
		}
		step := c.parameter(i+1) - c.parameter(i)
		return c.parameter(i) + step*min(1, (target-lengths[i])/(lengths[i+1]-lengths[i]))
	}
	n := int(math.Ceil(lengths[chords] / (spacing * jitter)))
	stretch := lengths[chords] / float64(n)
	components := make([]mixture.Component, n)
	start := c.lo
	for k := range components {
		middle, end := reaching((float64(k)+0.5)*stretch), reaching(float64(k+1)*stretch)
		share := 1 / float64(n)
		if c.mass != nil {
			share = c.mass(end) - c.mass(start)
		}
		components[k] = mode(weight*share, label, c.at(middle), jitter)
		start = end
	}
	return components
}
