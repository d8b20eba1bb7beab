package transport

import (
	"container/heap"
	"math"
)

// paths completes a matching one row at a time, by shortest augmenting paths (Jonker & Volgenant 1987; the search is Dijkstra's). All
// matched rows must have a column that they want. A path leads from a row without a column to a free column, by way of columns
// and the rows that have them. The length of an edge from a row to a column is the cost of this column less the cost of the row's own.
type paths struct {
	*assignment
	dist    []float64 // of each column: length of the shortest path found; +Inf: none
	from    []int32   // of each column: the row before it on that path
	touched []int32   // columns with a finite dist
	settled []int32   // columns whose dist is final, in rising order of dist
	limit   float64   // least dist of a free column; +Inf: none
	waiting queue

	search    int32   // number of the search
	settledIn []int32 // of each column: the last search in which it was settled
	lookedIn  []int32 // of each row: the last search in which its shortlist was made anew
}

// completeByPaths gives a column to every row that has none.
func (a *assignment) completeByPaths() {
	n := len(a.x)
	p := paths{
		assignment: a,
		dist:       make([]float64, n), from: make([]int32, n), settledIn: make([]int32, n), lookedIn: make([]int32, n),
	}
	for j := range p.dist {
		p.dist[j] = math.Inf(1)
	}
	for i, j := range a.column {
		if j == none {
			p.augment(int32(i))
		}
	}
}

// augment finds the shortest path from row i, which has no column, to a free column, and changes the matching along the path.
func (p *paths) augment(i int32) {
	p.search++
	p.limit = math.Inf(1)
	p.reach(i, 0)
	for {
		switch next := heap.Pop(&p.waiting).(item); {
		case next.isRow():
			p.reachFurther(next.row(), next.key)
		case p.settledIn[next.id] == p.search:
		case p.row[next.id] == none:
			p.finish(i, next.id, next.key)
			return
		default:
			j := next.id
			p.settledIn[j] = p.search
			p.settled = append(p.settled, j)
			p.reach(p.row[j], next.key-p.cost(p.row[j], j))
		}
	}
}

// reach relaxes the edges from row i to the columns of its shortlist. base is the length of the path to row i, less the cost of its own
// column. For the columns that are not on the list the row itself waits in the queue, with the least path that they can have.
func (p *paths) reach(i int32, base float64) {
	l := &p.near[i]
	for k := range l.length {
		o := &l.offers[k]
		if base+o.cost >= p.limit-costTolerance {
			return
		}
		p.relax(i, o.column, base+o.square+p.price[o.column])
	}
	if key := base + l.beyond; key < p.limit-costTolerance {
		heap.Push(&p.waiting, rowItem(i, key))
	}
}

// reachFurther goes on where reach ended, at the path length key. It makes a new shortlist, once in a search; after that it takes all
// columns.
func (p *paths) reachFurther(i int32, key float64) {
	base := key - p.near[i].beyond
	if p.lookedIn[i] != p.search {
		p.lookedIn[i] = p.search
		p.look(i, 0)
		p.reach(i, base)
		return
	}
	for j := range p.y {
		p.relax(i, int32(j), base+p.cost(i, int32(j)))
	}
}

// relax takes note of a path to column j, by way of row i, of length d.
func (p *paths) relax(i, j int32, d float64) {
	if d >= p.dist[j] || d >= p.limit-costTolerance || p.settledIn[j] == p.search {
		return
	}
	if math.IsInf(p.dist[j], 1) {
		p.touched = append(p.touched, j)
	}
	p.dist[j], p.from[j] = d, i
	heap.Push(&p.waiting, item{d, j})
	if p.row[j] == none {
		p.limit = d
	}
}

// finish changes the matching along the path of length d from row i to the free column j. It raises prices so that each row still has a
// column that it wants.
func (p *paths) finish(i, j int32, d float64) {
	for _, k := range p.settled {
		p.price[k] += max(0, d-p.dist[k])
	}
	for last := int32(none); last != i; {
		last = p.from[j]
		p.row[j] = last
		j, p.column[last] = p.column[last], j
	}
	for _, k := range p.touched {
		p.dist[k] = math.Inf(1)
	}
	p.touched, p.settled, p.waiting = p.touched[:0], p.settled[:0], p.waiting[:0]
}
