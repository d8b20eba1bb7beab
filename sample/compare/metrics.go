package compare

import (
	"context"

	"ddpm/sample/compare/transport"
)

// metric is a way to hold points against a truth.
type metric struct {
	name   string // in JSON
	title  string // in words
	about  string // what it tells, in the words of a line
	better Better
	points int // the most points it takes
	judge  judge
}

// judge judges the first n points of a trial, or returns nil if the truth, or the number of points, does not allow it. What it
// leaves of the Measurement to Compare are Name, Points and Better. When the context ends it returns soon, and anything.
type judge func(ctx context.Context, t *trial, n int) *Measurement

// mostPoints is the most that any metric takes, so that a comparison's time and memory are bounded, however many points there are.
const mostPoints = 100_000

// blockSize is how many points one core takes at a time.
const blockSize = 1024

// metrics are what Compare measures, in the order of its results.
var metrics = []metric{
	{"sliced_w2", "sliced 2-Wasserstein", "how far points have to move, seen from 180 sides", Lower, mostPoints,
		tested(SlicedW2, slicedPValue)},
	{"w2", "2-Wasserstein", "how far points have to move to become true ones", Lower, 2000, between(transport.W2)},
	{"energy", "energy distance", "how much farther from true points than among themselves", Lower, 2000,
		tested(Energy, energyPValue)},
	{"density", "density", "how deep among true points these lie", Closer, 10_000, between(density)},
	{"coverage", "coverage", "how many true points have one of these close", Higher, 10_000, between(coverage)},
	{"modes", "mode weights, χ²", "how far the modes' shares of the points are off", Lower, mostPoints, modeWeights},
	{"outside", "outside 99.9%", "the share of points where true ones hardly ever are", Lower, mostPoints, outside},
	{"memorisation", "memorisation", "how often nearer to a training point than a fresh one is", Lower, 10_000, memorisation},
}
