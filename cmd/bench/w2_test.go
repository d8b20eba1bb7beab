package main

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// The standard error of a ratio agrees with the standard deviation of 10,000 such ratios, which has a standard error of 0.7%. The bound is five
// times that, and two percent for terms of second order.
func TestErrorOfARatio(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	draw := func(n int, centre float64) mean {
		values := make([]float64, n)
		for i := range values {
			values[i] = centre * (1 + .3*rng.NormFloat64())
		}
		return newMean(values)
	}
	var values, variances []float64
	for range 10_000 {
		r := draw(20, .09).over(draw(40, .07))
		values, variances = append(values, r.Value), append(variances, r.SE*r.SE)
	}
	if got, want := math.Sqrt(stat.Mean(variances, nil)), stat.StdDev(values, nil); math.Abs(got/want-1) > .055 {
		t.Errorf("standard error %v, but ratios spread by %v", got, want)
	}
	if r := draw(1, 1).over(draw(2, 1)); r.SE != 0 || strings.Contains(r.String(), "±") {
		t.Errorf("of one distance: %v", r)
	}
}

func TestW2RefusesOtherDistributions(t *testing.T) {
	for _, args := range [][]string{{"w2", "swissroll"}, {"w2", "--seeds", "0"}} {
		if _, stderr := do(t, statusBadInput, args...); strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, args[len(args)-1]) {
			t.Errorf("%v: on standard error: %q", args, stderr)
		}
	}
}
