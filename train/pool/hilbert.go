package pool

import (
	"context"

	"ddpm/data"
	"ddpm/data/parallel"
)

// hilbertBits is the number of bits of a coordinate along the curve.
const hilbertBits = 10

// hilbertOrder returns the indices of points in the order in which a Hilbert curve visits them. Points that are near each other on the
// curve are near each other in the plane, so every k-th point of this order is a sample that covers the distribution evenly.
func hilbertOrder(points []data.Point) []int32 {
	box := boundsOf(points)
	const cells = 1 << hilbertBits
	low, high := make([]int32, len(points)), make([]int32, len(points)) // of the place on the curve
	parallel.Blocks(context.Background(), len(points), 1<<13, func(from, to int) {
		for i := from; i < to; i++ {
			x, y := box.cell(points[i], cells, cells)
			place := hilbertPlace(x, y)
			low[i], high[i] = int32(place%cells), int32(place/cells)
		}
	})
	// Two stable sorts, by the low half and then by the high half, sort by both.
	byLow, _ := sortByKey(low, cells)
	keys := make([]int32, len(points))
	for i, from := range byLow {
		keys[i] = high[from]
	}
	byHigh, _ := sortByKey(keys, cells)
	order := make([]int32, len(points))
	for i, from := range byHigh {
		order[i] = byLow[from]
	}
	return order
}

// hilbertPlace returns how many cells the Hilbert curve visits before the cell (x, y). In each of the four quarters the curve has the
// same form, turned so that its ends meet those of its neighbours.
func hilbertPlace(x, y int) (place int) {
	for side := 1 << (hilbertBits - 1); side > 0; side /= 2 {
		right, up := x&side, y&side
		switch {
		case right == 0 && up != 0:
			place += side * side
		case right != 0 && up != 0:
			place += 2 * side * side
		case right != 0:
			place += 3 * side * side
		}
		x, y = x&(side-1), y&(side-1)
		if up == 0 {
			if right != 0 {
				x, y = side-1-x, side-1-y
			}
			x, y = y, x
		}
	}
	return place
}

// sortByKey returns the indices of keys in the order of the keys 0, …, count−1, where equal keys keep their order, and, for each key,
// where its indices begin; one more entry is their end. It is a counting sort.
func sortByKey(keys []int32, count int) (order, starts []int32) {
	starts = make([]int32, count+1)
	for _, key := range keys {
		starts[key+1]++
	}
	for key := range count {
		starts[key+1] += starts[key]
	}
	order = make([]int32, len(keys))
	next := append([]int32(nil), starts...)
	for i, key := range keys {
		order[next[key]] = int32(i)
		next[key]++
	}
	return order, starts
}
