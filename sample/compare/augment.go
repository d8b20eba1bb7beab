package compare

import "math"

type search struct {
	*assignment
	dist    []float64
	from    []int32
	settled []int32 // the number of the search in which it was settled
	looked  []int32
	touched []int32
	done    []int32
	queue   heap
	limit   float64
	number  int32
}

func (a *assignment) augmentAll() {
	n := len(a.x)
	s := search{assignment: a, dist: make([]float64, n), from: make([]int32, n), settled: make([]int32, n), looked: make([]int32, n)}
	for i := range s.dist {
		s.dist[i] = math.Inf(1)
	}
	for i, j := range a.column {
		if j == none {
			nFree++
			s.number++
			s.augment(int32(i))
		}
	}
}

func (s *search) augment(i int32) {
	nSearch++
	s.limit = math.Inf(1)
	s.reach(i, 0)
	for {
		e := s.queue.pop()
		if e.id < 0 {
			r := ^e.id
			base := e.key - s.near[r].beyond
			if s.looked[r] != s.number {
				s.looked[r] = s.number
				s.look(r, 0)
				s.reach(r, base)
			} else {
				nDense++
				for j := range s.y {
					s.relax(r, int32(j), base, square(s.x[r], s.y[j]))
				}
			}
			continue
		}
		j := e.id
		if s.settled[j] == s.number {
			continue
		}
		s.settled[j] = s.number
		if s.row[j] == none {
			s.finish(i, j, e.key)
			return
		}
		s.done = append(s.done, j)
		r := s.row[j]
		nSettle++
		s.reach(r, e.key-(square(s.x[r], s.y[j])+s.price[j]))
	}
}

func (s *search) reach(r int32, base float64) {
	l := &s.near[r]
	for k := range l.length {
		o := &l.offers[k]
		if base+o.asked >= s.limit-tol {
			return
		}
		s.relax(r, o.column, base, o.square)
	}
	if key := base + l.beyond; key < s.limit-tol {
		s.queue.push(entry{key, ^r})
	}
}

func (s *search) relax(r, j int32, base, square float64) {
	d := base + square + s.price[j]
	if d >= s.dist[j] || d >= s.limit-tol || s.settled[j] == s.number {
		return
	}
	if math.IsInf(s.dist[j], 1) {
		s.touched = append(s.touched, j)
	}
	s.dist[j], s.from[j] = d, r
	s.queue.push(entry{d, j})
	if s.row[j] == none {
		s.limit = d
	}
}

func (s *search) finish(i, j int32, mu float64) {
	for _, c := range s.done {
		if rise := mu - s.dist[c]; rise > 0 {
			s.price[c] += rise
		}
	}
	for {
		r := s.from[j]
		s.row[j] = r
		j, s.column[r] = s.column[r], j
		if r == i {
			break
		}
	}
	for _, c := range s.touched {
		s.dist[c] = math.Inf(1)
	}
	s.touched, s.done, s.queue = s.touched[:0], s.done[:0], s.queue[:0]
}

type entry struct {
	key float64
	id  int32
}
type heap []entry

func (h *heap) push(e entry) {
	q := append(*h, e)
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 2
		if q[up].key <= e.key {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = e
	*h = q
}
func (h *heap) pop() entry {
	q := *h
	top := q[0]
	n := len(q) - 1
	e := q[n]
	q = q[:n]
	i := 0
	for {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && q[c+1].key < q[c].key {
			c++
		}
		if q[c].key >= e.key {
			break
		}
		q[i] = q[c]
		i = c
	}
	if n > 0 {
		q[i] = e
	}
	*h = q
	return top
}
