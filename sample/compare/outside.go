package compare

import (
	"context"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// outside returns the share of the points that lie where the true density is below a level. The level is a quantile of the densities of a
// reference of true points, such that a share 0.999 of them has a higher density. The p-value is that of the one-sided binomial test.
// It takes the true share below the level for exact; the error of that is a tenth of the standard deviation of the value, and a third
// of it for 100,000 points.
//
// Where the density is constant, the level is that constant, and no true mass is below it. Then the value is the share of points outside
// the support. No true point lies there, so that a single point has a p-value of 0.
func outside(ctx context.Context, c *comparison, n int) *Measurement {
	if c.distribution == nil {
		return nil
	}
	reference := logDensities(ctx, c.distribution, c.reference(n, 100))
	newSorter(len(reference)).sort(reference)
	level := reference[len(reference)/1000]

	share := distuv.Binomial{N: float64(n), P: float64(below(reference, level)) / float64(len(reference))}
	count := float64(below(logDensities(ctx, c.distribution, c.points[:n]), level))
	return &Measurement{Value: count / share.N, Floor: share.P, FloorSD: share.StdDev() / share.N, P: new(share.Survival(count - 1))}
}

// below returns how many values are less than level.
func below(values []float64, level float64) (count int) {
	for _, v := range values {
		if v < level {
			count++
		}
	}
	return count
}

// logDensities returns the log density of each point. When the context ends it returns soon, with any result.
func logDensities(ctx context.Context, distribution *mixture.Mixture, points []data.Point) []float64 {
	logs := make([]float64, len(points))
	parallel.Blocks(ctx, len(points), blockSize, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			logs[i] = distribution.LogDensity(points[i])
		}
	})
	return logs
}
