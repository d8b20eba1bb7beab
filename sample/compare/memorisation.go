package compare

import (
	"context"
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
func memorisation(ctx context.Context, c *comparison, n int) *Measurement {
	if c.training == nil {
		return nil
	}
	tree := kdtree.New(c.training)
	distances, fresh := fromNearest(ctx, tree, c.points[:n]), fromNearest(ctx, tree, c.set(n))
	slices.Sort(fresh)
	nearer := 0.0
	for _, d := range distances {
		less, _ := slices.BinarySearch(fresh, d)                                 // fresh distances that are less than d
		notMore, _ := slices.BinarySearch(fresh, math.Nextafter(d, math.Inf(1))) // and that are at most d
		nearer += float64(n-less+n-notMore) / 2
	}
	size := float64(n)
	same := distuv.Normal{Mu: 0.5, Sigma: math.Sqrt((2*size+1)/12) / size}
	value := nearer / (size * size)
	return &Measurement{Value: value, Floor: same.Mu, FloorSD: same.Sigma, P: new(same.Survival(value))}
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
