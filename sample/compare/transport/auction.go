package transport

import "math"

// auction matches most rows and brings the prices near the optimum, by auctions with smaller and smaller increments (ε-scaling,
// Bertsekas 1988). From increments that are small beside the distances of neighbours, it tries an auction without increment after
// each, in which rows get columns that they want. If that leaves few rows without a column, auction returns. It may leave many if
// many columns are equally good; then increments go on to shrink, down to costTolerance.
func (a *assignment) auction() {
	n := len(a.x)
	// Distances² across the plane are about 1, and those between neighbours about 1/n.
	const first, shrink = .1, 5
	coarse := .1 / float64(n)
	for increment := first; increment > costTolerance/2; increment /= shrink {
		a.bid(increment, math.MaxInt)
		if increment < coarse && a.bid(0, 4*n) < n/16 {
			return
		}
	}
	a.bid(costTolerance/2, math.MaxInt)
}

// bid holds one auction and returns how many rows have no column at its end. Each row in turn takes the column of least cost to it, and
// raises the price so far that the second best column costs the same, and then by the increment. The row that had the column bids
// again. So the column of each row costs at most the increment more than the best one. Without an increment, a row that cannot raise
// the price of another row's column stays without one; after the given number of bids, so does every row whose best column is taken.
func (a *assignment) bid(increment float64, bids int) (left int) {
	slack := increment / 2
	if increment == 0 {
		slack = -costTolerance
	}
	var waiting []int32
	for i, j := range a.column {
		i := int32(i)
		if j != none {
			_, first, others := a.best(i, slack)
			if a.cost(i, j) <= min(first, others)+max(increment, costTolerance) {
				continue
			}
			a.column[i], a.row[j] = none, none
		}
		waiting = append(waiting, i)
	}
	for ; len(waiting) > 0; bids-- {
		i := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		j, first, others := a.best(i, slack)
		rise := others - first + increment
		if increment == 0 && a.row[j] != none && (rise <= costTolerance || bids <= 0) {
			left++
			continue
		}
		a.price[j] = max(a.price[j]+rise, math.Nextafter(a.price[j], math.Inf(1)))
		if evicted := a.match(i, j); evicted != none {
			waiting = append(waiting, evicted)
		}
	}
	return left
}
