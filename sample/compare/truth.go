package compare

import (
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/mixture"
)

// Truth is what points are judged against: a Distribution, or Rows; and what is known besides, by WithTraining.
type Truth interface {
	// Name is what the truth is called in results.
	Name() string

	// Axes returns the axes on which the truth has mean 0 and standard deviation 1.
	Axes() data.Standardizer

	// Most returns how many points a set may have, if count points are to be judged.
	Most(count int) int

	// Set returns the k-th set of n true points to compare with, from 0. Fewer points are the first of more. Sets of a Distribution are
	// independent of each other and of all pairs.
	Set(n int, seed uint64, k int) []data.Point

	// Pair returns the k-th pair of independent sets of n true points, for the floor.
	Pair(n int, seed uint64, k int) (x, y []data.Point)

	// mixture returns the exact distribution, or nil if it is not known.
	mixture() *mixture.Mixture

	// training returns the points trained on, or nil if they are not known, or were fresh each time.
	training() []data.Point
}

// Distribution is the truth as an exact distribution, which must have a density: sets are fresh draws of it, as many as there are points to judge.
func Distribution(name string, m *mixture.Mixture) Truth { return distribution{name, m} }

type distribution struct {
	name string
	*mixture.Mixture
}

func (l distribution) Name() string { return l.name }

func (l distribution) Axes() data.Standardizer { return data.NewStandardizer(l.Mixture) }

func (l distribution) Most(count int) int { return count }

func (l distribution) Set(n int, seed uint64, k int) []data.Point {
	if k > 0 {
		k += reference
	}
	return l.draw(n, seed, data.Truth, k)
}

func (l distribution) Pair(n int, seed uint64, k int) (x, y []data.Point) {
	return l.draw(n, seed, data.Floor, 2*k), l.draw(n, seed, data.Floor, 2*k+1)
}

func (l distribution) mixture() *mixture.Mixture { return l.Mixture }

func (l distribution) training() []data.Point { return nil }

func (l distribution) draw(n int, seed uint64, purpose data.Purpose, index int) []data.Point {
	points := make([]data.Point, n)
	data.Draw(points, nil, l.Mixture, seed, purpose, index)
	return points
}

// Rows is the truth as a finite set of points: sets are random halves of it, pairs of sets are disjoint halves.
func Rows(name string, points []data.Point) Truth { return rows{name, points} }

type rows struct {
	name   string
	points data.Points
}

func (r rows) Name() string { return r.name }

func (r rows) Axes() data.Standardizer { return data.NewStandardizer(r.points) }

func (r rows) Most(count int) int { return min(count, len(r.points)/2) }

func (r rows) Set(n int, seed uint64, k int) []data.Point {
	return subset(r.points, n, data.Rand(seed, data.Subset, truePoints, k))
}

func (r rows) Pair(n int, seed uint64, k int) (x, y []data.Point) {
	both := subset(r.points, 2*n, data.Rand(seed, data.Floor, k, 0))
	return both[:n], both[n:]
}

func (r rows) mixture() *mixture.Mixture { return nil }

func (r rows) training() []data.Point { return nil }

// WithTraining is a truth of which finitely many points were trained on: so a model may have learned them by heart, which is then
// judged too. The truth must be independent of them: a distribution, or the rows held out. Without points it is the truth as it was.
func WithTraining(truth Truth, points []data.Point) Truth {
	if len(points) == 0 {
		return truth
	}
	return trained{truth, points}
}

type trained struct {
	Truth
	points []data.Point
}

func (t trained) training() []data.Point { return t.points }

// The steps of the streams of random numbers that choose subsets.
const (
	judgedPoints = iota
	truePoints
	slicedDivisions
	energyDivisions
)

// reference is the number of the stream of true points that a metric takes its reference from. Set 0 has the one before.
const reference = 1

// subset returns n of the points, chosen at random without replacement and in random order.
func subset(points []data.Point, n int, rng *rand.Rand) []data.Point {
	chosen := make([]data.Point, n)
	for i, row := range rng.Perm(len(points))[:n] {
		chosen[i] = points[row]
	}
	return chosen
}
