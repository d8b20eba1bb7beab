package transport

import (
	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// assignment is the problem of matching rows x with columns y, one to one, at the least sum of squared distances, while it
// is being solved. Its dual is a price for each column: a row wants the columns at which distance² + price is least, and
// a matching in which every row has a column that it wants is optimal (linear programming duality).
//
// An auction brings the prices near the optimum (auction.go) and shortest paths finish the matching (paths.go). Prices
// only rise: what a row knows about the columns that were best when it last looked bounds all the others for ever, and
// it looks again only when that bound is reached. So memory is linear and most steps do not depend on n.
type assignment struct {
	x, y   []data.Point
	price  []float64   // of each column
	column []int32     // of each row, or none
	row    []int32     // of each column, or none
	near   []shortlist // of each row
	tree   *priceTree
}

const none = -1

// rounding is the difference below which two sums of distances² and prices, which are at most a few units here, are
// taken for equal.
const rounding = 1e-14

// assign returns the column of each row in an optimal matching, and the columns' prices, which prove that it is optimal.
// Coordinates must be at most 1 in size.
func assign(x, y []data.Point) (column []int32, price []float64) {
	a := newAssignment(x, y)
	if len(x) > 1 {
		a.auction()
	}
	a.completeByPaths()
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

// match gives column j to row i, and returns the row that had it, or none.
func (a *assignment) match(i, j int32) (evicted int32) {
	evicted = a.row[j]
	if evicted != none {
		a.column[evicted] = none
	}
	a.column[i], a.row[j] = j, i
	return evicted
}

// asks returns what column j costs row i: distance² + price.
func (a *assignment) asks(i, j int32) float64 { return kdtree.Square(a.x[i], a.y[j]) + a.price[j] }
