package compare

import (
	"math/rand/v2"

	"ddpm/data"
)

// Collection holds points that come some at a time: all of them, in their order, if they are not too many, and otherwise a random choice of
// them. Each point that came is as likely to be held as any other (algorithm R of Vitter 1985). The choice is a function of the seed and of
// the points in their order, and not of how many come at a time.
type Collection struct {
	most   int
	came   int
	points []data.Point
	rng    *rand.Rand
}

// NewCollection returns a collection that holds at most the given number of points.
func NewCollection(most int, seed uint64) *Collection {
	return &Collection{most: most, rng: data.Rand(seed, data.Subset, collectedPoints, 0)}
}

// Add takes points. It does not keep the slice.
func (c *Collection) Add(points []data.Point) {
	fit := min(len(points), c.most-len(c.points))
	c.points = append(c.points, points[:fit]...)
	c.came += fit
	for _, p := range points[fit:] {
		c.came++
		if i := c.rng.IntN(c.came); i < c.most {
			c.points[i] = p
		}
	}
}

// Came returns how many points came.
func (c *Collection) Came() int { return c.came }

// Points returns the points that are held.
func (c *Collection) Points() []data.Point { return c.points }
