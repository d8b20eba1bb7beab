package compare

import (
	"math/rand/v2"

	"ddpm/data"
)

// Truth is what points are judged against: a Law, or Rows.
type Truth interface {
	// Name is what the truth is called in results.
	Name() string

	// axes returns the axes on which the truth has mean 0 and standard deviation 1.
	axes() data.Standardizer

	// most returns how many points a set may have, if count points are to be judged.
	most(count int) int

	// set returns n true points to compare with. Fewer points are the first of more.
	set(n int, seed uint64) []data.Point

	// pair returns the k-th pair of independent sets of n true points.
	pair(n int, seed uint64, k int) (x, y []data.Point)
}

// Distribution is a law that points can be drawn from, with known moments, such as *data.Mixture.
type Distribution interface {
	data.Source
	Mean() data.Point
	Cov() [3]float64 // xx, xy, yy
}

// Law is the truth as a distribution: sets are fresh draws of it, as many as there are points to judge.
func Law(name string, d Distribution) Truth { return law{name, d} }

type law struct {
	name string
	Distribution
}

func (l law) Name() string { return l.name }

func (l law) axes() data.Standardizer { return data.NewStandardizer(l) }

func (l law) most(count int) int { return count }

func (l law) set(n int, seed uint64) []data.Point { return l.draw(n, seed, data.Truth, 0) }

func (l law) pair(n int, seed uint64, k int) (x, y []data.Point) {
	return l.draw(n, seed, data.Floor, 2*k), l.draw(n, seed, data.Floor, 2*k+1)
}

func (l law) draw(n int, seed uint64, purpose data.Purpose, index int) []data.Point {
	points := make([]data.Point, n)
	data.Draw(points, nil, l, seed, purpose, index)
	return points
}

// Rows is the truth as a finite set of points: sets are random halves of it, pairs of sets are disjoint halves.
func Rows(name string, points []data.Point) Truth { return rows{name, points} }

type rows struct {
	name   string
	points data.Points
}

func (r rows) Name() string { return r.name }

func (r rows) axes() data.Standardizer { return data.NewStandardizer(r.points) }

func (r rows) most(count int) int { return min(count, len(r.points)/2) }

func (r rows) set(n int, seed uint64) []data.Point {
	return subset(r.points, n, data.Rand(seed, data.Subset, truePoints, 0))
}

func (r rows) pair(n int, seed uint64, k int) (x, y []data.Point) {
	both := subset(r.points, 2*n, data.Rand(seed, data.Floor, k, 0))
	return both[:n], both[n:]
}

// The steps of the streams of random numbers that choose subsets.
const (
	judgedPoints = iota
	truePoints
)

// subset returns n of the points, chosen at random without replacement and in random order.
func subset(points []data.Point, n int, rng *rand.Rand) []data.Point {
	chosen := make([]data.Point, n)
	for i, row := range rng.Perm(len(points))[:n] {
		chosen[i] = points[row]
	}
	return chosen
}
