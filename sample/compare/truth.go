package compare

import (
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/mixture"
)

// Truth is what points are compared with: an exact distribution or a finite set of points. Distribution, Rows,
// WithTraining and WithBorder make one.
type Truth struct {
	name         string
	distribution *mixture.Mixture // nil: rows are the truth
	rows         data.Points
	training     []data.Point // points that a model was trained on; nil: none, or they are not known
	border       *Border      // of the distribution; nil: it is found when it is needed
}

// Distribution returns an exact distribution as the truth. It must have a density. Its sets are fresh draws, as many points as are
// compared.
func Distribution(name string, m *mixture.Mixture) Truth { return Truth{name: name, distribution: m} }

// Rows returns a finite set of points as the truth. Its sets are random halves of the points, and its pairs are disjoint halves.
func Rows(name string, points []data.Point) Truth { return Truth{name: name, rows: points} }

// WithTraining returns the truth with the points that a model was trained on, so that the model's memorisation of them can be measured.
// The truth must be independent of them: a distribution, or rows held out. Without points it returns the truth unchanged.
func WithTraining(truth Truth, points []data.Point) Truth {
	if len(points) > 0 {
		truth.training = points
	}
	return truth
}

// WithBorder returns the truth with its border, which FindBorder found for as many points. Then many comparisons need not find it anew.
func WithBorder(truth Truth, border *Border) Truth {
	truth.border = border
	return truth
}

// Name returns the name of the truth in results.
func (t Truth) Name() string { return t.name }

// Axes returns the axes on which the truth has mean 0 and standard deviation 1.
func (t Truth) Axes() data.Standardizer {
	if t.distribution != nil {
		return data.NewStandardizer(t.distribution)
	}
	return data.NewStandardizer(t.rows)
}

// MaxPoints returns how many points a set may have if count points are compared with the truth.
func (t Truth) MaxPoints(count int) int {
	if t.distribution != nil {
		return count
	}
	return min(count, len(t.rows)/2)
}

// Set returns the k-th set of n true points, from k = 0. A set of fewer points is the beginning of one of more points. The sets of a
// Distribution are independent of each other and of all pairs.
func (t Truth) Set(n int, seed uint64, k int) []data.Point {
	if t.distribution == nil {
		return subset(t.rows, n, data.Rand(seed, data.Subset, truePoints, k))
	}
	if k >= referenceSet {
		k++
	}
	return draw(t.distribution, n, seed, data.Truth, k)
}

// Pair returns the k-th pair of independent sets of n true points.
func (t Truth) Pair(n int, seed uint64, k int) (x, y []data.Point) {
	if t.distribution == nil {
		both := subset(t.rows, 2*n, data.Rand(seed, data.Floor, k, 0))
		return both[:n], both[n:]
	}
	return draw(t.distribution, n, seed, data.Floor, 2*k), draw(t.distribution, n, seed, data.Floor, 2*k+1)
}

// referenceSet is the stream of random numbers of reference. No Set has it.
const referenceSet = 1

// draw returns n points of a distribution, from a stream of random numbers.
func draw(distribution *mixture.Mixture, n int, seed uint64, purpose data.Purpose, stream int) []data.Point {
	points := make([]data.Point, n)
	data.Draw(points, nil, distribution, seed, purpose, stream)
	return points
}

// The streams of random numbers of purpose data.Subset.
const (
	comparedPoints = iota
	truePoints
	slicedDivisions
	energyDivisions
	fewerPoints
	collectedPoints
)

// Subset returns at most n of the rows: all of them, in their order, if there are no more, and otherwise a random choice. Which rows it
// chooses is a function of their number, n and seed.
func Subset[Row any](rows []Row, n int, seed uint64) []Row {
	if len(rows) <= n {
		return rows
	}
	return subset(rows, n, data.Rand(seed, data.Subset, fewerPoints, 0))
}

// subset returns n of the rows, chosen at random without replacement, in random order.
func subset[Row any](rows []Row, n int, rng *rand.Rand) []Row {
	chosen := make([]Row, n)
	for i, row := range rng.Perm(len(rows))[:n] {
		chosen[i] = rows[row]
	}
	return chosen
}
