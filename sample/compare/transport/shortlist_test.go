package transport

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestShortlists holds what rows know, while prices rise and columns change hands, to what is true of all columns.
func TestShortlists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 200).Draw(t, "n")
		s := sets(t, 2, n)
		a := newAssignment(s[0], s[1])
		for range 60 {
			// Few rows, and columns that are on their lists, seldom the first: so that lists wear out.
			i := int32(rapid.IntRange(0, 1).Draw(t, "row"))
			list := &a.near[i]
			from := rapid.SampledFrom([]int{0, 1, 1, 1, 1, 1, 1, 1}).Draw(t, "from")
			j := list.offers[rapid.IntRange(from, list.length-1).Draw(t, "offer")].column
			if a.column[i] == none {
				a.match(i, j)
			}
			a.price[j] += rapid.Float64Range(0, 4).Draw(t, "rise")
			if rapid.Bool().Draw(t, "fit") {
				a.tree.fit(a)
			}
			slack := rapid.SampledFrom([]float64{0, .01, .3}).Draw(t, "slack")
			if rapid.IntRange(0, 29).Draw(t, "look") == 0 {
				a.look(i, slack)
			}

			column, first, others := a.best(i, slack)
			near(t, "best", first, a.asks(i, column), 1e-12)
			for k := range int32(n) {
				asks := a.asks(i, k)
				listed := slices.ContainsFunc(list.offers[:list.length], func(o offer) bool { return o.column == k })
				if !listed && asks < list.beyond-1e-12 {
					t.Errorf("column %d asks %g, and all beyond the list %g", k, asks, list.beyond)
				}
				if asks < first-slack-1e-12 {
					t.Errorf("column %d asks %g, the best %g", k, asks, first)
				}
				if k != column && asks < others-1e-12 {
					t.Errorf("column %d asks %g, others at least %g", k, asks, others)
				}
			}
		}
	})
}
