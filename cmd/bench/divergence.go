package main

import (
	"context"
	"iter"

	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample/audit"
)

// divergences returns KL(data ‖ model), in nats, of each checkpoint of a training, as a mean over so many points of the data. These are
// the same for all checkpoints and all trainings with the same seed, so that differences are those of the models. The error is ctx's.
func (c course) divergences(ctx context.Context, found []checkpoint, points int) iter.Seq2[float64, error] {
	trainer, axes := c.trainer(), c.dataset.Standardizer()
	network := trainer.Average()
	m := &model.Model{Network: network, Schedule: c.schedule, Mean: axes.Mean, Scale: axes.Scale}
	m.Trained[0], m.Trained[1] = trainer.TrainedLogSNRs()
	subject := must.Get(audit.New(ctx, m, c.dataset, audit.Choice{Sampler: "ddpm"}, c.config.Seed))
	return func(yield func(float64, error) bool) {
		for _, checkpoint := range found {
			copy(network.Weights, checkpoint.weights)
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
