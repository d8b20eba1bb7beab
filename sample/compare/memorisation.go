package compare

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/sample/compare/kdtree"
)

// memorisation compares the distances of the points from the training points with those of fresh true points. The value is an estimate of
//
//	P(d(X) < d(Y)) + P(d(X) = d(Y))/2,  d(x) = distance of x from its nearest training point,
//
// over all pairs of a point X and a fresh point Y. It is ½ for fresh points, and 1 for copies of the training points. The p-value is that of
// the one-sided test of Mann & Whitney (1947), by the normal approximation without correction for ties, which can only make it larger.
//
// Fresh rows of a file may repeat training rows. If rows are rounded, the points are rounded, too, as a new row would be. If they are not,
// fresh rows that repeat one are left out, as they say nothing. Where fewer than leastFresh are left, nothing can be said: the result is nil.
func memorisation(ctx context.Context, c *comparison, n int) *Measurement {
	if c.training == nil {
		return nil
	}
	tree := kdtree.New(c.training)
	points, fresh := c.points[:n], fromNearest(ctx, tree, c.set(n))
	slices.Sort(fresh)
	if repeats, _ := slices.BinarySearch(fresh, math.SmallestNonzeroFloat64); repeats > 0 && c.truth.distribution == nil {
		if n-repeats < leastFresh {
			return nil
		}
		if rounded := c.rounded(points); rounded != nil {
			points = rounded
		} else {
			fresh = fresh[repeats:]
		}
	}
	nearer, others := 0.0, len(fresh)
	for _, d := range fromNearest(ctx, tree, points) {
		less, _ := slices.BinarySearch(fresh, d)                                 // fresh distances that are less than d
		notMore, _ := slices.BinarySearch(fresh, math.Nextafter(d, math.Inf(1))) // and that are at most d
		nearer += float64(others-less+others-notMore) / 2
	}
	pairs := float64(n) * float64(others)
	same := distuv.Normal{Mu: 0.5, Sigma: math.Sqrt(float64(n+others+1)/12) / math.Sqrt(pairs)}
	value := nearer / pairs
	return &Measurement{Value: value, Floor: same.Mu, FloorSD: same.Sigma, P: new(same.Survival(value))}
}

// leastFresh is how many fresh rows that repeat no training row are needed to say something of memorisation.
const leastFresh = 4

// rounded returns points, on the axes of the comparison, moved to the grid that all rows are on. It returns nil if they are on none.
func (c *comparison) rounded(points []data.Point) []data.Point {
	grid := data.NewExtent(slices.Concat(c.truth.rows, c.truth.training))
	for axis, step := range grid.Step {
		if step == 0 && grid.Low[axis] < grid.High[axis] {
			return nil
		}
	}
	rounded := make([]data.Point, len(points))
	c.axes.From(rounded, points)
	grid.Keep(rounded, true)
	c.axes.To(rounded, rounded)
	return rounded
}

// Memorisation says in words what the result has found of memorisation. It returns "" if that was not measured.
func (r Result) Memorisation() string {
	m := r.Metric("memorisation")
	if m == nil {
		return ""
	}
	// Of a share c of copies and 1 − c of fresh points, the value is c + (1 − c)/2.
	copies := func(value float64) float64 { return 100 * max(0, 2*value-1) }
	if m.Significant() {
		return fmt.Sprintf("New points are nearer to the points that were trained on than true ones are, as if at least %.0f%% of them were copies: they are "+
			"learned by heart to that extent.", math.Ceil(copies(m.Value)))
	}
	seen := distuv.Normal{Mu: m.Floor, Sigma: m.FloorSD}.Quantile(1 - significanceLevel)
	if seen >= 1 {
		return fmt.Sprintf("Whether points were learned by heart is not known: of %d points it would not be seen if all were copies.", m.Points)
	}
	return fmt.Sprintf("New points are no nearer to the points that were trained on than true ones are: no sign that these were learned by heart. "+
		"If %.0f%% of the points were copies, it would be seen.", math.Ceil(copies(seen)))
}

// fromNearest returns the squared distance of each point from the nearest point of the tree.
func fromNearest(ctx context.Context, tree *kdtree.Tree, points []data.Point) []float64 {
	squares := make([]float64, len(points))
	parallel.Blocks(ctx, len(points), blockSize, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			tree.Nearest(squares[i:i+1], points[i])
		}
	})
	return squares
}
