// Package compare measures how far points are from a truth, which is a distribution or a set of points. Every distance
// comes with its floor: the distance between two sets that are both true, which is the noise of so many points.
package compare

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
)

// Pairs is the number of pairs of true sets that a floor is measured on.
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
	Name    string  `json:"name"`
	Value   float64 `json:"value"`    // between the judged points and true ones
	Floor   float64 `json:"floor"`    // between two independent true sets: mean over pairs
	FloorSD float64 `json:"floor_sd"` // and standard deviation over pairs
	Points  int     `json:"points"`   // how many points each set had
}

// farthest is how many standard deviations out a point may lie: the squares of numbers beyond it overflow in sums.
const farthest = 1e100

// Compare judges points against the truth by every metric there is. Where a metric takes fewer points than there are,
// a random subset is used. The result is a function of points, truth and seed. Compare returns the context's error
// soon after the context ends, and an error if there are too few points or one of them is not finite.
func Compare(ctx context.Context, points []data.Point, truth Truth, seed uint64) (Result, error) {
	most := truth.most(len(points))
	switch {
	case len(points) < 2:
		return Result{}, fmt.Errorf("%d point(s) to judge: a comparison needs at least 2", len(points))
	case most < 2:
		return Result{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", truth.Name())
	}
	axes := truth.axes()
	judged := make([]data.Point, len(points))
	axes.To(judged, points)
	for i, z := range judged {
		if !(math.Abs(z[0]) <= farthest && math.Abs(z[1]) <= farthest) {
			return Result{}, fmt.Errorf("point %d is (%g, %g): only finite numbers, not too large, can be compared",
				i+1, points[i][0], points[i][1])
		}
	}
	judged = subset(judged, most, data.Rand(seed, data.Subset, judgedPoints, 0))

	// Job 0 of a metric is the value, the others are the floor's pairs.
	const jobs = 1 + Pairs
	found := make([][jobs]float64, len(metrics))
	err := inParallel(ctx, len(metrics)*jobs, func(job int) {
		m, pair := metrics[job/jobs], job%jobs-1
		n := m.limit(most)
		var x, y []data.Point
		if pair < 0 {
			x, y = judged[:n], truth.set(n, seed)
		} else {
			x, y = truth.pair(n, seed, pair)
			axes.To(x, x)
		}
		axes.To(y, y)
		found[job/jobs][job%jobs] = m.distance(x, y)
	})
	if err != nil {
		return Result{}, err
	}

	result := Result{Data: truth.Name(), Count: len(points), Seed: seed}
	for i, m := range metrics {
		floor, sd := stat.MeanStdDev(found[i][1:], nil)
		result.Metrics = append(result.Metrics, Measurement{
			Name: m.name, Value: found[i][0], Floor: floor, FloorSD: sd, Points: m.limit(most),
		})
	}
	return result, nil
}

// inParallel calls job with 0..n-1 on all cores, starting none after ctx has ended, and returns ctx's error.
func inParallel(ctx context.Context, n int, job func(i int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				job(i)
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}
