package compare

import "ddpm/data"

// permutations is how many random divisions a permutation test holds the one in question against.
const permutations = 999

// division sets side to the k-th division of points, of an even number, into two halves: 0 or 1 for each point. Division 0 is
// into the first half and the second, the others are random. The step tells streams of random numbers apart.
func division(side []uint8, seed uint64, step, k int) {
	half := len(side) / 2
	clear(side[:half])
	for i := range side[half:] {
		side[half+i] = 1
	}
	if k > 0 {
		rng := data.Rand(seed, data.Subset, step, k)
		rng.Shuffle(len(side), func(i, j int) { side[i], side[j] = side[j], side[i] })
	}
}

// pValue returns the p-value of a permutation test: the share of all divisions, the one in question included, whose halves are at
// least as far apart as those of division 0. If both halves come from the same distribution, it is at most p with probability p, for
// every multiple p of 1/len(distances) (Phipson & Smyth 2010).
func pValue(distances []float64) float64 {
	const rounding = 1e-5 // of distances that are equal but for the order of sums
	count := 0
	for _, d := range distances {
		if d >= distances[0]*(1-rounding) {
			count++
		}
	}
	return float64(count) / float64(len(distances))
}
