package compare

import (
	"cmp"
	"math"
	"slices"

	"ddpm/data"
)

// kdTree finds neighbours in the plane. (gonum's tree takes quadratic time where points coincide, as those of a collapsed model
// and of rounded files do, and several times as long elsewhere.)
type kdTree struct {
	points []data.Point // those of a cell contiguous
	cells  []cell
}

// cell says that the points lo:hi, in the order of a tree, lie in a rectangle. The children of cell k are 2k+1 and 2k+2.
type cell struct {
	lo, hi   int32
	min, max data.Point
}

func (c *cell) isLeaf() bool { return c.hi-c.lo <= 8 }

func newKDTree(points []data.Point) *kdTree {
	order, cells := divide(points)
	sorted := make([]data.Point, len(points))
	for i, j := range order {
		sorted[i] = points[j]
	}
	return &kdTree{sorted, cells}
}

// divide divides points, at least one, into the cells of a k-d tree: a cell that is no leaf is halved at the median of its longer
// side. It returns the numbers of the points in the order of the tree, and the cells.
func divide(points []data.Point) (order []int32, cells []cell) {
	order = make([]int32, len(points))
	for i := range order {
		order[i] = int32(i)
	}
	var build func(k int, lo, hi int32)
	build = func(k int, lo, hi int32) {
		if k >= len(cells) {
			cells = append(cells, make([]cell, k+1-len(cells))...)
		}
		c := cell{lo: lo, hi: hi, min: points[order[lo]], max: points[order[lo]]}
		for _, j := range order[lo:hi] {
			for axis, v := range points[j] {
				c.min[axis], c.max[axis] = min(c.min[axis], v), max(c.max[axis], v)
			}
		}
		cells[k] = c
		if c.isLeaf() {
			return
		}
		axis := 0
		if c.max[1]-c.min[1] > c.max[0]-c.min[0] {
			axis = 1
		}
		slices.SortFunc(order[lo:hi], func(a, b int32) int { return cmp.Compare(points[a][axis], points[b][axis]) })
		mid := (lo + hi) / 2
		build(2*k+1, lo, mid)
		build(2*k+2, mid, hi)
	}
	build(0, 0, int32(len(points)))
	return order, cells
}

// nearest sets squares to the squared distances from x of the points nearest to it, in increasing order, +Inf where there are
// not so many.
func (t *kdTree) nearest(squares []float64, x data.Point) {
	for i := range squares {
		squares[i] = math.Inf(1)
	}
	t.approach(0, squares, x)
}

func (t *kdTree) approach(k int, squares []float64, x data.Point) {
	last := len(squares) - 1
	if c := &t.cells[k]; c.isLeaf() {
		for _, p := range t.points[c.lo:c.hi] {
			s := square(x, p)
			if s >= squares[last] {
				continue
			}
			i := last
			for ; i > 0 && squares[i-1] > s; i-- {
				squares[i] = squares[i-1]
			}
			squares[i] = s
		}
		return
	}
	near, far := 2*k+1, 2*k+2
	nearest, farther := t.cells[near].nearest(x), t.cells[far].nearest(x)
	if farther < nearest {
		near, far, nearest, farther = far, near, farther, nearest
	}
	if nearest < squares[last] {
		t.approach(near, squares, x)
	}
	if farther < squares[last] {
		t.approach(far, squares, x)
	}
}

// within returns how many points have a squared distance from x of at most limit.
func (t *kdTree) within(limit float64, x data.Point) int { return t.count(0, limit, x) }

func (t *kdTree) count(k int, limit float64, x data.Point) (count int) {
	c := &t.cells[k]
	switch {
	case c.nearest(x) > limit:
		return 0
	case c.farthest(x) <= limit:
		return int(c.hi - c.lo)
	case c.isLeaf():
		for _, p := range t.points[c.lo:c.hi] {
			if square(x, p) <= limit {
				count++
			}
		}
		return count
	}
	return t.count(2*k+1, limit, x) + t.count(2*k+2, limit, x)
}

// nearest returns the squared distance from x to the rectangle. No point's is less: rounding is monotone, and nothing is fused.
func (c *cell) nearest(x data.Point) float64 {
	dx, dy := max(0, c.min[0]-x[0], x[0]-c.max[0]), max(0, c.min[1]-x[1], x[1]-c.max[1])
	return float64(dx*dx) + float64(dy*dy)
}

// farthest returns the squared distance from x to the farthest corner of the rectangle.
func (c *cell) farthest(x data.Point) float64 {
	dx, dy := max(x[0]-c.min[0], c.max[0]-x[0]), max(x[1]-c.min[1], c.max[1]-x[1])
	return float64(dx*dx) + float64(dy*dy)
}
