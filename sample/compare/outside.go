package compare

import (
	"context"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// Border is the line of equal density outside of which one of a thousand true points lies.
type Border struct {
	level float64 // log density on the line, on axes on which the truth has mean 0 and standard deviation 1
	share float64 // of the true points that lie outside
}

// borderSeed is the seed of the true points that a border is found by. It is always the same, since a border is of the distribution alone.
const borderSeed = 1

// FindBorder returns the border of an exact distribution, good enough for sets of n points. WithBorder gives it to a truth. It is nil if
// the truth is a set of points. When the context ends it returns soon, with any result.
func FindBorder(ctx context.Context, truth Truth, n int) *Border {
	if truth.distribution == nil {
		return nil
	}
	return findBorder(ctx, truth.Axes().Distribution(truth.distribution), min(n, maxPoints))
}

// findBorder returns the border of a distribution, on its axes. The level is a quantile of the densities of a reference of true points,
// such that a share 0.999 of them has a higher density. There are a hundred times n of these, within bounds.
//
// Where the density is constant, the level is that constant, and no true mass is below it.
func findBorder(ctx context.Context, distribution *mixture.Mixture, n int) *Border {
	logs := logDensities(ctx, distribution, reference(distribution, n, 100, borderSeed))
	newSorter(len(logs)).sort(logs)
	level := logs[len(logs)/1000]
	return &Border{level, float64(below(logs, level)) / float64(len(logs))}
}

// outside returns the share of the points that lie outside of the border. The p-value is that of the one-sided binomial test. It takes the
// share of true points there for exact; the error of that is a tenth of the standard deviation of the value, and a third of it for
// 100,000 points.
//
// Where the density is constant, the value is the share of points outside the support. No true point lies there, so that a single point has
// a p-value of 0.
func outside(ctx context.Context, c *comparison, n int) *Measurement {
	if c.distribution == nil {
		return nil
	}
	border := c.truth.border
	if border == nil {
		border = findBorder(ctx, c.distribution, n)
	}
	share := distuv.Binomial{N: float64(n), P: border.share}
	count := float64(below(logDensities(ctx, c.distribution, c.points[:n]), border.level))
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
