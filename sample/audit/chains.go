package audit

import (
	"context"
	"math"
	"slices"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// Chains holds the distances of four sets of points from one set of true points: sliced 2-Wasserstein, on the standardised axes. Each
// set has the causes of error of the set before it, and one more.
type Chains struct {
	Floor         float64 `json:"floor"`           // true points: chance; mean over pairs
	ExactFromTrue float64 `json:"exact_from_true"` // chain with ε*, from the true distribution of x_T: chance and the steps. It is Exact where less than one of its points would start elsewhere.
	Exact         float64 `json:"exact"`           // chain with ε*, from N(0, I): chance, the steps and the start
	Learned       float64 `json:"learned"`         // chain with the network, from N(0, I): all of these and the network
	Between       float64 `json:"between"`         // distance of the Exact points from the Learned points, which have the same noise
	Points        int     `json:"points"`          // in each set
}

// MeasureChains returns the distances of the given points, and of as many points that the same sampler draws with the best possible
// denoiser. The points must be drawn by the subject, and in the units of the data. All chains have the same noise, so that differences
// between them are not chance. The floor is taken from compared, a comparison of points with the subject's truth, if it is there for as many
// points on the same axes, and measured otherwise. The subject's distribution must be known. The error is ctx's.
func MeasureChains(ctx context.Context, s *Subject, points []data.Point, compared compare.Result) (Chains, error) {
	n := len(points)
	learned := make([]data.Point, n)
	s.Axes().To(learned, points)
	truth := compare.Distribution("", s.Distribution)
	target := truth.Set(n, s.Seed, 0)
	c := Chains{Learned: compare.SlicedW2(learned, target), Points: n}
	known := slices.IndexFunc(compared.Metrics, func(m compare.Measurement) bool { return m.Name == "sliced_w2" && m.Points == n })
	if known >= 0 && compared.Seed == s.Seed && s.Truth.Axes() == s.Axes() {
		c.Floor = compared.Metrics[known].Floor
	} else {
		c.Floor = slicedFloor(func(k int) (x, y []data.Point) { return truth.Pair(n, s.Seed, k) })
	}
	noise := sample.Noise{Seed: s.Seed}
	exact, err := sample.Draw(ctx, s.Best, s.Sampler, noise, n)
	if err != nil {
		return c, err
	}
	c.Exact, c.Between = compare.SlicedW2(exact, target), compare.SlicedW2(exact, learned)
	if c.ExactFromTrue = c.Exact; sameStart(s, n) {
		return c, nil
	}
	x := trueStart(s.Distribution, s.Model.Schedule, noise, n)
	for _, err := range s.Sampler.Chain(ctx, s.Best, noise, x) {
		if err != nil {
			return c, err
		}
	}
	c.ExactFromTrue = compare.SlicedW2(x, target)
	return c, nil
}

// sameStart reports whether n points of N(0, I) may stand for n points of the true distribution of x_T: if both are drawn together, as equal
// as can be, less than one point in the n differs on average. That number is n times the total variation, which is at most √(KL/2)
// (Pinsker's inequality).
func sameStart(s *Subject, n int) bool {
	schedule := s.Model.Schedule
	last := s.Distribution.At(schedule.Signal(schedule.Steps()), schedule.Noise(schedule.Steps()))
	return float64(n)*math.Sqrt(max(0, klFromStandard(last, last.Entropy()))/2) < 1
}

// slicedFloor returns the floor of the sliced 2-Wasserstein distance: its mean over pairs of true sets, the k-th of which is pair(k).
func slicedFloor(pair func(k int) (x, y []data.Point)) (floor float64) {
	for k := range compare.Pairs {
		floor += compare.SlicedW2(pair(k)) / compare.Pairs
	}
	return floor
}

// trueStart returns n points of the true distribution of x_T: √ᾱ_T x_0 + σ_T ε, with the ε that chains of the same noise start from.
func trueStart(distribution *mixture.Mixture, schedule *model.Schedule, noise sample.Noise, n int) []data.Point {
	x, x0 := make([]data.Point, n), make([]data.Point, n)
	noise.Start(x)
	data.Draw(x0, nil, distribution, noise.Seed, data.Probe, 0) // a Probe has the streams from 1 to T
	signal, sigma := schedule.Signal(schedule.Steps()), schedule.Noise(schedule.Steps())
	for i, p := range x0 {
		x[i] = data.Point{signal*p[0] + sigma*x[i][0], signal*p[1] + sigma*x[i][1]}
	}
	return x
}
