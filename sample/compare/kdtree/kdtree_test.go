package kdtree

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ddpm/data"
)

// drawn draws n points. Some sets are on a small lattice, so that points and distances coincide.
func drawn(t *rapid.T, n int) (points []data.Point) {
	coordinate := rapid.OneOf(
		rapid.Map(rapid.IntRange(-2, 2), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(-1, 1),
	)
	for range n {
		points = append(points, data.Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")})
	}
	return points
}

func TestTreeAgainstAllPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawn(t, rapid.IntRange(1, 100).Draw(t, "n"))
		tree := New(points)
		for _, x := range drawn(t, 5) {
			var all []float64
			for _, p := range points {
				all = append(all, SquaredDistance(x, p))
			}
			slices.Sort(all)
			nearest := make([]float64, rapid.IntRange(1, len(points)).Draw(t, "k"))
			tree.Nearest(nearest, x)
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
			if got := tree.Within(limit, x); got != want {
				t.Errorf("%d points within %g, want %d", got, limit, want)
			}
		}
	})
}
