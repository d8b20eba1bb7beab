package transport

import (
	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// assignment is an assignment problem and its state: to match rows x with columns y, one to one, so that the sum of squared distances is
// least. Its dual gives a price to each column. The cost of a column to a row is distance² + price, and a row wants the columns
// of least cost. A matching is optimal if every row has a column that it wants (linear programming duality).
//
// Auctions find the prices and the matching (auction.go). Prices only rise. So the bound that a row's shortlist gives for all columns
// that are not on it stays a bound, and the row needs a new list only when a cost on the list reaches the bound. Therefore memory is
// linear, and most steps do not depend on the number of points.
type assignment struct {
	x, y   []data.Point
	price  []float64   // of each column
	column []int32     // of each row, or none
	row    []int32     // of each column, or none
	near   []shortlist // of each row
	tree   *priceTree
}

const none = -1

// costTolerance is the increment of the last auction: how much more than the best column a row's own may cost. Costs are at most a few
// units, so that this is little more than their rounding.
const costTolerance = 5e-15

// assign returns the column of each row in an optimal matching, and the prices of the columns, which prove that it is optimal.
// Coordinates must lie in [−1, 1].
func assign(x, y []data.Point) (column []int32, price []float64) {
	a := newAssignment(x, y)
	if len(x) == 1 {
		a.match(0, 0) // an auction needs a second best column
	} else {
		a.auction()
	}
	return a.column, a.price
}

func newAssignment(x, y []data.Point) *assignment {
	n := len(x)
	a := &assignment{
		x: x, y: y,
		price: make([]float64, n), column: make([]int32, n), row: make([]int32, n), near: make([]shortlist, n),
		tree: newPriceTree(y),
	}
	for i := range n {
		a.column[i], a.row[i] = none, none
	}
	for i := range n {
		a.look(int32(i), 0)
	}
	return a
}

// match gives column j to row i, and returns the row that had j before, or none.
func (a *assignment) match(i, j int32) (evicted int32) {
	evicted = a.row[j]
	if evicted != none {
		a.column[evicted] = none
	}
	a.column[i], a.row[j] = j, i
	return evicted
}

// cost returns the cost of column j to row i: distance² + price.
func (a *assignment) cost(i, j int32) float64 {
	return kdtree.SquaredDistance(a.x[i], a.y[j]) + a.price[j]
}
