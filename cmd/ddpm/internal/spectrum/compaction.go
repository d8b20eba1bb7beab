package spectrum

import (
	"cmp"
	"slices"
)

// Zigzag returns the indices of a plane's frequencies from the lowest to the highest: along the diagonals on which u/W + v/H is
// the same, back and forth, as JPEG has it for squares.
func Zigzag(width, height int) []int {
	order := make([]int, width*height)
	for i := range order {
		order[i] = i
	}
	diagonal := func(i int) int { return i%width*height + i/width*width }
	slices.SortFunc(order, func(i, j int) int {
		d := diagonal(i)
		if c := cmp.Compare(d, diagonal(j)); c != 0 {
			return c
		}
		if d/max(width, height)%2 == 1 {
			i, j = j, i
		}
		return cmp.Compare(i%width, j%width)
	})
	return order
}

// Compaction returns how energy is packed: element k is the share of all of it that is in the k lowest frequencies, from 0 for
// none to 1 for all. It is a straight line for white noise. All zeros for no energy.
func Compaction(energy []float64, order []int) []float64 {
	shares := make([]float64, len(order)+1)
	for k, i := range order {
		shares[k+1] = shares[k] + energy[i]
	}
	if total := shares[len(order)]; total > 0 {
		for k := range shares {
			shares[k] /= total
		}
	}
	return shares
}

// Expected returns the expectation of the energy at each frequency of a·x + σ·ε, of several channels together, where energy is
// that of x: a²|X|² + channels·σ², as the transform of white noise is white.
func Expected(energy []float64, channels int, a, sigma float64) []float64 {
	noised := make([]float64, len(energy))
	for i, e := range energy {
		noised[i] = a*a*e + float64(channels)*sigma*sigma
	}
	return noised
}
