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

// productRows is the number of rows of a product.
const productRows = 512

// workload is work that is timed, and its times. A workload of tiny-diffusion's network is timed in PyTorch too, and
// a training of it in GoMLX.
type workload struct {
	network model.Config
	do      string                                         // training, sampling or product
	points  int                                            // of a batch, drawn, or rows of a product
	flops   float64                                        // of the matrix products of a training step, or of drawing all points
	time    func(context.Context, window) (float64, error) // seconds that this takes with this program

	seconds []float64             // with this program, of each round
	torch   map[threads][]float64 // with PyTorch, at each thread setting, of each round
	gomlx   map[string][]float64  // with GoMLX, by the experiment it was built with, of each round
}

// newWorkloads returns all workloads: those of tiny-diffusion's network, then those of our default network.
func newWorkloads() (all []*workload) {
	for _, work := range []struct {
		network model.Config
		batches []int
	}{
		{tinyDiffusion, []int{32, 128, 512, 2048}},
		{model.NewConfig(model.DefaultWidth, model.DefaultBlocks), []int{train.DefaultConfig().Batch}},
	} {
		predicting, learning := flops(work.network)
		var trained *model.Network
		for _, batch := range work.batches {
			trainer := newTrainer(work.network, batch)
			trained = trainer.Average()
			all = append(all, &workload{
				network: work.network, do: training, points: batch, flops: float64(batch) * learning,
				torch: make(map[threads][]float64), gomlx: make(map[string][]float64),
				time: func(ctx context.Context, w window) (float64, error) { return meanSeconds(trainer.Steps(ctx), w) },
			})
		}
		all = append(all, &workload{
			network: work.network, do: sampling, points: drawn, flops: drawn * tinyTimesteps * predicting, torch: make(map[threads][]float64),
			time: func(ctx context.Context, w window) (float64, error) {
				seconds, err := meanSeconds(chainSteps(ctx, trained, drawn), w)
				return tinyTimesteps * seconds, err
			},
		})
	}
	return all
}

// newProduct returns a workload that only PyTorch is timed at: a matrix product of a layer's size.
func newProduct() *workload {
	flops := float64(2 * productRows * tinyDiffusion.Width * tinyDiffusion.Width)
	return &workload{network: tinyDiffusion, do: "product", points: productRows, flops: flops, torch: make(map[threads][]float64)}
}

// measure times the workload once with this program.
func (l *workload) measure(ctx context.Context, w window) error {
	seconds, err := l.time(ctx, w)
	l.seconds = append(l.seconds, seconds)
	return err
}

// fastest returns the lowest median of times, and whose it is; false if there are no times.
func fastest[K comparable](times map[K][]float64) (seconds float64, whose K, ok bool) {
	for key, of := range times {
		if m := median(of); !ok || m < seconds {
			seconds, whose, ok = m, key, true
		}
	}
	return seconds, whose, ok
}
