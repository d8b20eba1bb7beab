package main

import (
	"iter"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"
)

// window is a time of measurement of some length, after a time warmUp that is not measured.
type window struct{ warmUp, length time.Duration }

// meanSeconds returns the mean time of one of the runs in a window, in seconds. The runs must not end, but by an error, which it returns.
func meanSeconds[V any](runs iter.Seq2[V, error], w window) (seconds float64, err error) {
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
	panic("bench: the runs ended without an error")
}

// median returns the median of values. Of an even number of values it is the lower of the two in the middle.
func median(values []float64) float64 {
	return stat.Quantile(0.5, stat.Empirical, slices.Sorted(slices.Values(values)), nil)
}
