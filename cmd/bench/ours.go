package main

import (
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"
)

// seed is the seed of all random numbers. The work does not depend on it.
const seed = 1

// newTrainer returns a trainer on fixed points of the moons, whose training does not end.
func newTrainer(shape model.Config, batch int) *train.Trainer {
	moons := must.Get(must.Get(data.Open("moons", nil, "")).Fix(tinyPoints, seed))
	return must.Get(train.New(train.Config{
		Steps: math.MaxInt32, Batch: batch, LearningRate: tinyRate, EMA: .999, ClipGrad: 1, Seed: seed,
	}, shape, must.Get(model.NewSchedule("linear", tinyTimesteps)), moons.Source()))
}

// chainSteps draws count points again and again, and yields after each step of the chain, which evaluates the network at all points.
func chainSteps(ctx context.Context, denoiser sample.Denoiser, count int) iter.Seq2[sample.State, error] {
	sampler := must.Get(sample.NewSampler("ddpm", must.Get(model.NewSchedule("linear", tinyTimesteps)), sample.Options{}))
	return func(yield func(sample.State, error) bool) {
		x, noise := make([]data.Point, count), sample.Noise{Seed: seed}
		for {
			noise.Start(x)
			for state, err := range sampler.Chain(ctx, denoiser, noise, x) {
				if start := state.Step == 0 && err == nil; start {
					continue
				}
				if !yield(state, err) || err != nil {
					return
				}
			}
		}
	}
}
