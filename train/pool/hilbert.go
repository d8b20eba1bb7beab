package pool

import (
	"context"

	"ddpm/data"
	"ddpm/data/parallel"
)

// hilbertBits is the number of bits of a coordinate along the curve.
const hilbertBits = 10

// hilbertOrder sets order to place·2³² + i for each point i, in the order of the points' places on a Hilbert curve. Points that are near each
// other on the curve are near each other in the plane, so every k-th point of this order is a sample that covers the distribution evenly.
// Order and room are as long as the points.
func hilbertOrder(order, room []uint64, points []data.Point) {
	g := boundsOf(points).divided(1<<hilbertBits, 1<<hilbertBits)
	parallel.Blocks(context.Background(), len(points), 1<<13, func(from, to int) {
		for i := from; i < to; i++ {
			order[i] = uint64(hilbertPlace(g.column(points[i][0]), g.row(points[i][1])))<<32 | uint64(i)
		}
	})
	// Two stable sorts, by the low half of the place and then by the high half, sort by both.
	sortByBits(room, order, 32)
	sortByBits(order, room, 32+hilbertBits)
}

// hilbertPlace returns how many cells the Hilbert curve visits before the cell (x, y). It goes through the four quarters of the plane in the
// order lower left, upper left, upper right, lower right. In each quarter the curve has the same form. In the lower two its axes are
// swapped, and in the lower right one they are turned around too, so that its ends meet those of its neighbours. This has no branches, since
// a processor could not foresee them.
func hilbertPlace(x, y int) (place int) {
	swapped, turned := 0, 0 // 1: yes
	for bit := range hilbertBits {
		bit = hilbertBits - 1 - bit // from the largest quarters to the smallest
		right, up := x>>bit&1^turned, y>>bit&1^turned
		differ := (right ^ up) & swapped
		right, up = right^differ, up^differ
		place = 4*place + 2*right + (right ^ up)
		swapped ^= 1 ^ up
		turned ^= right &^ up
	}
	return place
}

// sortByBits sets dst to src in the order of hilbertBits bits of its elements, from the bit first on. Elements with equal bits keep their
// order. It is a counting sort.
func sortByBits(dst, src []uint64, first uint) {
	const values = 1 << hilbertBits
	var next [values + 1]int
	for _, v := range src {
		next[v>>first%values+1]++
	}
	for value := range values {
		next[value+1] += next[value]
	}
	for _, v := range src {
		value := v >> first % values
		dst[next[value]] = v
		next[value]++
	}
}
