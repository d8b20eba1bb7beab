package transport

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestShortlists checks the bounds of shortlists against all columns, while prices rise and columns change their rows.
func TestShortlists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 200).Draw(t, "n")
		s := sets(t, 2, n)
		a := newAssignment(s[0], s[1])
		for range 60 {
			// Few rows, and columns on their lists, but seldom the first: so prices reach the bounds of the lists.
			i := int32(rapid.IntRange(0, 1).Draw(t, "row"))
			list := &a.near[i]
			from := rapid.SampledFrom([]int{0, 1, 1, 1, 1, 1, 1, 1}).Draw(t, "from")
			j := list.offers[rapid.IntRange(from, list.length-1).Draw(t, "offer")].column
			if a.column[i] == none {
				a.match(i, j)
			}
			a.price[j] += rapid.Float64Range(0, 4).Draw(t, "rise")
			if rapid.Bool().Draw(t, "fit") {
				a.tree.lookAtPrices(a)
			}
			slack := rapid.SampledFrom([]float64{0, .01, .3}).Draw(t, "slack")
			if rapid.IntRange(0, 29).Draw(t, "look") == 0 {
				a.look(i, slack)
			}

			column, first, others := a.best(i, slack)
			near(t, "best", first, a.cost(i, column), 1e-12)
			for k := range int32(n) {
				cost := a.cost(i, k)
				listed := slices.ContainsFunc(list.offers[:list.length], func(o offer) bool { return o.column == k })
				if !listed && cost < list.beyond-1e-12 {
					t.Errorf("column %d costs %g, and all beyond the list at least %g", k, cost, list.beyond)
				}
				if cost < first-slack-1e-12 {
					t.Errorf("column %d costs %g, the best %g", k, cost, first)
				}
				if k != column && cost < others-1e-12 {
					t.Errorf("column %d costs %g, others at least %g", k, cost, others)
				}
			}
		}
	})
}
