package transport

// item waits in a queue for the search to get as far as its key: a column, or a row (as its complement).
type item struct {
	key float64
	id  int32
}

func rowItem(row int32, key float64) item { return item{key, ^row} }

func (it item) isRow() bool { return it.id < 0 }
func (it item) row() int32  { return ^it.id }

// queue is a binary heap: the item with the least key is first. It does what container/heap does without its calls
// through an interface.
type queue []item

func (q *queue) push(it item) {
	h := append(*q, it)
	*q = h
	k := len(h) - 1
	for k > 0 && h[(k-1)/2].key > it.key {
		h[k] = h[(k-1)/2]
		k = (k - 1) / 2
	}
	h[k] = it
}

// pop removes the first item and returns it; the queue must not be empty.
func (q *queue) pop() item {
	h := *q
	first, it := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	for k := 0; len(h) > 0; {
		child := 2*k + 1
		if child+1 < len(h) && h[child+1].key < h[child].key {
			child++
		}
		if child >= len(h) || h[child].key >= it.key {
			h[k] = it
			break
		}
		h[k] = h[child]
		k = child
	}
	return first
}
