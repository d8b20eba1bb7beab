package transport

// item waits in a queue until the search has come as far as its key. It stands for a column (id ≥ 0) or for a row (id = ^row < 0).
type item struct {
	key float64
	id  int32
}

func rowItem(row int32, key float64) item { return item{key, ^row} }

func (it item) isRow() bool { return it.id < 0 }
func (it item) row() int32  { return ^it.id }

// queue is a heap.Interface: the item with the least key is first.
type queue []item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].key < q[j].key }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(item)) }

func (q *queue) Pop() any {
	last := len(*q) - 1
	it := (*q)[last]
	*q = (*q)[:last]
	return it
}
