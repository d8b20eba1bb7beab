package train

import (
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/named"
	"ddpm/train/pool"
)

// A target draws the points of a batch, and says what the predicted noise of their rows is compared with.
type target interface {
	// begin prepares for a step, from 1.
	begin(step int)
	// draw draws the point of a row.
	draw(rng *rand.Rand) point
	// of returns the target of a row with that point, whose class is known to the network or is not, at a noise level, with the
	// noise eps.
	of(p point, hasClass bool, at row, eps data.Point) data.Point
}

// point is a point of the data, its label, and its place in the pool, if there is one.
type point struct {
	x            data.Point
	label, place int
}

// The names of the targets.
const (
	// DrawnNoise compares with the noise ε that was drawn: Ho et al. 2020, algorithm 1.
	DrawnNoise = "noise"
	// MeanNoise compares with the mean of the noise over the points that x_t may have come from: see package pool. The minimum of
	// the loss is the same, and the gradient has much less variance. Where there are few points to train on, it learns these points
	// by heart sooner.
	MeanNoise = "mean"
)

// newTarget returns a target of a training with a seed, on points of a source with so many classes.
type newTarget func(seed uint64, classes int, source data.Source) target

// targets has the targets by name.
var targets = named.Table[newTarget]{Kind: "target", Entries: []named.Entry[newTarget]{
	{Name: MeanNoise, Value: func(seed uint64, classes int, source data.Source) target {
		return &meanNoise{pool: pool.New(source, classes, seed)}
	}},
	{Name: DrawnNoise, Value: func(_ uint64, _ int, source data.Source) target { return drawnNoise{source} }},
}}

// drawnNoise is the target of algorithm 1.
type drawnNoise struct{ source data.Source }

func (drawnNoise) begin(int) {}

func (d drawnNoise) draw(rng *rand.Rand) (p point) {
	p.x, p.label = d.source.Sample(rng)
	return p
}

func (drawnNoise) of(_ point, _ bool, _ row, eps data.Point) data.Point { return eps }

// poolSteps is for how many steps a pool serves. Then new points take the place of the old ones.
const poolSteps = 1000

// meanNoise is the mean noise over a pool of points.
type meanNoise struct {
	pool  *pool.Pool
	fills int // which of its fills the pool has, from 1
}

func (m *meanNoise) begin(step int) {
	if fill := 1 + (step-1)/poolSteps; fill != m.fills {
		m.fills = fill
		m.pool.Fill(fill - 1)
	}
}

func (m *meanNoise) draw(rng *rand.Rand) (p point) {
	p.x, p.label, p.place = m.pool.Draw(rng)
	return p
}

func (m *meanNoise) of(p point, hasClass bool, at row, eps data.Point) data.Point {
	return m.pool.MeanNoise(p.place, hasClass, at.signal, at.noise, eps)
}
