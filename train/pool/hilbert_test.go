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
	order, g, last := make([]uint64, len(points)), boundsOf(points).divided(1<<hilbertBits, 1<<hilbertBits), -1
	hilbertOrder(order, make([]uint64, len(points)), points)
	seen := make([]bool, len(points))
	for _, v := range order {
		i := uint32(v)
		if seen[i] {
			t.Fatalf("point %d comes twice", i)
		}
		seen[i] = true
		place := hilbertPlace(g.column(points[i][0]), g.row(points[i][1]))
		if place != int(v>>32) || place < last {
			t.Fatalf("place %d, noted as %d, after %d", place, v>>32, last)
		}
		last = place
	}
}

// sortByBits is a stable sort by the bits that it is told, and looks at no others.
func TestSortByBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 5000} {
		for _, first := range []uint{0, 32, 54} {
			src, got := make([]uint64, n), make([]uint64, n)
			for i := range src {
				src[i] = rng.Uint64()
			}
			bits := func(v uint64) int { return int(v >> first & (1<<hilbertBits - 1)) }
			sortByBits(got, src, first)
			slices.SortStableFunc(src, func(a, b uint64) int { return bits(a) - bits(b) })
			if !slices.Equal(got, src) {
				t.Errorf("%d numbers are not in the order of the bits from %d on", n, first)
			}
		}
	}
}
