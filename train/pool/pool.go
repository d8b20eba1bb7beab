// Package pool averages the noise in a point over the data that the point may have come from. Training on this average, in place of the
// noise that was drawn, has the same minimum and much less variance.
//
// Let x_t = a·x_0 + σ·ε, with x_0 drawn from n points, all equally likely, and let A be the event |ε| ≤ r. Package pool computes
//
//	E[ε | x_t, A] = Σ w_i ε_i / Σ w_i,   ε_i = (x_t − a·x_i)/σ,   w_i = exp(−|ε_i|²/2),
//
// with sums over the points with |ε_i| ≤ r. Where A does not hold, the target is ε itself. So the target is E[ε | x_t, 1_A]. Its mean
// given x_t is E[ε | x_t], as that of ε is: there is no bias, and by the law of total variance there is less variance (Rao & Blackwell).
// The idea to average over reference points is that of Xu, Tong & Jaakkola 2023, "Stable target field". Their reference batch is small
// and leaves out x_0's neighbours; the points here are as many as are needed near x_t, and x_0 is one of them.
//
// Read pool.go, then strata.go, which finds the points near x_t, and hilbert.go.
package pool

import (
	"context"
	"math/rand/v2"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Size is the number of points in a pool.
const Size = 1 << 17

// radius is r above. A share exp(−r²/2) = 0.2% of all rows is beyond it.
const radius = 3.5

// Pool has points of a source, to draw from and to average over.
type Pool struct {
	source data.Source
	seed   uint64

	points []data.Point // in the order of strata
	labels []int        // of points; nil without classes
	all    strata
	class  []int32  // for each point, its place in the strata of its class; nil without classes
	given  []strata // for each class, those of its points

	drawn       []data.Point // points and labels before they are in order
	drawnLabels []int
	order, room []uint64
}

// New returns a pool for Size points of the source, with the strata of each class if there are any. It has no points before Fill.
func New(source data.Source, classes int, seed uint64) *Pool {
	p := &Pool{source: source, seed: seed, points: make([]data.Point, Size), drawn: make([]data.Point, Size),
		order: make([]uint64, Size), room: make([]uint64, Size)}
	if classes > 0 {
		p.labels, p.drawnLabels, p.class, p.given = make([]int, Size), make([]int, Size), make([]int32, Size), make([]strata, classes)
	}
	return p
}

// Fill replaces the points by others, which are a function of seed and number. It uses all cores, and the memory of the points before.
func (p *Pool) Fill(number int) {
	data.Draw(p.drawn, p.drawnLabels, p.source, p.seed, data.Pool, number)
	hilbertOrder(p.order, p.room, p.drawn)
	parallel.Blocks(context.Background(), Size, 1<<13, func(from, to int) {
		for i := from; i < to; i++ {
			p.points[i] = p.drawn[uint32(p.order[i])]
		}
	})
	p.all.fill(p.points)
	if p.given == nil {
		return
	}
	of := make([][]data.Point, len(p.given)) // in Hilbert order too
	for i, x := range p.points {
		label := p.drawnLabels[uint32(p.order[i])]
		p.labels[i], p.class[i] = label, int32(len(of[label]))
		of[label] = append(of[label], x)
	}
	for label, points := range of {
		p.given[label].fill(points)
	}
}

// Draw draws one of the points, all equally likely, and returns it with its label, which is 0 without classes, and its place in the pool.
func (p *Pool) Draw(rng *rand.Rand) (x data.Point, label, place int) {
	place = rng.IntN(Size)
	if p.labels != nil {
		label = p.labels[place]
	}
	return p.points[place], label, place
}

// MeanNoise returns the target E[ε | x_t, 1_A] of the package's comment for x_t = signal·x_0 + noise·eps, with the x_0 that lies at
// place. The mean is over points of all classes or, if given is true, over those of the class of x_0.
func (p *Pool) MeanNoise(place int, given bool, signal, noise float64, eps data.Point) data.Point {
	if eps[0]*eps[0]+eps[1]*eps[1] > radius*radius {
		return eps
	}
	x := p.points[place]
	scale := signal / noise
	near := data.Point{x[0] + eps[0]/scale, x[1] + eps[1]/scale} // x_t/a
	of := &p.all
	if given {
		of, place = &p.given[p.labels[place]], int(p.class[place])
	}
	mean, ok := of.mean(place, near, scale)
	if !ok {
		return eps // only if rounding puts x_0 itself out of reach
	}
	return mean
}
