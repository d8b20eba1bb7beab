package compare

import (
	"context"

	"ddpm/sample/compare/transport"
)

// metric is a measure of how far points are from a truth.
type metric struct {
	name    string // in JSON and on the command line
	title   string // in texts
	about   string // what it measures, in a short line
	better  Better
	points  int // the most points that it takes
	measure measure
}

// measure measures the first n points of a comparison. It returns nil if the truth or the number of points does not allow the metric.
// It leaves Name, Points and Better of the Measurement to Compare. When the context ends it returns soon, with any result.
type measure func(ctx context.Context, c *comparison, n int) *Measurement

// maxPoints is the most points that any metric takes. It bounds the time and memory of a comparison, however many points there are.
const maxPoints = 100_000

// blockSize is the number of points that one core takes at a time.
const blockSize = 1024

// metrics are what Compare measures, in the order of its results.
var metrics = []metric{
	{"sliced_w2", "sliced 2-Wasserstein", "how far points have to move, seen from 180 directions", Lower, maxPoints,
		withTest(SlicedW2, slicedPValue)},
	{"w2", "2-Wasserstein", "how far points have to move to become true points", Lower, 2000, distanceFromTruth(transport.W2)},
	{"energy", "energy distance", "how much farther from true points than from each other", Lower, 2000,
		withTest(Energy, energyPValue)},
	{"density", "density", "how dense true points are around these", Closer, 10_000, distanceFromTruth(density)},
	{"coverage", "coverage", "how many true points have one of these close", Higher, 10_000, distanceFromTruth(coverage)},
	{"modes", "mode weights, χ²", "how far the modes' shares of the points are wrong", Lower, maxPoints, modeWeights},
	{"outside", "outside 99.9%", "the share of points where true points hardly ever are", Lower, maxPoints, outside},
	{"memorisation", "memorisation", "how often nearer to a training point than a true point is", Lower, 10_000, memorisation},
}
