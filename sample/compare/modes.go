package compare

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// modeWeights compares how many points belong to each mode. A mode is a label of the distribution, and a point belongs to its most probable
// label. The value is the χ² statistic of the test of whether the points and a reference of true points have the same shares (Pearson
// 1900, for a 2×k table), which allows for the sampling error of both. The reference is 20 times as large as the points, up to 50,000 points,
// which makes the value of wrong shares a twentieth less than exact shares would. The floor and its standard deviation are those of the χ² distribution. A
// distribution with one label has no modes.
func modeWeights(ctx context.Context, c *comparison, n int) *Measurement {
	if c.distribution == nil || c.distribution.Labels() < 2 {
		return nil
	}
	return homogeneity(countModes(ctx, c.distribution, c.points[:n]), countModes(ctx, c.distribution, reference(c.distribution, n, 20, c.seed)))
}

// countModes returns the number of points of each label.
func countModes(ctx context.Context, distribution *mixture.Mixture, points []data.Point) []float64 {
	modes := make([]int, len(points))
	parallel.Blocks(ctx, len(points), blockSize, func(lo, hi int) {
		posterior := make([]float64, distribution.Labels())
		for i := lo; i < hi; i++ {
			distribution.Posterior(posterior, points[i])
			modes[i] = floats.MaxIdx(posterior)
		}
	})
	counts := make([]float64, distribution.Labels())
	for _, mode := range modes {
		counts[mode]++
	}
	return counts
}

// homogeneity tests whether the counts x and y of the same cells come from the same shares. With n = Σx and m = Σy,
//
//	χ² = Σ over cells (x √(m/n) − y √(n/m))² / (x + y).
//
// y must be much larger than x. Neighbouring cells are pooled until at least 5 of x are expected in each. The result is nil if there is
// only one cell then.
func homogeneity(x, y []float64) *Measurement {
	n, m := floats.Sum(x), floats.Sum(y)
	x, y = pooled(x, y, 5*m/n)
	if len(x) < 2 {
		return nil
	}
	value := 0.0
	for i := range x {
		gap := x[i]*math.Sqrt(m/n) - y[i]*math.Sqrt(n/m)
		value += gap * gap / (x[i] + y[i])
	}
	chiSquared := distuv.ChiSquared{K: float64(len(x) - 1)}
	return &Measurement{Value: value, Floor: chiSquared.Mean(), FloorSD: chiSquared.StdDev(), P: new(chiSquared.Survival(value))}
}

// pooled joins neighbouring cells until y is at least least in each. Cells at the end, for which that is not enough, join the last one.
func pooled(x, y []float64, least float64) (px, py []float64) {
	var a, b float64
	for i := range x {
		a, b = a+x[i], b+y[i]
		if b >= least {
			px, py = append(px, a), append(py, b)
			a, b = 0, 0
		}
	}
	if last := len(px) - 1; last >= 0 {
		px[last] += a
		py[last] += b
	}
	return px, py
}
