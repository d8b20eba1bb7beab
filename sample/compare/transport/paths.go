package transport

import "math"

// paths completes a matching in which all matched rows have a column that they want, one row at a time, by shortest
// augmenting paths (Dijkstra; Jonker & Volgenant 1987). The length of an edge is what a row would pay for a column beyond
// what it pays now. A path leads from a row without a column over columns and their rows to a free column.
type paths struct {
	*assignment
	dist    []float64 // shortest distance found to each column; +Inf: none
	from    []int32   // the row before each column
	touched []int32   // columns that have a distance
	settled []int32   // those to which it is final, in order
	// The number of the last search in which a column was settled, and a row looked.
	settledIn, lookedIn []int32
	search              int32
	limit               float64 // distance of the nearest free column found
	waiting             queue
}

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

// augment finds the shortest path from row i to a free column and matches along it.
func (p *paths) augment(i int32) {
	p.search++
	p.limit = math.Inf(1)
	p.reach(i, 0)
	for {
		switch next := p.waiting.pop(); {
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
			p.reach(p.row[j], next.key-p.asks(p.row[j], j))
		}
	}
}

// reach relaxes the edges from row i to the columns of its shortlist; base is row i's distance less what it pays. When the
// search gets as far as the list's bound, it will return to the row for more.
func (p *paths) reach(i int32, base float64) {
	l := &p.near[i]
	for k := range l.length {
		o := &l.offers[k]
		if base+o.asked >= p.limit-rounding {
			return
		}
		p.relax(i, o.column, base+o.square+p.price[o.column])
	}
	if key := base + l.beyond; key < p.limit-rounding {
		p.waiting.push(rowItem(i, key))
	}
}

// reachFurther goes on where reach ended, at distance key: with a new shortlist, or with all columns if the list is new.
func (p *paths) reachFurther(i int32, key float64) {
	base := key - p.near[i].beyond
	if p.lookedIn[i] != p.search {
		p.lookedIn[i] = p.search
		p.look(i, 0)
		p.reach(i, base)
		return
	}
	for j := range p.y {
		p.relax(i, int32(j), base+p.asks(i, int32(j)))
	}
}

// relax takes note that column j can be reached from row i at distance d.
func (p *paths) relax(i, j int32, d float64) {
	if d >= p.dist[j] || d >= p.limit-rounding || p.settledIn[j] == p.search {
		return
	}
	if math.IsInf(p.dist[j], 1) {
		p.touched = append(p.touched, j)
	}
	p.dist[j], p.from[j] = d, i
	p.waiting.push(item{d, j})
	if p.row[j] == none {
		p.limit = d
	}
}

// finish raises the prices so that all edges of the tree of shortest paths are wanted, and matches along the path to the
// free column j, which is at distance d from row i.
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
