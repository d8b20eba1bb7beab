package compare

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestKDTreeAgainstAllPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := sets(t, 1, rapid.IntRange(1, 100).Draw(t, "n"))[0]
		tree := newKDTree(points)
		for _, x := range sets(t, 1, 5)[0] {
			var all []float64
			for _, p := range points {
				all = append(all, square(x, p))
			}
			slices.Sort(all)
			nearest := make([]float64, rapid.IntRange(1, len(points)).Draw(t, "k"))
			tree.nearest(nearest, x)
			if diff := cmp.Diff(all[:len(nearest)], nearest); diff != "" {
				t.Errorf("nearest: %s", diff)
			}
			limit := rapid.SampledFrom(append(all, -1)).Draw(t, "limit")
			want := 0
			for _, s := range all {
				if s <= limit {
					want++
				}
			}
			if got := tree.within(limit, x); got != want {
				t.Errorf("%d points within %g, want %d", got, limit, want)
			}
		}
	})
}
