package transport

import (
	"math"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// priceTree is a k-d tree over columns that finds those of least cost to a row. Prices only rise, so that an old least price of a cell is
// still a bound.
type priceTree struct {
	order   []int32 // columns; those of a cell are contiguous
	cells   []kdtree.Cell
	least   []float64 // price in each cell, when it was last looked at
	visited int       // leaves visited since then
}

func newPriceTree(points []data.Point) *priceTree {
	order, cells := kdtree.Divide(points)
	return &priceTree{order: order, cells: cells, least: make([]float64, len(cells))}
}

// lookAtPrices finds the least price in each cell.
func (t *priceTree) lookAtPrices(a *assignment) {
	for k := len(t.cells) - 1; k >= 0; k-- {
		c := &t.cells[k]
		if !c.IsLeaf() {
			t.least[k] = min(t.least[2*k+1], t.least[2*k+2])
			continue
		}
		t.least[k] = math.Inf(1)
		for _, j := range t.order[c.Lo:c.Hi] {
			t.least[k] = min(t.least[k], a.price[j])
		}
	}
}

// bound returns a lower bound of the cost to x of the columns of a cell.
func (t *priceTree) bound(k int, x data.Point) float64 { return t.cells[k].Nearest(x) + t.least[k] }

// search inserts the best columns of row i into its empty shortlist. It may miss columns whose cost is less than that of the last on the
// list, by up to slack. It returns a lower bound of the cost of the columns that it did not visit.
func (t *priceTree) search(a *assignment, i int32, slack float64) (unseen float64) {
	if t.visited > len(t.order)/8 { // to visit so many leaves takes as long as to look at all prices
		t.lookAtPrices(a)
		t.visited = 0
	}
	return t.visit(0, a, i, slack)
}

// visit does what search does, for cell k and those below it.
func (t *priceTree) visit(k int, a *assignment, i int32, slack float64) (unseen float64) {
	x, list := a.x[i], &a.near[i]
	if c := &t.cells[k]; c.IsLeaf() {
		t.visited++
		for _, j := range t.order[c.Lo:c.Hi] {
			s := kdtree.SquaredDistance(x, a.y[j])
			if cost := s + a.price[j]; cost < list.beyond {
				list.insert(offer{cost, s, j})
			}
		}
		return math.Inf(1)
	}
	near, far := 2*k+1, 2*k+2
	nearBound, farBound := t.bound(near, x), t.bound(far, x)
	if farBound < nearBound {
		near, far, nearBound, farBound = far, near, farBound, nearBound
	}
	if nearBound >= list.beyond-slack {
		return nearBound
	}
	unseen = t.visit(near, a, i, slack)
	if farBound >= list.beyond-slack {
		return min(unseen, farBound)
	}
	return min(unseen, t.visit(far, a, i, slack))
}
