package sample

import (
	"context"
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Block is how many points share one stream of random numbers.
const Block = 1024

// Noise is where a chain's random numbers come from: a stream for each state and Block of points, so what a point gets
// depends on the seed and on the point's number, and on nothing else.
type Noise struct {
	Seed  uint64
	First int // number of the first point, a multiple of Block: 0 unless the points go on from earlier ones
}

// start is the number of the stream that x_T comes from; those of later noise are the
// numbers of the steps that add it, from 1.
const start = -1

// Start sets x to independent standard normal points.
func (n Noise) Start(x []data.Point) {
	n.each(x, data.Chain, start, func(_ int, rng *rand.Rand, p *data.Point) {
		*p = data.Point{rng.NormFloat64(), rng.NormFloat64()}
	})
}

// each calls do for every point, with its index and the stream of its block, on all cores.
func (n Noise) each(x []data.Point, purpose data.Purpose, step int, do func(i int, rng *rand.Rand, p *data.Point)) {
	if n.First%Block != 0 || n.First < 0 {
		panic("sample: the first point's number must be a multiple of Block")
	}
	parallel.Blocks(context.Background(), len(x), Block, func(lo, hi int) {
		rng := data.Rand(n.Seed, purpose, step, (n.First+lo)/Block)
		for i := lo; i < hi; i++ {
			do(i, rng, &x[i])
		}
	})
}
