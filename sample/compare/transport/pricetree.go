package transport

import (
	"math"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

// priceTree is a k-d tree over columns that finds those at which distance² + price is least. A node bounds price + |y|²
// from below by a plane; at the optimum it is a convex function (Brenier), which planes bound well. Prices only rise, so
// an old plane is still a bound, and a new one is closer.
type priceTree struct {
	order   []int32 // columns, those of a node contiguous
	nodes   []priceNode
	visited int // leaves visited since the planes were fitted
}

// priceNode is a cell of columns and says that price + |y|² >= level + slope·y for each.
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

// fit fits the planes to the prices. If row x has column y, the gradient of price + |y|² is near 2x: y is about the best
// for x, so |x-y|² + price is stationary there. A column without a row is taken for one that has its like.
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

// bound returns a lower bound of |x-y|² + price = |x|² - 2x·y + (price + |y|²) over the node.
func (node *priceNode) bound(x data.Point) float64 {
	u, v := node.slope[0]-2*x[0], node.slope[1]-2*x[1]
	return x[0]*x[0] + x[1]*x[1] + min(u*node.Min[0], u*node.Max[0]) + min(v*node.Min[1], v*node.Max[1]) + node.level
}

// search inserts the best columns of row i into its empty shortlist, but may miss those that are better than the list's
// last by no more than slack. It returns a lower bound for the columns it has not seen.
func (t *priceTree) search(a *assignment, i int32, slack float64) (unseen float64) {
	// Fitting takes about as long as visiting 6n leaves: so it never takes more than about half the time.
	if t.visited > 6*len(t.order) {
		t.fit(a)
		t.visited = 0
	}
	return t.visit(0, a, i, slack)
}

func (t *priceTree) visit(k int, a *assignment, i int32, slack float64) (unseen float64) {
	x, list := a.x[i], &a.near[i]
	if node := &t.nodes[k]; node.IsLeaf() {
		t.visited++
		for _, j := range t.order[node.Lo:node.Hi] {
			s := kdtree.Square(x, a.y[j])
			if asked := s + a.price[j]; asked < list.beyond {
				list.insert(offer{asked, s, j})
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
