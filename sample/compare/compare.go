// Package compare measures how far points are from a truth, which is a distribution or a set of points. Every measure comes with
// its floor: what points that are true get, with the noise of so many points.
package compare

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ddpm/data"
)

// Pairs is the number of pairs of true sets that the floor of a distance between sets is measured on.
const Pairs = 10

// Result is what a comparison found.
type Result struct {
	Data    string        `json:"data"`  // the name of the truth
	Count   int           `json:"count"` // how many points were judged
	Seed    uint64        `json:"seed"`
	Metrics []Measurement `json:"metrics"`
}

// Measurement is one metric's finding, on axes on which the truth has mean 0 and standard deviation 1.
type Measurement struct {
	Name    string   `json:"name"`
	Value   float64  `json:"value"`       // of the judged points
	Floor   float64  `json:"floor"`       // of true points: the mean over pairs of sets, or the expectation
	FloorSD float64  `json:"floor_sd"`    // and the standard deviation
	P       *float64 `json:"p,omitempty"` // how often true points do no better; nil where there is no test
	Points  int      `json:"points"`      // how many points were judged, and as many true ones beside them
	Better  Better   `json:"better"`
}

// Better says which values of a metric are better.
type Better string

// What is better.
const (
	Lower  Better = "lower"
	Higher Better = "higher"
	Closer Better = "closer" // to the floor, from above or below
)

// farthest is how many standard deviations out a point may lie: the squares of numbers beyond it overflow in sums.
const farthest = 1e100

// Compare judges points against the truth by every metric that the truth allows: one without a distribution has no modes, for example.
// Where a metric takes fewer points than there are, a random subset is used, and Measurement.Points says how many. The result is a function of points, truth and seed.
// With names of metrics it takes only those. Compare returns the context's error soon after the context ends, and an error if
// there are too few points or one of them is not finite.
func Compare(ctx context.Context, points []data.Point, truth Truth, seed uint64, only ...string) (Result, error) {
	most := truth.Most(len(points))
	switch {
	case len(points) < 2:
		return Result{}, fmt.Errorf("%d point(s) to judge: a comparison needs at least 2", len(points))
	case most < 2:
		return Result{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", truth.Name())
	}
	axes := truth.Axes()
	for i, p := range points {
		z := []data.Point{p}
		axes.To(z, z)
		if !(math.Abs(z[0][0]) <= farthest && math.Abs(z[0][1]) <= farthest) {
			return Result{}, fmt.Errorf("point %d is (%g, %g): only finite numbers, not too large, can be compared", i+1, p[0], p[1])
		}
	}
	judged := subset(points, min(most, mostPoints), data.Rand(seed, data.Subset, judgedPoints, 0))
	axes.To(judged, judged)
	t := newTrial(judged, truth, seed)

	result := Result{Data: truth.Name(), Count: len(points), Seed: seed}
	for _, metric := range metrics {
		if only != nil && !slices.Contains(only, metric.name) {
			continue
		}
		n := min(most, metric.points)
		m := metric.judge(ctx, t, n)
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
