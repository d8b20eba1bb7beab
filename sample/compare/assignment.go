package compare

import (
	"math"
	"os"
	"time"

	"ddpm/data"
)

// assignment is the problem of matching rows x with columns y, one to one, at the least sum of squared distances, while it
// is being solved. Its dual is a price for each column: a row wants the columns at which distance² + price is least, and
// a matching in which every row has a column that it wants is optimal (linear programming duality; Bertsekas 1988).
//
// Prices only rise. So what a row knows about the columns it last saw nearest remains a lower bound, and it need not look
// at the others before that bound is reached: this is what makes memory linear and most steps independent of n.
type assignment struct {
	x, y   []data.Point
	price  []float64 // of each column
	column []int32   // of each row, or none
	row    []int32   // of each column, or none
	near   []shortlist
	tree   *priceTree
	looks  int
}

const none = -1

// shortlist is what a row knows: its best columns when it last looked, best first, and a bound for all the others.
type shortlist struct {
	offers [shortlistSize]offer
	length int
	beyond float64 // distance² + price of every column not listed is at least this
}

const shortlistSize = 16

type offer struct {
	asked  float64 // distance² + price when the list was made: a lower bound of what it is now
	square float64 // distance²
	column int32
}

// assign returns the column of each row in an optimal matching, and the columns' prices, which prove that it is optimal.
func assign(x, y []data.Point) (column []int32, price []float64) {
	n := len(x)
	a := &assignment{x: x, y: y, price: make([]float64, n), column: make([]int32, n), row: make([]int32, n), near: make([]shortlist, n)}
	a.tree = newPriceTree(y)
	for i := range a.near {
		a.near[i].beyond = math.Inf(-1)
	}
	t0 := time.Now()
	a.auctions()
	if os.Getenv("V") != "" {
		println(time.Since(t0).String())
	}
	a.augmentAll()
	return a.column, a.price
}

func square(a, b data.Point) float64 {
	dx, dy := a[0]-b[0], a[1]-b[1]
	return dx*dx + dy*dy
}

var nLook, nBid, nSearch, nSettle, nDense, nFree int

// look makes row i's shortlist anew.
func (a *assignment) look(i int32, slack float64) {
	nLook++
	if a.looks%(len(a.x)/learnEvery+1) == 0 {
		a.tree.learn(a)
	}
	a.looks++
	l := &a.near[i]
	l.length, l.beyond = 0, math.Inf(1)
	l.beyond = min(l.beyond, a.tree.offer(0, a.x[i], a.price, l, slack))
}

func (l *shortlist) insert(o offer) {
	k := l.length
	if k == shortlistSize {
		k--
		l.beyond = l.offers[k].asked
	} else {
		l.length++
	}
	for ; k > 0 && l.offers[k-1].asked > o.asked; k-- {
		l.offers[k] = l.offers[k-1]
	}
	l.offers[k] = o
	if l.length == shortlistSize {
		l.beyond = l.offers[shortlistSize-1].asked
	}
}

// best returns the column at which distance² + price is least for row i, to within slack, and that sum; and a lower
// bound for all other columns.
func (a *assignment) best(i int32, slack float64) (column int32, first, others float64) {
	l := &a.near[i]
	column, first, others = l.best(a.price)
	if first > l.beyond+slack {
		a.look(i, max(slack, 0))
		column, first, others = l.best(a.price)
	}
	return column, first, min(others, l.beyond)
}

func (l *shortlist) best(price []float64) (column int32, first, second float64) {
	first, second = math.Inf(1), math.Inf(1)
	for k := range l.length {
		o := &l.offers[k]
		if o.asked >= second {
			break
		}
		v := o.square + price[o.column]
		if v < first {
			first, second, column = v, first, o.column
		} else if v < second {
			second = v
		}
	}
	return column, first, second
}

var slackPart = 0.5

var epsStart, epsEnd, epsRatio = 0.1, 0.01, 5.0
var claimPasses = 4
var nLeaf int
var learnEvery = 4
var few = 0.06

const tol = 4e-15

func (a *assignment) auctions() {
	n := len(a.x)
	for i := range a.row {
		a.row[i], a.column[i] = none, none
	}
	if n < 2 {
		return
	}
	last := epsEnd / float64(n)
	for eps := epsStart; eps > tol/2; eps /= epsRatio {
		l0, f0, b0 := nLook, nLeaf, nBid
		a.bids(eps, math.MaxInt)
		if os.Getenv("V") != "" {
			println(eps, (nLook-l0)/n, (nLeaf-f0)/(nLook-l0), (nBid-b0)/n)
		}
		if eps < last && a.bids(0, claimPasses*n) < int(few*float64(n)) {
			return
		}
	}
	a.bids(tol/2, math.MaxInt)
}

func (a *assignment) bids(eps float64, budget int) int {
	lost := 0
	slack := eps * slackPart
	if eps == 0 {
		slack = -tol
	}
	queue := make([]int32, 0, len(a.x))
	for i, j := range a.column {
		if j != none {
			_, first, others := a.best(int32(i), slack)
			if square(a.x[i], a.y[j])+a.price[j] <= min(first, others)+max(eps, tol) {
				continue
			}
			a.column[i], a.row[j] = none, none
		}
		queue = append(queue, int32(i))
	}
	for ; len(queue) > 0; budget-- {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		j, first, second := a.best(i, slack)
		nBid++
		rise := second - first + eps
		if k := a.row[j]; k != none {
			if eps == 0 && (rise <= tol || budget < 0) {
				lost++
				continue
			}
			a.column[k] = none
			queue = append(queue, k)
		}
		a.price[j] += rise
		a.row[j], a.column[i] = i, j
	}
	return lost
}
