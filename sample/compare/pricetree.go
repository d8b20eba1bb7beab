package compare

import (
	"cmp"
	"math"
	"slices"

	"ddpm/data"
)

// priceTree is a k-d tree over columns that finds those at which distance² + price is least. A node bounds its prices from
// below by a plane. Prices only rise, so an old plane is still a bound; a new one is closer.
type priceTree struct {
	points []data.Point // of the columns
	order  []int32      // columns, those of a node contiguous
	nodes  []priceNode  // the children of node k are 2k+1 and 2k+2
}

// priceNode says that the columns order[lo:hi] lie in a rectangle, and that price >= level + slope·y for each of them.
type priceNode struct {
	lo, hi   int32
	min, max data.Point
	slope    data.Point
	level    float64
}

const leafSize = 8

func newPriceTree(points []data.Point) *priceTree {
	t := &priceTree{points: points, order: make([]int32, len(points))}
	for j := range t.order {
		t.order[j] = int32(j)
	}
	t.build(0, 0, int32(len(points)))
	return t
}

func (t *priceTree) build(k int, lo, hi int32) {
	if k >= len(t.nodes) {
		t.nodes = append(t.nodes, make([]priceNode, k+1-len(t.nodes))...)
	}
	inf := math.Inf(1)
	node := priceNode{lo: lo, hi: hi, min: data.Point{inf, inf}, max: data.Point{-inf, -inf}}
	columns := t.order[lo:hi]
	for _, j := range columns {
		for axis, v := range t.points[j] {
			node.min[axis], node.max[axis] = min(node.min[axis], v), max(node.max[axis], v)
		}
	}
	t.nodes[k] = node
	if node.leaf() {
		return
	}
	axis := 0
	if node.max[1]-node.min[1] > node.max[0]-node.min[0] {
		axis = 1
	}
	slices.SortFunc(columns, func(a, b int32) int { return cmp.Compare(t.points[a][axis], t.points[b][axis]) })
	t.build(2*k+1, lo, (lo+hi)/2)
	t.build(2*k+2, (lo+hi)/2, hi)
}

func (node *priceNode) leaf() bool { return node.hi-node.lo <= leafSize }

// learn fits the planes to the prices. Where columns are matched, the price's gradient is near 2(x-y): y is about the best
// for its row x, so distance² + price is stationary there.
func (t *priceTree) learn(a *assignment) {
	for k := range t.nodes {
		node := &t.nodes[k]
		node.slope, node.level = data.Point{}, math.Inf(1)
		matched := 0.0
		for _, j := range t.order[node.lo:node.hi] {
			if i := a.row[j]; i != none {
				matched++
				node.slope[0] += 2 * (a.x[i][0] - t.points[j][0])
				node.slope[1] += 2 * (a.x[i][1] - t.points[j][1])
			}
		}
		if matched > 0 {
			node.slope[0] /= matched
			node.slope[1] /= matched
		}
		for _, j := range t.order[node.lo:node.hi] {
			y := t.points[j]
			node.level = min(node.level, a.price[j]-node.slope[0]*y[0]-node.slope[1]*y[1])
		}
	}
}

// bound returns a lower bound of |x-y|² + price over the node: |x-y|² + slope·y = |x-slope/2-y|² + slope·x - |slope|²/4.
func (node *priceNode) bound(x data.Point) float64 {
	u, v := node.slope[0], node.slope[1]
	px, py := x[0]-u/2, x[1]-v/2
	dx := max(node.min[0]-px, px-node.max[0], 0)
	dy := max(node.min[1]-py, py-node.max[1], 0)
	return dx*dx + dy*dy + u*(x[0]-u/4) + v*(x[1]-v/4) + node.level
}

// offer gives every column of node k that is among the best for x, by more than slack, to the list. It returns a lower
// bound for those that it left out unseen.
func (t *priceTree) offer(k int, x data.Point, price []float64, list *shortlist, slack float64) (unseen float64) {
	node := &t.nodes[k]
	if node.leaf() {
		nLeaf++
		for _, j := range t.order[node.lo:node.hi] {
			s := square(x, t.points[j])
			if asked := s + price[j]; asked < list.beyond {
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
	unseen = t.offer(near, x, price, list, slack)
	if farBound >= list.beyond-slack {
		return min(unseen, farBound)
	}
	return min(unseen, t.offer(far, x, price, list, slack))
}
