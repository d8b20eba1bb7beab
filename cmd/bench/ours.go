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

// seed is that of all our random numbers: what they are does not change the work.
const seed = 1

// newTrainer returns a trainer that does not come to its end, on fixed points of the moons.
func newTrainer(shape model.Config, batch int) (*train.Trainer, error) {
	moons, err := data.Open("moons", nil)
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

// draws draws count points over and over, a network evaluation at each step of the chain.
func draws(ctx context.Context, denoiser sample.Denoiser, count int) iter.Seq2[[]data.Point, error] {
	return func(yield func([]data.Point, error) bool) {
		schedule, err := model.NewSchedule("linear", tinyTimesteps)
		if err != nil {
			yield(nil, err)
			return
		}
		sampler, err := sample.NewAncestral(schedule, 0, sample.Beta, 0)
		if err != nil {
			yield(nil, err)
			return
		}
		for {
			points, err := sample.Draw(ctx, denoiser, sampler, sample.Noise{Seed: seed}, count)
			if !yield(points, err) || err != nil {
				return
			}
		}
	}
}
