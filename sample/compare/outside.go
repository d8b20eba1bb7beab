package compare

import (
	"context"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// outside judges by the share of points where the density is below the level that all but a thousandth of the true mass is
// above. The level is a quantile of true points' densities. The mass below it is off by a tenth of the value's noise, for 100,000
// points by a third, and p, binomial and one-sided, takes it for exact.
//
// Where the density is constant, the level is that constant and no mass is below it: then the value is the share of points
// outside the support, where no true point ever is, and a single one settles the matter.
func outside(ctx context.Context, t *trial, n int) *Measurement {
	if t.distribution == nil {
		return nil
	}
	logs := logDensities(ctx, t.distribution, t.reference(n))
	newSorter(len(logs)).sort(logs)
	level := logs[len(logs)/1000]

	share := distuv.Binomial{N: float64(n), P: float64(below(logs, level)) / float64(len(logs))}
	count := float64(below(logDensities(ctx, t.distribution, t.judged[:n]), level))
	p := share.Survival(count - 1)
	return &Measurement{Value: count / share.N, Floor: share.P, FloorSD: share.StdDev() / share.N, P: &p}
}

func below(values []float64, level float64) (count int) {
	for _, v := range values {
		if v < level {
			count++
		}
	}
	return count
}

// logDensities is distribution.LogDensities that ends soon after ctx does.
func logDensities(ctx context.Context, distribution *mixture.Mixture, points []data.Point) []float64 {
	logs := make([]float64, len(points))
	parallel.Blocks(ctx, len(points), blockSize, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			logs[i] = distribution.LogDensity(points[i])
		}
	})
	return logs
}
