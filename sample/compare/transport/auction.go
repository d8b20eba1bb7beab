package transport

import "math"

// auction matches most rows and brings the prices near the optimum, by auctions with ever smaller increments ("ε-scaling",
// Bertsekas 1988). The last one has no increment: those it matches have a column that they want. Should it leave many
// rows out, because many columns are equally good, increments go on shrinking until they are rounding errors.
func (a *assignment) auction() {
	n := len(a.x)
	// In units of the largest coordinate² the first increment is that of distances across the plane, and coarse, that of
	// distances between neighbours.
	const first, shrink = .1, 5
	coarse := .1 / float64(n)
	for increment := first; increment > rounding/2; increment /= shrink {
		a.bid(increment, math.MaxInt)
		if increment < coarse && a.bid(0, 4*n) < n/16 {
			return
		}
	}
	a.bid(rounding/2, math.MaxInt)
}

// bid holds one auction and returns how many rows are left without a column. Each row in turn takes the column that is
// best for it, and raises its price until the second best is as good, and by the increment; the former owner bids again.
// So no row is further than the increment from the best that it could have. Without an increment, a row that cannot
// raise the price of another row's column gives up, and so do all after so many bids.
func (a *assignment) bid(increment float64, bids int) (left int) {
	slack := increment / 2
	if increment == 0 {
		slack = -rounding
	}
	var waiting []int32
	for i, j := range a.column {
		i := int32(i)
		if j != none {
			_, first, others := a.best(i, slack)
			if a.asks(i, j) <= min(first, others)+max(increment, rounding) {
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
		if increment == 0 && a.row[j] != none && (rise <= rounding || bids <= 0) {
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
