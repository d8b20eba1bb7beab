package transport

import (
	"math"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// priceTree is a k-d tree over columns that finds those of least cost to a row. Each node has a plane that bounds price + |y|² from
// below. Planes are close bounds, because at the optimum price + |y|² is a convex function of y (Brenier 1991). Prices only rise, so
// an old plane is still a bound, and a plane that is fitted anew is a closer one.
type priceTree struct {
	order   []int32 // columns; those of a node are contiguous
	nodes   []priceNode
	visited int // leaves visited since the planes were last fitted
}

// priceNode is a cell of columns for each of which price + |y|² ≥ level + slope·y.
type priceNode struct {
	kdtree.Cell
	slope data.Point
	level float64
}

func newPriceTree(points []data.Point) *priceTree {
	order, cells := kdtree.Divide(points)
	t := &priceTree{order: order, nodes: make([]priceNode, len(cells)), visited: math.MaxInt}
	for k, c := range cells {
		t.nodes[k].Cell = c
	}
	return t
}

// fit fits the planes to the prices. If row x has column y, the slope of price + |y|² at y is near 2x, because y is about the best column
// for x, so that |x−y|² + price has a minimum there. For a column without a row, fit assumes a row at the same place.
func (t *priceTree) fit(a *assignment) {
	for k := range t.nodes {
		node := &t.nodes[k]
		var slope data.Point
		share := 2 / float64(node.Hi-node.Lo)
		for _, j := range t.order[node.Lo:node.Hi] {
			x := a.y[j]
			if i := a.row[j]; i != none {
				x = a.x[i]
			}
			slope[0] += share * x[0]
			slope[1] += share * x[1]
		}
		node.slope, node.level = slope, math.Inf(1)
		for _, j := range t.order[node.Lo:node.Hi] {
			y := a.y[j]
			node.level = min(node.level, a.price[j]+y[0]*(y[0]-slope[0])+y[1]*(y[1]-slope[1]))
		}
	}
}

// bound returns a lower bound of the cost |x−y|² + price = |x|² − 2x·y + (price + |y|²) over the columns of the node.
func (node *priceNode) bound(x data.Point) float64 {
	u, v := node.slope[0]-2*x[0], node.slope[1]-2*x[1]
	return x[0]*x[0] + x[1]*x[1] + min(u*node.Min[0], u*node.Max[0]) + min(v*node.Min[1], v*node.Max[1]) + node.level
}

// search inserts the best columns of row i into its empty shortlist. It may miss columns whose cost is less than that of the last on the
// list, by up to slack. It returns a lower bound of the cost of the columns that it did not visit.
func (t *priceTree) search(a *assignment, i int32, slack float64) (unseen float64) {
	// To fit takes about as long as to visit 6n leaves, so this takes at most about half of the time.
	if t.visited > 6*len(t.order) {
		t.fit(a)
		t.visited = 0
	}
	return t.visit(0, a, i, slack)
}

// visit does what search does, for node k and those below it.
func (t *priceTree) visit(k int, a *assignment, i int32, slack float64) (unseen float64) {
	x, list := a.x[i], &a.near[i]
	if node := &t.nodes[k]; node.IsLeaf() {
		t.visited++
		for _, j := range t.order[node.Lo:node.Hi] {
			s := kdtree.SquaredDistance(x, a.y[j])
			if cost := s + a.price[j]; cost < list.beyond {
				list.insert(offer{cost, s, j})
			}
		}
		return math.Inf(1)
	}
	near, far := 2*k+1, 2*k+2
	nearBound, farBound := t.nodes[near].bound(x), t.nodes[far].bound(x)
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
