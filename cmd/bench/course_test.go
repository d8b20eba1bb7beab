package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"ddpm/data/must"
	"ddpm/train"
)

// A checkpoint has the averaged weights after its number of steps: those at which the same training has arrived if it stops there.
func TestCheckpointsAreThoseOfATraining(t *testing.T) {
	config := train.DefaultConfig()
	config.Steps, config.Batch, config.Target = 40, 32, train.DrawnNoise
	c := newCourse("moons", config)
	found, err := learnHere(t.Context(), c)
	if err != nil || len(found) != len(c.at) {
		t.Fatalf("%d checkpoints, %v: want %d", len(found), err, len(c.at))
	}
	trainer, next := c.trainer(), 0
	for step, err := range trainer.Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if step.Number != c.at[next] {
			continue
		}
		if found[next].steps != step.Number || !slices.Equal(found[next].weights, trainer.Average().Weights) {
			t.Errorf("checkpoint %d is that of step %d, or has other weights than the training after step %d", next, found[next].steps, step.Number)
		}
		if next > 0 && !(found[next].seconds > found[next-1].seconds) {
			t.Errorf("%v s after %d steps, %v s after %d", found[next].seconds, found[next].steps, found[next-1].seconds, found[next-1].steps)
		}
		next++
	}
}

// A judgement that is interrupted ends with the context's error.
func TestJudgementEndsWithTheContext(t *testing.T) {
	config := train.DefaultConfig()
	config.Steps, config.Batch = 2, 32
	c := newCourse("moons", config)
	found := must.Get(learnHere(t.Context(), c))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reached([]float64{1}, c.divergences(ctx, found, 50)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}
