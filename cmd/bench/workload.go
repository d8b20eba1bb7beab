package main

import (
	"context"

	"ddpm/model"
	"ddpm/train"
)

// The kinds of work, by their names in torch_bench.py.
const (
	training = "train"
	sampling = "sample"
)

// workload is work that is timed, and its times. A workload of tiny-diffusion's network is timed in PyTorch too.
type workload struct {
	network model.Config
	do      string                                         // training or sampling
	points  int                                            // of a batch, or drawn
	time    func(context.Context, window) (float64, error) // seconds of a training step, or of drawing all points, with this program

	seconds []float64             // with this program, of each round
	torch   map[threads][]float64 // with PyTorch, at each thread setting, of each round
}

// newWorkloads returns all workloads: those of tiny-diffusion's network, then those of our default network.
func newWorkloads() (all []*workload, err error) {
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
			all = append(all, newWorkload(work.network, training, batch, func(ctx context.Context, w window) (float64, error) {
				return meanSeconds(trainer.Steps(ctx), w)
			}))
		}
		all = append(all, newWorkload(work.network, sampling, drawn, func(ctx context.Context, w window) (float64, error) {
			seconds, err := meanSeconds(chainSteps(ctx, trained, drawn), w)
			return tinyTimesteps * seconds, err
		}))
	}
	return all, nil
}

func newWorkload(network model.Config, do string, points int, time func(context.Context, window) (float64, error)) *workload {
	return &workload{network: network, do: do, points: points, time: time, torch: make(map[threads][]float64)}
}

// round times the workload once with this program, and then, one after another, with each PyTorch process that has its network.
func (l *workload) round(ctx context.Context, torch []*torchProcess, w window) error {
	seconds, err := l.time(ctx, w)
	if err != nil {
		return err
	}
	l.seconds = append(l.seconds, seconds)
	if l.network != tinyDiffusion {
		return nil
	}
	for _, p := range torch {
		seconds, err := p.time(ctx, l.do, l.points, w)
		if err != nil {
			return err
		}
		l.torch[p.threads] = append(l.torch[p.threads], seconds)
	}
	return nil
}

// bestTorch returns PyTorch's lowest median over the thread settings, and its setting; false if PyTorch did not time the workload.
func (l *workload) bestTorch() (seconds float64, at threads, ok bool) {
	for _, setting := range threadSettings {
		if times := l.torch[setting]; len(times) > 0 {
			if m := median(times); !ok || m < seconds {
				seconds, at, ok = m, setting, true
			}
		}
	}
	return seconds, at, ok
}

// gflops returns the rate at which this program does the matrix products of the workload.
func (l *workload) gflops() float64 {
	flops := float64(l.points*tinyTimesteps) * predictionFlops(l.network)
	if l.do == training {
		flops = float64(l.points) * trainingFlops(l.network)
	}
	return flops / median(l.seconds) / 1e9
}
