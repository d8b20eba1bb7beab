// Package compare measures how far points are from a truth, which is an exact distribution or a set of points, by several metrics.
//
// Each metric comes with its floor: the distance between two independent true samples. It says what a perfect sampler gets, by
// chance alone. A metric is significant if the points are farther from the truth than chance explains: by the p-value of a
// test, or, where there is no test, by the standard deviation of the floor.
//
// Read in this order:
//
//   - compare.go: Compare, and what it returns. truth.go: what points are compared with.
//   - metrics.go: the table of metrics, each in a file of its own. To add a metric, add a line there and a file.
//   - comparison.go: what the metrics measure by, and the floor. permutation.go: the permutation tests.
//   - significant.go: which values are significant. table.go: the result as text.
//
// The exact 2-Wasserstein distance is in package transport, and nearest neighbours are in package kdtree.
package compare

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ddpm/data"
)

// Pairs is the number of pairs of true sets from which the floor of a distance is measured.
const Pairs = 10

// Result is the result of a comparison.
type Result struct {
	Data    string        `json:"data"`  // name of the truth
	Count   int           `json:"count"` // how many points were given
	Seed    uint64        `json:"seed"`
	Metrics []Measurement `json:"metrics"`
}

// Metric returns what was measured by the metric of a name. It returns nil if nothing was.
func (r Result) Metric(name string) *Measurement {
	for i := range r.Metrics {
		if r.Metrics[i].Name == name {
			return &r.Metrics[i]
		}
	}
	return nil
}

// fewPoints is how many points at least show more than a large difference.
const fewPoints = 100

// Few returns how many points the metric takes that takes most, if these are so few that a small difference is not seen. Otherwise it
// returns 0.
func (r Result) Few() (points int) {
	for _, m := range r.Metrics {
		points = max(points, m.Points)
	}
	if points >= fewPoints {
		return 0
	}
	return points
}

// Measurement is the result of one metric, on axes on which the truth has mean 0 and standard deviation 1.
type Measurement struct {
	Name    string   `json:"name"`        // in JSON and on the command line
	Value   float64  `json:"value"`       // of the points
	Floor   float64  `json:"floor"`       // value of true points: the mean over pairs of sets, or the expectation
	FloorSD float64  `json:"floor_sd"`    // standard deviation of the value of true points
	P       *float64 `json:"p,omitempty"` // p-value: the probability that true points are no better; nil where there is no test
	Points  int      `json:"points"`      // how many of the points were used, against as many true points
	Better  Better   `json:"better"`
}

// Better says which values of a metric are better.
type Better string

// The values of Better.
const (
	Lower  Better = "lower"
	Higher Better = "higher"
	Closer Better = "closer" // to the floor, from above or below
)

// largestCoordinate is the largest allowed coordinate, in standard deviations of the truth. The squares of larger ones overflow in sums.
const largestCoordinate = 1e100

// Compare compares points with the truth by every metric that the truth allows, or by those of the names only. If a metric takes
// fewer points than there are, it takes a random subset; Measurement.Points is its size. The result is a function of points, truth
// and seed. Compare fails if there are too few points or one of them is not finite; or, soon after the context ends, with its error.
func Compare(ctx context.Context, points []data.Point, truth Truth, seed uint64, only ...string) (Result, error) {
	return measureAll(ctx, points, truth, seed, only, false)
}

// Distances is Compare without the permutation tests, which take most of its time: P is nil where a test would be.
func Distances(ctx context.Context, points []data.Point, truth Truth, seed uint64, only ...string) (Result, error) {
	return measureAll(ctx, points, truth, seed, only, true)
}

// measureAll does what Compare does, or Distances if untested is true.
func measureAll(ctx context.Context, points []data.Point, truth Truth, seed uint64, only []string, untested bool) (Result, error) {
	most := truth.MaxPoints(len(points))
	switch {
	case len(points) < 2:
		return Result{}, fmt.Errorf("%d point(s) to compare: a comparison needs at least 2", len(points))
	case most < 2:
		return Result{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", truth.Name())
	}
	axes := truth.Axes()
	for i, p := range points {
		z := []data.Point{p}
		axes.To(z, z)
		if !(math.Abs(z[0][0]) <= largestCoordinate && math.Abs(z[0][1]) <= largestCoordinate) {
			return Result{}, fmt.Errorf("point %d is (%g, %g): only finite numbers, not too large, can be compared", i+1, p[0], p[1])
		}
	}
	chosen := subset(points, min(most, maxPoints), data.Rand(seed, data.Subset, comparedPoints, 0))
	axes.To(chosen, chosen)
	c := newComparison(chosen, truth, seed)
	c.untested = untested

	result := Result{Data: truth.Name(), Count: len(points), Seed: seed}
	for _, metric := range metrics {
		if only != nil && !slices.Contains(only, metric.name) {
			continue
		}
		n := min(most, metric.points)
		m := metric.measure(ctx, c, n)
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		if m != nil {
			m.Name, m.Points, m.Better = metric.name, n, metric.better
			result.Metrics = append(result.Metrics, *m)
		}
	}
	return result, nil
}
