package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"

	"ddpm/model"
	"ddpm/model/kernel"
)

// breakdown says what one training step spends its time on, if one core does all of it.
type breakdown struct {
	Batch int     `json:"batch"`
	MS    float64 `json:"ms"`
	Parts []part  `json:"parts"` // their times add up to that of the step
}

type part struct {
	Name  string  `json:"name"`
	MS    float64 `json:"ms"`
	Share float64 `json:"share"`
}

// The batch of the step, and the rows of each of the shards that package train divides it into.
const (
	stepBatch = 512
	shardRows = 256
)

// newBreakdown measures a whole step, and alone: its graphs, the kernels of these graphs, and the kernels of the optimiser. Each time is
// the median over rounds. The times of the other parts are differences of these.
func newBreakdown(ctx context.Context, rounds int, w window) (breakdown, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	trainer, err := newTrainer(tinyDiffusion, stepBatch)
	if err != nil {
		return breakdown{}, err
	}
	runGraphs, replay, optimise := graphRuns(trainer.Average()), newReplay(), optimiserStep()
	var times [5][]float64
	for range rounds {
		step, err := meanSeconds(trainer.Steps(ctx), w)
		if err != nil {
			return breakdown{}, err
		}
		graphs, err := meanSeconds(repeat(ctx, runGraphs), w)
		if err != nil {
			return breakdown{}, err
		}
		optimiser, err := meanSeconds(repeat(ctx, optimise), w)
		if err != nil {
			return breakdown{}, err
		}
		products, others, err := replay.time(ctx, w)
		if err != nil {
			return breakdown{}, err
		}
		for i, seconds := range [...]float64{step, graphs, optimiser, products, others} {
			times[i] = append(times[i], seconds)
		}
	}
	step, graphs, optimiser, products, others := median(times[0]), median(times[1]), median(times[2]), median(times[3]), median(times[4])
	b := breakdown{Batch: stepBatch, MS: 1e3 * step}
	for _, p := range []struct {
		name    string
		seconds float64
	}{
		{"matrix products", products},
		{"features, activations, biases", others},
		{"Gorgonia's machine, and the loss", graphs - products - others},
		{"Adam, average of weights, norm", optimiser},
		{"drawing points and noise, adding gradients", step - graphs - optimiser},
	} {
		b.Parts = append(b.Parts, part{p.name, 1e3 * p.seconds, p.seconds / step})
	}
	return b, nil
}

// repeat returns an endless sequence of calls. It yields ctx's error after each.
func repeat(ctx context.Context, do func()) iter.Seq2[struct{}, error] {
	return func(yield func(struct{}, error) bool) {
		for {
			do()
			if !yield(struct{}{}, ctx.Err()) {
				return
			}
		}
	}
}

// coordinate returns the i-th of some numbers of the size of coordinates.
func coordinate(i int) float32 { return float32(i%7-3) / 2 }

// graphRuns returns a function that runs the graphs of a step.
func graphRuns(network *model.Network) func() {
	shards := make([]*model.Shard, stepBatch/shardRows)
	for i := range shards {
		shards[i] = network.NewShard(shardRows, stepBatch)
		for j := range shards[i].X {
			shards[i].X[j] = coordinate(j)
		}
	}
	return func() {
		for _, s := range shards {
			s.Run()
		}
	}
}

// optimiserStep returns a function that runs the kernels of the optimiser on all weights.
func optimiserStep() func() {
	n := weights(tinyDiffusion)
	values := make([][]float32, 5)
	for i := range values {
		values[i] = make([]float32, n)
	}
	adam := kernel.Adam{LearningRate: tinyRate, Beta1: .9, Beta2: .999, Epsilon: 1e-8, Count: 1000, GradScale: 1}
	return func() {
		kernel.SumSquares(values[3])
		adam.Step(values[0], values[1], values[2], values[3])
		kernel.EMA(values[4], values[0], 1e-3)
	}
}

func (b breakdown) write(to io.Writer) {
	fmt.Fprintf(to, "\nA training step at batch %d, by one core alone: %.3f ms\n", b.Batch, b.MS)
	for _, p := range b.Parts {
		fmt.Fprintf(to, "%-42s %10.3f ms %7.0f%%\n", p.Name, p.MS, 100*p.Share)
	}
}
