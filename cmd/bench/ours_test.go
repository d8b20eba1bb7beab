package main

import (
	"context"
	"errors"
	"math"
	"testing"

	"ddpm/data"
)

// counting is a denoiser that counts the points it is asked about.
type counting struct{ evaluations int }

func (c *counting) PredictNoise(dst, x []data.Point, _ float64) {
	c.evaluations += len(x)
	clear(dst)
}

// A timed step evaluates the network once for each point, and a chain has all its steps.
func TestAStepIsOneEvaluationAPoint(t *testing.T) {
	const count = 3
	var denoiser counting
	steps, ends := 0, 0
	for state, err := range chainSteps(t.Context(), &denoiser, count) {
		if err != nil {
			t.Fatal(err)
		}
		if steps++; denoiser.evaluations != count*steps {
			t.Fatalf("%d evaluations in %d steps of %d points", denoiser.evaluations, steps, count)
		}
		if math.IsInf(state.LogSNR, 1) {
			ends++
		}
		if steps == 2*tinyTimesteps {
			break
		}
	}
	if ends != 2 {
		t.Errorf("%d chains ended in twice %d steps", ends, tinyTimesteps)
	}
}

func TestStepsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	last := error(nil)
	for _, err := range chainSteps(ctx, &counting{}, 1) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v", last)
	}
}
