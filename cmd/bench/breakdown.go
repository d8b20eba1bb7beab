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

// breakdown is what one training step spends its time on, all of it done by one core.
type breakdown struct {
	Batch int     `json:"batch"`
	MS    float64 `json:"ms"`
	Parts []part  `json:"parts"`
}

type part struct {
	Name  string  `json:"name"`
	MS    float64 `json:"ms"`
	Share float64 `json:"share"`
}

// What is taken apart: a step of a middling batch, and the rows of the shards that package train cuts it into.
const (
	apartBatch = 512
	apartRows  = 256
)

// takeApart measures a whole step, its graphs alone, the kernels of those graphs alone, and the optimiser's kernels alone,
// in rounds, of which it takes medians. The rest is told by subtraction.
func takeApart(ctx context.Context, rounds int, w window) (breakdown, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	trainer, err := newTrainer(tinyDiffusion, apartBatch)
	if err != nil {
		return breakdown{}, err
	}
	runGraphs, replay, optimise := graphRuns(trainer.Average()), newReplay(), optimiserStep()
	var steps, graphs, optimisers, products, elements []float64
	for range rounds {
		for _, work := range []struct {
			pace func() (float64, error)
			all  *[]float64
		}{
			{func() (float64, error) { return pace(trainer.Steps(ctx), w) }, &steps},
			{func() (float64, error) { return pace(repeat(ctx, runGraphs), w) }, &graphs},
			{func() (float64, error) { return pace(repeat(ctx, optimise), w) }, &optimisers},
		} {
			seconds, err := work.pace()
			if err != nil {
				return breakdown{}, err
			}
			*work.all = append(*work.all, seconds)
		}
		account, err := replay.account(ctx, w)
		if err != nil {
			return breakdown{}, err
		}
		products, elements = append(products, account.products), append(elements, account.elements)
	}
	return newBreakdown(median(steps), median(graphs), median(products), median(elements), median(optimisers)), nil
}

// newBreakdown makes the parts from the seconds of a step, of its graphs, of the products and of all else in those, and of
// the optimiser.
func newBreakdown(step, graphs, products, elements, optimiser float64) breakdown {
	b := breakdown{Batch: apartBatch, MS: 1e3 * step}
	for _, p := range []struct {
		name    string
		seconds float64
	}{
		{"matrix products", products},
		{"features, activations, biases", elements},
		{"Gorgonia's machine, and the loss", graphs - products - elements},
		{"AdamW, average of weights, norm", optimiser},
		{"drawing points and noise, adding gradients", step - graphs - optimiser},
	} {
		b.Parts = append(b.Parts, part{p.name, 1e3 * p.seconds, p.seconds / step})
	}
	return b
}

// repeat makes an endless sequence of calls that ends with ctx.
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

// coordinate returns some number of the size that coordinates have.
func coordinate(i int) float32 { return float32(i%7-3) / 2 }

// graphRuns returns a function that runs the graphs of a batch.
func graphRuns(network *model.Network) func() {
	shards := make([]*model.Shard, apartBatch/apartRows)
	for i := range shards {
		shards[i] = network.NewShard(apartRows, apartBatch)
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

// optimiserStep returns a function that does what the optimiser does to all weights in a step.
func optimiserStep() func() {
	n := weights(tinyDiffusion)
	values := make([][]float32, 5)
	for i := range values {
		values[i] = make([]float32, n)
	}
	adamW := kernel.AdamW{LearningRate: tinyRate, Beta1: .9, Beta2: .999, Epsilon: 1e-8, Count: 1000, GradScale: 1}
	return func() {
		kernel.SumSquares(values[3])
		adamW.Step(values[0], values[1], values[2], values[3])
		kernel.EMA(values[4], values[0], 1e-3)
	}
}

func (b breakdown) write(to io.Writer) {
	fmt.Fprintf(to, "\nA training step at batch %d, by one core alone: %.3f ms\n", b.Batch, b.MS)
	for _, p := range b.Parts {
		fmt.Fprintf(to, "%-42s %10.3f ms %7.0f%%\n", p.Name, p.MS, 100*p.Share)
	}
}
