package main

import (
	"context"
	"iter"

	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/train"
)

// judge returns, for each limit, the index of the first of a training's checkpoints whose KL(data ‖ model), in nats, is at or below it,
// as reached says; −1 if there is none. The error is ctx's.
func (c course) judge(ctx context.Context, found []checkpoint, limits []float64, points int) ([]int, error) {
	return reached(limits, c.divergences(ctx, found, points))
}

// divergences returns KL(data ‖ model), in nats, of each checkpoint of a training, as a mean over so many points of the data. These are
// the same for all checkpoints and all trainings with the same seed, so that differences are those of the models. The error is ctx's.
func (c course) divergences(ctx context.Context, found []checkpoint, points int) iter.Seq2[float64, error] {
	trainer := c.trainer()
	subject := c.subject(ctx, trainer)
	return func(yield func(float64, error) bool) {
		for _, checkpoint := range found {
			copy(trainer.Average().Weights, checkpoint.weights)
			kl, err := audit.KL(ctx, subject, points)
			if err != nil {
				yield(0, err)
				return
			}
			if !yield(kl.Value, nil) {
				return
			}
		}
	}
}

// subject returns the model of a training with the average of its weights, whatever that is when the model is asked.
func (c course) subject(ctx context.Context, trainer *train.Trainer) *audit.Subject {
	axes := c.dataset.Standardizer()
	m := &model.Model{Network: trainer.Average(), Schedule: c.schedule, Mean: axes.Mean, Scale: axes.Scale}
	m.Trained[0], m.Trained[1] = trainer.TrainedLogSNRs()
	return must(audit.New(ctx, m, c.dataset, audit.Choice{Sampler: sample.DefaultSampler}, c.config.Seed))
}
