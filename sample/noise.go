package sample

import (
	"context"
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Block is how many points share one stream of random numbers.
const Block = 1024

// Noise is where a chain's random numbers come from: a stream for each step and Block of points. So the numbers of a point depend only
// on the seed and on the point's number.
type Noise struct {
	Seed  uint64
	First int // number of the first point, a multiple of Block: 0 unless the points continue earlier ones
}

// start is the number of x_T's stream. Other noise has the number of the step that adds it, from 1.
const start = -1

// Start sets x to independent standard normal points. It panics if First is no multiple of Block.
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
