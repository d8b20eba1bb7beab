package film

import (
	"math"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/data"
)

// Even chooses count of n states of a process, the first and the last among them, so that each differs from the one before: the least change
// between neighbours is as large as it can be. change(i, j) says how much states i < j differ. If there are no more states than count, all
// are chosen.
func Even(n, count int, change func(i, j int) float64) []int {
	if n <= count {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	// least[k][j] is the largest possible least change of k+1 states that end with j, and before[k][j] the state before j.
	least, before := make([][]float64, count), make([][]int, count)
	for k := range count {
		least[k], before[k] = make([]float64, n), make([]int, n)
		for j := range n {
			least[k][j] = -1
		}
	}
	least[0][0] = math.Inf(1)
	changes := make([]float64, n)
	for j := 1; j < n; j++ {
		for i := range j {
			changes[i] = change(i, j)
		}
		for k := 1; k < count; k++ {
			for i := range j {
				if worst := min(least[k-1][i], changes[i]); worst > least[k][j] {
					least[k][j], before[k][j] = worst, i
				}
			}
		}
	}
	chosen := make([]int, count)
	for k, j := count-1, n-1; k >= 0; k, j = k-1, before[k][j] {
		chosen[k] = j
	}
	return chosen
}

// Change returns a function that says how much sets of points differ to the eye: the squared Hellinger distance between their histograms over a
// view, whose bins are as small as their number allows, less what two sets of the same distribution differ by chance. It is 0 for sets that
// look alike, and 1 for sets in different places. All sets have as many points as the first.
func Change(view figure.View, sets [][]data.Point) func(i, j int) float64 {
	const finest, coarsest, room = 24, 6, 16 // bins along a side; and points for each bin
	n := float64(len(sets[0]))
	side := int(min(finest, max(coarsest, math.Sqrt(n/room))))
	roots := make([][]float64, len(sets))
	for i, points := range sets {
		roots[i] = rootShares(view, side, points)
	}
	// The variance of the root of a share is about 1/(4n), and less where hardly any points are.
	const chance = 1.5
	return func(i, j int) float64 {
		overlap, noise := 0.0, 0.0
		for k, root := range roots[i] {
			other := roots[j][k]
			overlap += root * other
			noise += min(1/(4*n), (root*root+other*other)/2)
		}
		return max(0, 1-overlap-chance*noise)
	}
}

// rootShares returns the square roots of the shares of the points in the cells of a view with so many along its longer side, and outside.
func rootShares(view figure.View, side int, points []data.Point) []float64 {
	counted := figure.Counted(view, side, points)
	w, h := counted.View.Hi[0]-counted.View.Lo[0], counted.View.Hi[1]-counted.View.Lo[1]
	area := w * h / float64(len(counted.Values))
	roots, inside := make([]float64, len(counted.Values)+1), 0.0
	for i, density := range counted.Values {
		inside += density * area
		roots[i] = math.Sqrt(density * area)
	}
	roots[len(counted.Values)] = math.Sqrt(max(0, 1-inside))
	return roots
}
