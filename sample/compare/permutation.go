package compare

import "ddpm/data"

// A permutation test asks whether two sets x and y, of equally many points, come from the same distribution. It divides the points of both
// into two halves, in many random ways, and compares the distance of the halves with that of x and y.

// permutations is the number of random divisions.
const permutations = 999

// distanceTolerance is the relative difference up to which two distances are taken for equal: sums in another order, and of float32.
const distanceTolerance = 1e-5

// division sets side to the k-th division of an even number of points into two halves: 0 or 1 for each point. Division 0 is x and y, which
// are the first half and the second. The others are random, from the given stream of random numbers.
func division(side []uint8, seed uint64, stream, k int) {
	half := len(side) / 2
	clear(side[:half])
	for i := range side[half:] {
		side[half+i] = 1
	}
	if k > 0 {
		rng := data.Rand(seed, data.Subset, stream, k)
		rng.Shuffle(len(side), func(i, j int) { side[i], side[j] = side[j], side[i] })
	}
}

// pValue returns the p-value, given the distance of the halves of each division: the share of all divisions, with division 0 among
// them, whose distance is at least that of division 0 (Phipson & Smyth 2010). If x and y come from the same distribution, it is at
// most p with probability p, for every multiple p of 1/len(distances).
func pValue(distances []float64) float64 {
	count := 0
	for _, d := range distances {
		if d >= distances[0]*(1-distanceTolerance) {
			count++
		}
	}
	return float64(count) / float64(len(distances))
}
