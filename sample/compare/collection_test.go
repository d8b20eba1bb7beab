package compare

import (
	"math"
	"slices"
	"testing"

	"ddpm/data"
)

// numbered returns the points lo, …, hi−1, each with its number as a coordinate.
func numbered(lo, hi int) (points []data.Point) {
	for i := lo; i < hi; i++ {
		points = append(points, data.Point{float64(i), 0})
	}
	return points
}

// As long as there is room, a collection holds all points in their order, and later as many as fit, none of them twice. How many come at a
// time makes no difference.
func TestCollectionHolds(t *testing.T) {
	c, other := NewCollection(100, 1), NewCollection(100, 1)
	for n := 0; n < 400; n += 40 {
		c.Add(numbered(n, n+40))
		for i := range 40 {
			other.Add(numbered(n+i, n+i+1))
		}
		if c.Came() != n+40 || len(c.Points()) != min(100, n+40) {
			t.Fatalf("after %d points: %d came, %d are held", n+40, c.Came(), len(c.Points()))
		}
		if n+40 <= 100 && !slices.Equal(c.Points(), numbered(0, n+40)) {
			t.Errorf("after %d points they are not held in their order", n+40)
		}
	}
	if !slices.Equal(c.Points(), other.Points()) {
		t.Error("the choice depends on how many points come at a time")
	}
	seen := make(map[data.Point]bool)
	for _, p := range c.Points() {
		if seen[p] || p[0] < 0 || p[0] >= 400 {
			t.Errorf("%v is held twice or never came", p)
		}
		seen[p] = true
	}
}

// Every point is as likely to be held as any other. Over 4000 seeds, each of 20 points is held by a collection of 5 about 1000 times; χ² of
// the counts, scaled for drawing without replacement, is above 50 with probability 1.3e-4 (19 degrees of freedom).
func TestCollectionIsFair(t *testing.T) {
	const seeds, n, most = 4000, 20, 5
	var held [n]float64
	for seed := range uint64(seeds) {
		c := NewCollection(most, seed)
		c.Add(numbered(0, n))
		for _, p := range c.Points() {
			held[int(p[0])]++
		}
	}
	const expected = seeds * float64(most) / n
	chi2 := 0.0
	for _, count := range held {
		chi2 += math.Pow(count-expected, 2) / expected
	}
	// The variance of a count is expected·(1 − most/n), and counts have a correlation of −1/(n−1): hence the scale.
	if chi2 *= (n - 1.) / n / (1 - float64(most)/n); chi2 > 50 {
		t.Errorf("χ² is %v: %v", chi2, held)
	}
}
