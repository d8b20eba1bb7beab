package compare

import (
	"context"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// trial is what metrics judge by. All points and distributions are on axes on which the truth has mean 0 and standard deviation 1.
type trial struct {
	truth        Truth
	axes         data.Standardizer
	seed         uint64
	judged       []data.Point
	distribution *mixture.Mixture // the true distribution, or nil if it is not known
	training     []data.Point     // the points trained on, or nil
}

// newTrial returns the trial of judged points, which are on the axes already.
func newTrial(judged []data.Point, truth Truth, seed uint64) *trial {
	t := &trial{truth: truth, axes: truth.Axes(), seed: seed, judged: judged}
	if m := truth.mixture(); m != nil {
		t.distribution = t.axes.Distribution(m)
	}
	if points := truth.training(); points != nil {
		t.training = make([]data.Point, len(points))
		t.axes.To(t.training, points)
	}
	return t
}

// set returns n true points.
func (t *trial) set(n int) []data.Point {
	y := t.truth.Set(n, t.seed, 0)
	t.axes.To(y, y)
	return y
}

// pair returns the k-th pair of independent sets of n true points.
func (t *trial) pair(n, k int) (x, y []data.Point) {
	x, y = t.truth.Pair(n, t.seed, k)
	t.axes.To(x, x)
	t.axes.To(y, y)
	return x, y
}

// reference returns draws of the distribution, so many that their own noise hardly counts beside that of n points: a hundred times as
// many, but at least 20,000 and at most 10⁶.
func (t *trial) reference(n int) []data.Point {
	points := make([]data.Point, min(max(20_000, 100*n), 1_000_000))
	data.Draw(points, nil, t.distribution, t.seed, data.Truth, reference)
	return points
}

// between judges by the distance from a true set; the floor is the distance between true sets.
func between(distance func(x, y []data.Point) float64) judge {
	return func(ctx context.Context, t *trial, n int) *Measurement {
		found := make([]float64, 1+Pairs) // the value, and the floor's pairs
		parallel.Each(ctx, len(found), func(job int) {
			if job == 0 {
				found[job] = distance(t.judged[:n], t.set(n))
			} else {
				found[job] = distance(t.pair(n, job-1))
			}
		})
		floor, sd := stat.MeanStdDev(found[1:], nil)
		return &Measurement{Value: found[0], Floor: floor, FloorSD: sd}
	}
}

// tested is between with the p-value of a test of whether two sets come from the same distribution.
func tested(
	distance func(x, y []data.Point) float64, pValue func(ctx context.Context, x, y []data.Point, seed uint64) float64,
) judge {
	measure := between(distance)
	return func(ctx context.Context, t *trial, n int) *Measurement {
		m := measure(ctx, t, n)
		p := pValue(ctx, t.judged[:n], t.set(n), t.seed)
		m.P = &p
		return m
	}
}
