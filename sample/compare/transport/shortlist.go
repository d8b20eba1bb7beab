package transport

import "math"

// shortlist holds the best columns of a row at the time that the list was made, best first, and a bound for all others.
type shortlist struct {
	offers [16]offer
	length int
	beyond float64 // lower bound of the cost of every column that is not on the list
}

// offer is a column on a shortlist.
type offer struct {
	cost   float64 // of the column when the list was made: a lower bound of its cost now
	square float64 // distance²
	column int32
}

// look makes the shortlist of row i anew. It may miss columns whose cost is less than that of the last on the list, by up to slack.
func (a *assignment) look(i int32, slack float64) {
	l := &a.near[i]
	l.length, l.beyond = 0, math.Inf(1)
	l.beyond = min(l.beyond, a.tree.search(a, i, slack))
}

// insert puts an offer in its place; if the list is full, the last offer is dropped.
func (l *shortlist) insert(o offer) {
	k := min(l.length, len(l.offers)-1)
	l.length = k + 1
	for ; k > 0 && l.offers[k-1].cost > o.cost; k-- {
		l.offers[k] = l.offers[k-1]
	}
	l.offers[k] = o
	if l.length == len(l.offers) {
		l.beyond = l.offers[l.length-1].cost
	}
}

// best returns the column of least cost now on the list, its cost, and the second least cost on the list.
func (l *shortlist) best(price []float64) (column int32, first, second float64) {
	first, second = math.Inf(1), math.Inf(1)
	for k := range l.length {
		o := &l.offers[k]
		if o.cost >= second {
			break
		}
		if cost := o.square + price[o.column]; cost < first {
			column, first, second = o.column, cost, first
		} else if cost < second {
			second = cost
		}
	}
	return column, first, second
}

// best returns the column of least cost to row i, to within slack, its cost, and a lower bound of the cost of all others.
func (a *assignment) best(i int32, slack float64) (column int32, first, others float64) {
	l := &a.near[i]
	column, first, others = l.best(a.price)
	if first > l.beyond+slack {
		a.look(i, slack)
		column, first, others = l.best(a.price)
	}
	return column, first, min(others, l.beyond)
}
