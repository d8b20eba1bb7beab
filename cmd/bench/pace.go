package main

import (
	"iter"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"
)

// window is how long something is timed for. Before that it runs unmeasured for warmUp.
type window struct{ warmUp, length time.Duration }

// pace returns the seconds that one of the runs takes, in the mean over a window. The runs end early only by an error,
// which it returns.
func pace[V any](runs iter.Seq2[V, error], w window) (seconds float64, err error) {
	start := time.Now()
	var began time.Time
	count := 0
	for _, err := range runs {
		if err != nil {
			return 0, err
		}
		now := time.Now()
		if began.IsZero() {
			if now.Sub(start) >= w.warmUp {
				began = now
			}
			continue
		}
		if count++; now.Sub(began) >= w.length {
			return now.Sub(began).Seconds() / float64(count), nil
		}
	}
	panic("bench: nothing left to time")
}

// median returns the median of values, the lower of the two in the middle if their number is even.
func median(values []float64) float64 {
	return stat.Quantile(0.5, stat.Empirical, slices.Sorted(slices.Values(values)), nil)
}
