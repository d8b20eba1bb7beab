package main

import (
	"context"

	"ddpm/model"
	"ddpm/train"
)

// The two kinds of work, by the name that PyTorch's side knows.
const (
	training = "train"
	sampling = "sample"
)

// contest is one kind of work that both programs do in turn, or this program alone.
type contest struct {
	network model.Config
	do      string // training or sampling
	points  int    // of a batch, or drawn
	ours    func(context.Context, window) (seconds float64, err error)

	seconds []float64 // of a step, or of drawing all points: of each round
	torch   map[threads][]float64
}

// newContests returns all contests: those of tiny-diffusion's network, which PyTorch takes part in, and then those of our
// default.
func newContests() (all []*contest, err error) {
	for _, work := range []struct {
		network model.Config
		batches []int
	}{
		{tinyDiffusion, []int{32, 128, 512, 2048}},
		{model.NewConfig(model.DefaultWidth, model.DefaultBlocks), []int{train.DefaultConfig().Batch}},
	} {
		var trained *model.Network
		for _, batch := range work.batches {
			trainer, err := newTrainer(work.network, batch)
			if err != nil {
				return nil, err
			}
			trained = trainer.Average()
			all = append(all, newContest(work.network, training, batch, func(ctx context.Context, w window) (float64, error) {
				return pace(trainer.Steps(ctx), w)
			}))
		}
		all = append(all, newContest(work.network, sampling, drawn, func(ctx context.Context, w window) (float64, error) {
			seconds, err := pace(chainSteps(ctx, trained, drawn), w)
			return tinyTimesteps * seconds, err
		}))
	}
	return all, nil
}

func newContest(network model.Config, do string, points int, ours func(context.Context, window) (float64, error)) *contest {
	return &contest{network: network, do: do, points: points, ours: ours, torch: make(map[threads][]float64)}
}

// round times this program, and then, one after another, those PyTorch processes that can do the same.
func (c *contest) round(ctx context.Context, torch []*torchProcess, w window) error {
	seconds, err := c.ours(ctx, w)
	if err != nil {
		return err
	}
	c.seconds = append(c.seconds, seconds)
	if c.network != tinyDiffusion {
		return nil
	}
	for _, p := range torch {
		seconds, err := p.pace(ctx, c.do, c.points, w)
		if err != nil {
			return err
		}
		c.torch[p.threads] = append(c.torch[p.threads], seconds)
	}
	return nil
}

// best returns PyTorch's median at the thread setting where that is lowest, and the setting; false if it took no part.
func (c *contest) best() (seconds float64, at threads, ok bool) {
	for _, setting := range threadSettings {
		if times := c.torch[setting]; len(times) > 0 {
			if m := median(times); !ok || m < seconds {
				seconds, at, ok = m, setting, true
			}
		}
	}
	return seconds, at, ok
}

// flops returns the floating-point operations of the matrix products that a run of the work needs.
func (c *contest) flops() float64 {
	if c.do == training {
		return float64(c.points) * trainingFlops(c.network)
	}
	return float64(c.points*tinyTimesteps) * predictionFlops(c.network)
}
