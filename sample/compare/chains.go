package compare

import (
	"context"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// Chains are the distances of four sets of points from one set of true ones: sliced 2-Wasserstein, on the standardised axes.
// From one to the next a cause of error is added.
type Chains struct {
	Floor         float64 `json:"floor"`           // true points: chance alone; mean over pairs
	ExactFromTrue float64 `json:"exact_from_true"` // ε* from the true law of x_T: and the steps of the chain
	Exact         float64 `json:"exact"`           // ε* from N(0, I): and the start
	Learned       float64 `json:"learned"`         // the network from N(0, I)
	Between       float64 `json:"between"`         // not from true points: of the network's from those with ε* and the same noise
	Points        int     `json:"points"`
}

// MeasureChains returns the distances of learned, points that sampler drew with the network, in standardised coordinates, and
// of as many points drawn with ε*. All chains have the same noise, which is a function of seed, so differences between them are
// not chance. best is what to take for ε*: nil for that of law, or else what is to be approached in its place, as sample.Guided of
// exact denoisers is by guidance. The error is ctx's.
func MeasureChains(
	ctx context.Context, learned []data.Point, law *data.Mixture, best sample.Denoiser, schedule *model.Schedule,
	sampler sample.Sampler, seed uint64,
) (Chains, error) {
	if best == nil {
		best = nearlyExact{law}
	}
	n := len(learned)
	truth := Law("", law)
	target := truth.set(n, seed)
	c := Chains{Learned: SlicedW2(learned, target), Points: n}
	for k := range Pairs {
		x, y := truth.pair(n, seed, k)
		c.Floor += SlicedW2(x, y) / Pairs
	}

	noise := sample.Noise{Seed: seed}
	exact, err := sample.Draw(ctx, best, sampler, noise, n)
	if err != nil {
		return c, err
	}
	c.Exact, c.Between = SlicedW2(exact, target), SlicedW2(exact, learned)

	x := trueStart(law, schedule, noise, n)
	for _, err := range sampler.Chain(ctx, best, noise, x) {
		if err != nil {
			return c, err
		}
	}
	c.ExactFromTrue = SlicedW2(x, target)
	return c, nil
}

// trueStart returns n points of the true law of x_T: those that noise starts chains with, and a little of x_0.
func trueStart(law *data.Mixture, schedule *model.Schedule, noise sample.Noise, n int) []data.Point {
	x, x0 := make([]data.Point, n), make([]data.Point, n)
	noise.Start(x)
	data.Draw(x0, nil, law, noise.Seed, data.Probe, 0) // a probe's streams are those of its times, from 1
	signal, sigma := schedule.Signal(schedule.Steps()), schedule.Noise(schedule.Steps())
	for i, p := range x0 {
		x[i] = data.Point{signal*p[0] + sigma*x[i][0], signal*p[1] + sigma*x[i][1]}
	}
	return x
}

// nearlyExact is sample.Exact with the laws of noised.
type nearlyExact struct{ law *data.Mixture }

func (e nearlyExact) PredictNoise(dst, x []data.Point, logSNR float64) {
	noised(e.law, logSNR).Scores(dst, x)
	_, noise := model.SignalNoise(logSNR)
	for i := range dst {
		dst[i][0] *= -noise
		dst[i][1] *= -noise
	}
}
