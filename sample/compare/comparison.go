package compare

import (
	"context"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// comparison is what metrics measure. All is on axes on which the truth has mean 0 and standard deviation 1.
type comparison struct {
	truth        Truth
	axes         data.Standardizer
	seed         uint64
	points       []data.Point     // that are compared with the truth
	distribution *mixture.Mixture // true distribution; nil if it is not known
	training     []data.Point     // training points; nil if there are none, or they are not known
	untested     bool             // without permutation tests
}

// newComparison returns the comparison of points, which are already on the axes, with a truth.
func newComparison(points []data.Point, truth Truth, seed uint64) *comparison {
	c := &comparison{truth: truth, axes: truth.Axes(), seed: seed, points: points}
	if truth.distribution != nil {
		c.distribution = c.axes.Distribution(truth.distribution)
	}
	if truth.training != nil {
		c.training = make([]data.Point, len(truth.training))
		c.axes.To(c.training, truth.training)
	}
	return c
}

// set returns n true points.
func (c *comparison) set(n int) []data.Point {
	y := c.truth.Set(n, c.seed, 0)
	c.axes.To(y, y)
	return y
}

// pair returns the k-th pair of independent sets of n true points.
func (c *comparison) pair(n, k int) (x, y []data.Point) {
	x, y = c.truth.Pair(n, c.seed, k)
	c.axes.To(x, x)
	c.axes.To(y, y)
	return x, y
}

// reference returns points of a distribution for a metric of n points. There are so many times as many, but at least 20,000 and at
// most 10⁶. The variance of their sampling error is that of the n points over times, except for n above 10⁶/times.
func reference(distribution *mixture.Mixture, n, times int, seed uint64) []data.Point {
	return draw(distribution, min(max(20_000, times*n), 1_000_000), seed, data.Truth, referenceSet)
}

// distanceFromTruth measures the distance of the points from a true set. Its floor is the distance between two true sets.
func distanceFromTruth(distance func(x, y []data.Point) float64) measure {
	return func(ctx context.Context, c *comparison, n int) *Measurement {
		distances := make([]float64, 1+Pairs) // from the true set, and between the sets of each pair
		parallel.Each(ctx, len(distances), func(i int) {
			if i == 0 {
				distances[i] = distance(c.points[:n], c.set(n))
			} else {
				distances[i] = distance(c.pair(n, i-1))
			}
		})
		floor, sd := stat.MeanStdDev(distances[1:], nil)
		return &Measurement{Value: distances[0], Floor: floor, FloorSD: sd}
	}
}

// withTest is distanceFromTruth with the p-value of a test of whether two sets come from the same distribution.
func withTest(
	distance func(x, y []data.Point) float64, pValue func(ctx context.Context, x, y []data.Point, seed uint64) float64,
) measure {
	measure := distanceFromTruth(distance)
	return func(ctx context.Context, c *comparison, n int) *Measurement {
		m := measure(ctx, c, n)
		if !c.untested {
			m.P = new(pValue(ctx, c.points[:n], c.set(n), c.seed))
		}
		return m
	}
}
