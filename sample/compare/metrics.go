package compare

import "ddpm/data"

// metric is a distance between two sets of equally many points.
type metric struct {
	name     string // in JSON
	title    string // in words
	points   int    // the most points it takes; 0: all
	distance func(x, y []data.Point) float64
}

// metrics are what Compare measures, in the order of its results.
var metrics = []metric{
	{"sliced_w2", "sliced 2-Wasserstein", 0, SlicedW2},
	{"w2", "2-Wasserstein", 2000, W2},
	{"energy", "energy distance", 2000, Energy},
}

// limit returns how many of n points the metric takes.
func (m metric) limit(n int) int {
	if m.points == 0 {
		return n
	}
	return min(n, m.points)
}
