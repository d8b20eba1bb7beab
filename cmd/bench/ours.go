package main

import (
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"
)

// seed is the seed of all random numbers. The work does not depend on it.
const seed = 1

// newTrainer returns a trainer on fixed points of the moons, whose training does not end.
func newTrainer(shape model.Config, batch int) (*train.Trainer, error) {
	moons, err := data.Open("moons", nil, "")
	if err != nil {
		return nil, err
	}
	if moons, err = moons.Fix(tinyPoints, seed); err != nil {
		return nil, err
	}
	schedule, err := model.NewSchedule("linear", tinyTimesteps)
	if err != nil {
		return nil, err
	}
	return train.New(train.Config{
		Steps: math.MaxInt32, Batch: batch, LearningRate: tinyRate, EMA: .999, ClipGrad: 1, Seed: seed,
	}, shape, schedule, moons.Source())
}

// chainSteps draws count points again and again, and yields after each step of the chain, which evaluates the network at all points.
func chainSteps(ctx context.Context, denoiser sample.Denoiser, count int) iter.Seq2[sample.State, error] {
	return func(yield func(sample.State, error) bool) {
		schedule, err := model.NewSchedule("linear", tinyTimesteps)
		if err != nil {
			yield(sample.State{}, err)
			return
		}
		sampler, err := sample.NewSampler("ddpm", schedule, sample.Options{})
		if err != nil {
			yield(sample.State{}, err)
			return
		}
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
