package compare

import (
	"context"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/sample/compare/kdtree"
)

// memorisation judges by how near points are to the training set, against fresh true points: the value is how often a point is
// nearer to its nearest training point than a fresh one is to its own, over all pairs of both, a tie being half. It is ½ for
// points as good as fresh, and 1 for copies of the training points. The p-value is Mann & Whitney's, one-sided and by the normal
// approximation; ties only make it larger than it had to be.
func memorisation(ctx context.Context, t *trial, n int) *Measurement {
	if t.training == nil {
		return nil
	}
	tree := kdtree.New(t.training)
	judged, fresh := gaps(ctx, tree, t.judged[:n]), gaps(ctx, tree, t.set(n))
	sort.Float64s(fresh)
	nearer := 0.0
	for _, gap := range judged {
		less := sort.SearchFloat64s(fresh, gap)
		notMore := less + sort.Search(n-less, func(i int) bool { return fresh[less+i] > gap })
		nearer += float64(n-less+n-notMore) / 2
	}
	size := float64(n)
	same := distuv.Normal{Mu: 0.5, Sigma: math.Sqrt((2*size+1)/12) / size}
	m := &Measurement{Value: nearer / (size * size), Floor: same.Mu, FloorSD: same.Sigma}
	p := same.Survival(m.Value)
	m.P = &p
	return m
}

// gaps returns the squared distance of each point from the nearest one of the tree.
func gaps(ctx context.Context, tree *kdtree.Tree, points []data.Point) []float64 {
	squares := make([]float64, len(points))
	parallel.Blocks(ctx, len(points), blockSize, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			tree.Nearest(squares[i:i+1], points[i])
		}
	})
	return squares
}
