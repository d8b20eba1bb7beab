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

// modeWeights judges by how many points each mode has: a point belongs to its most probable label. The value is the χ² statistic
// of the test that points and true points come with the same shares, which allows for the noise of both; the floor and its
// standard deviation are those of its distribution if they do. A distribution of one label has no modes.
func modeWeights(ctx context.Context, t *trial, n int) *Measurement {
	if t.distribution == nil || t.distribution.Labels() < 2 {
		return nil
	}
	return homogeneity(countModes(ctx, t.distribution, t.judged[:n]), countModes(ctx, t.distribution, t.reference(n)))
}

// countModes returns how many points each label has.
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

// homogeneity tests whether counts x and y of the same cells have the same shares, by the χ² test of a 2×k table. Neighbouring
// cells are pooled until y, which is much the larger, lets expect 5 in each; it returns nil if all become one.
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
	p := chiSquared.Survival(value)
	return &Measurement{Value: value, Floor: chiSquared.Mean(), FloorSD: chiSquared.StdDev(), P: &p}
}

// pooled returns the counts with each cell in which y has fewer than least joined to the next ones, and the last to those before.
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
