package audit

import (
	"context"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// Chains are the distances of four sets of points from one set of true ones: sliced 2-Wasserstein, on the standardised axes.
// From one to the next a cause of error is added.
type Chains struct {
	Floor         float64 `json:"floor"`           // true points: chance alone; mean over pairs
	ExactFromTrue float64 `json:"exact_from_true"` // ε* from the true distribution of x_T: and the steps of the chain
	Exact         float64 `json:"exact"`           // ε* from N(0, I): and the start
	Learned       float64 `json:"learned"`         // the network from N(0, I)
	Between       float64 `json:"between"`         // not from true points: of the network's from those with ε* and the same noise
	Points        int     `json:"points"`
}

// MeasureChains returns the distances of points, which the subject drew, in the units of the data, and of as many points drawn by
// the same sampler with the best possible denoiser. All chains have the same noise, so differences between them are not chance. The
// subject's distribution must be known. The error is ctx's.
func MeasureChains(ctx context.Context, s *Subject, points []data.Point) (Chains, error) {
	n := len(points)
	learned := make([]data.Point, n)
	s.Axes().To(learned, points)
	truth := compare.Distribution("", s.Distribution)
	target := truth.Set(n, s.Seed, 0)
	c := Chains{Learned: compare.SlicedW2(learned, target), Points: n}
	for k := range compare.Pairs {
		x, y := truth.Pair(n, s.Seed, k)
		c.Floor += compare.SlicedW2(x, y) / compare.Pairs
	}

	noise := sample.Noise{Seed: s.Seed}
	exact, err := sample.Draw(ctx, s.Best, s.Sampler, noise, n)
	if err != nil {
		return c, err
	}
	c.Exact, c.Between = compare.SlicedW2(exact, target), compare.SlicedW2(exact, learned)

	x := trueStart(s.Distribution, s.Model.Schedule, noise, n)
	for _, err := range s.Sampler.Chain(ctx, s.Best, noise, x) {
		if err != nil {
			return c, err
		}
	}
	c.ExactFromTrue = compare.SlicedW2(x, target)
	return c, nil
}

// trueStart returns n points of the true distribution of x_T: those that noise starts chains with, and a little of x_0.
func trueStart(distribution *mixture.Mixture, schedule *model.Schedule, noise sample.Noise, n int) []data.Point {
	x, x0 := make([]data.Point, n), make([]data.Point, n)
	noise.Start(x)
	data.Draw(x0, nil, distribution, noise.Seed, data.Probe, 0) // a probe's streams are those of its times, from 1
	signal, sigma := schedule.Signal(schedule.Steps()), schedule.Noise(schedule.Steps())
	for i, p := range x0 {
		x[i] = data.Point{signal*p[0] + sigma*x[i][0], signal*p[1] + sigma*x[i][1]}
	}
	return x
}
