package compare

import "ddpm/data"

// A permutation test asks whether two sets x and y, of equally many points, come from the same distribution. It divides the points of both
// into two halves, in many random ways, and compares the distance of the halves with that of x and y.

// permutations is the number of random divisions, at most.
const permutations = 999

// atOnce is the number of divisions whose distances are computed together, before it is asked whether more are needed.
const atOnce = 200

// enough is how many random divisions with at least the distance of x and y end the test. Then p is above .05, and its standard error is
// at most a seventh of it.
const enough = 50

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

// pValue returns the p-value of division 0 among so many divisions, given the distances of the halves of the divisions lo, …, hi−1: the share
// of all divisions, with division 0 among them, whose distance is at least that of division 0 (Phipson & Smyth 2010). If enough of the
// random ones have such a distance, the rest is not asked for, and the share is that among the random ones so far (Besag & Clifford 1991).
// If x and y come from the same distribution, the p-value is at most p with a probability of at most p.
func pValue(divisions int, distances func(lo, hi int) []float64) float64 {
	count, least := 0, 0.0
	for lo := 0; lo < divisions; lo += atOnce {
		for i, d := range distances(lo, min(lo+atOnce, divisions)) {
			if lo+i == 0 {
				least = d * (1 - distanceTolerance)
			} else if d >= least {
				count++
			}
			if count == enough {
				return float64(count) / float64(lo+i)
			}
		}
	}
	return float64(1+count) / float64(divisions)
}
