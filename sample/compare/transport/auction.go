package transport

import "math"

// auction matches all rows by auctions with smaller and smaller increments (ε-scaling, Bertsekas 1988). Each starts from the prices that
// the one before it left, which are near the optimum for a smaller increment too.
func (a *assignment) auction() {
	const first, shrink = .1, 5 // distances² across the plane are about 1
	for increment := first; increment > costTolerance; increment /= shrink {
		a.bid(increment)
	}
	a.bid(costTolerance)
}

// bid holds one auction. At its end, the column of each row costs at most the increment more than the best one. Rows whose columns cost
// so little already keep them. Each other row in turn takes the column of least cost to it, and raises the price so far that the second
// best column costs the same, and then by the increment. The row that had the column bids again.
func (a *assignment) bid(increment float64) {
	slack := increment / 2
	var waiting []int32
	for i, j := range a.column {
		i := int32(i)
		if j != none {
			_, first, others := a.best(i, slack)
			if a.cost(i, j) <= min(first, others)+increment {
				continue
			}
			a.column[i], a.row[j] = none, none
		}
		waiting = append(waiting, i)
	}
	for len(waiting) > 0 {
		i := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		j, first, others := a.best(i, slack)
		a.price[j] = max(a.price[j]+others-first+increment, math.Nextafter(a.price[j], math.Inf(1)))
		if evicted := a.match(i, j); evicted != none {
			waiting = append(waiting, evicted)
		}
	}
}
