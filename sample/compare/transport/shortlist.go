package transport

import "math"

// shortlist is what a row knows: its best columns when it last looked, best first, and a bound for all the others.
type shortlist struct {
	offers [16]offer
	length int
	beyond float64 // distance² + price of every column not listed is at least this
}

// offer is a column as a row saw it.
type offer struct {
	asked  float64 // distance² + price when the row looked: a lower bound of what it is now
	square float64 // distance²
	column int32
}

// look makes row i's shortlist anew. Columns that are better than the list's last by no more than slack may be missed.
func (a *assignment) look(i int32, slack float64) {
	l := &a.near[i]
	l.length, l.beyond = 0, math.Inf(1)
	l.beyond = min(l.beyond, a.tree.search(a, i, slack))
}

// insert puts an offer in its place; the worst one leaves a full list.
func (l *shortlist) insert(o offer) {
	k := min(l.length, len(l.offers)-1)
	l.length = k + 1
	for ; k > 0 && l.offers[k-1].asked > o.asked; k-- {
		l.offers[k] = l.offers[k-1]
	}
	l.offers[k] = o
	if l.length == len(l.offers) {
		l.beyond = l.offers[l.length-1].asked
	}
}

// best returns the listed column that asks least now, what it asks, and the least that another one on the list asks.
func (l *shortlist) best(price []float64) (column int32, first, second float64) {
	first, second = math.Inf(1), math.Inf(1)
	for k := range l.length {
		o := &l.offers[k]
		if o.asked >= second {
			break
		}
		if asks := o.square + price[o.column]; asks < first {
			column, first, second = o.column, asks, first
		} else if asks < second {
			second = asks
		}
	}
	return column, first, second
}

// best returns the column that asks least of row i, to within slack, what it asks, and a lower bound for all others.
func (a *assignment) best(i int32, slack float64) (column int32, first, others float64) {
	l := &a.near[i]
	column, first, others = l.best(a.price)
	if first > l.beyond+slack {
		a.look(i, max(slack, 0))
		column, first, others = l.best(a.price)
	}
	return column, first, min(others, l.beyond)
}
