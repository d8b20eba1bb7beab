package spectrum

import (
	"cmp"
	"slices"
)

// Zigzag returns the indices of a plane's frequencies from the lowest to the highest: along the diagonals of equal u/W + v/H,
// in alternating directions. For squares this is the order of JPEG.
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

// Compaction returns the share of the energy that is in the k lowest frequencies, for k = 0, …, len(order). energy is that at each
// frequency, and order lists the frequencies from the lowest on. The shares grow from 0 to 1, for white noise along a straight line.
// If there is no energy, all are 0.
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

// Expected returns the expected energy at each frequency of a·x + σ·ε, summed over the channels, where energy is that of x:
// a²|X|² + channels·σ², because the transform of white noise is white noise.
func Expected(energy []float64, channels int, a, sigma float64) []float64 {
	noised := make([]float64, len(energy))
	for i, e := range energy {
		noised[i] = a*a*e + float64(channels)*sigma*sigma
	}
	return noised
}
