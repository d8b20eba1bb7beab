package pool

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ddpm/data"
)

// The curve visits every cell once, and each step goes to a neighbour.
func TestHilbertCurveGoesFromNeighbourToNeighbour(t *testing.T) {
	const side = 1 << hilbertBits
	at := make([][2]int, side*side)
	seen := make([]bool, side*side)
	for x := range side {
		for y := range side {
			place := hilbertPlace(x, y)
			if place < 0 || place >= len(at) || seen[place] {
				t.Fatalf("cell (%d, %d) has place %d, which is out of range or taken", x, y, place)
			}
			seen[place], at[place] = true, [2]int{x, y}
		}
	}
	for place := range len(at) - 1 {
		dx, dy := at[place+1][0]-at[place][0], at[place+1][1]-at[place][1]
		if dx*dx+dy*dy != 1 {
			t.Fatalf("from %v to %v at place %d", at[place], at[place+1], place)
		}
	}
}

// The order is a permutation in which places on the curve never fall.
func TestHilbertOrder(t *testing.T) {
	points := make([]data.Point, 3000)
	data.Draw(points, nil, uneven, 1, data.Drawn, 0)
	order, box, last := hilbertOrder(points), boundsOf(points), -1
	seen := make([]bool, len(points))
	for _, i := range order {
		if seen[i] {
			t.Fatalf("point %d comes twice", i)
		}
		seen[i] = true
		x, y := box.cell(points[i], 1<<hilbertBits, 1<<hilbertBits)
		place := hilbertPlace(x, y)
		if place < last {
			t.Fatalf("place %d after %d", place, last)
		}
		last = place
	}
	if len(order) != len(points) {
		t.Errorf("%d of %d points", len(order), len(points))
	}
}

// sortByKey is a stable sort, and says where each key begins.
func TestSortByKey(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 1000} {
		keys, want := make([]int32, n), make([]int32, n)
		for i := range keys {
			keys[i], want[i] = rng.Int32N(50), int32(i)
		}
		slices.SortStableFunc(want, func(a, b int32) int { return int(keys[a] - keys[b]) })
		order, starts := sortByKey(keys, 50)
		if !slices.Equal(order, want) {
			t.Errorf("%d keys are not in order", n)
		}
		for key := range int32(50) {
			for _, i := range order[starts[key]:starts[key+1]] {
				if keys[i] != key {
					t.Errorf("key %d among those of %d", keys[i], key)
				}
			}
		}
	}
}
