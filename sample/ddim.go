package sample

import (
	"context"
	"fmt"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// ddim is the sampler of Song et al. 2021a (Denoising Diffusion Implicit Models), eq. 12: from x_t it goes to
//
//	x_s = a_s x̂_0 + √(σ_s² − v) ε̂ + √v z,   v = η² β̃
//
// on any times of a schedule. η = 1 is ancestral sampling with β̃; η = 0 adds no noise: an Euler step of the probability-flow
// ODE in σ/a.
type ddim struct{ path }

func newDDIM(schedule *model.Schedule, o Options) (Sampler, error) {
	levels, err := timesOf(schedule, o.Evals)
	if err != nil {
		return nil, err
	}
	o, err = o.withEta(0)
	return &ddim{newPath(levels, o)}, err
}

// withEta returns the options with an η, the given one if none was chosen. It fails if that is not from 0 to 1.
func (o Options) withEta(otherwise float64) (Options, error) {
	if o.Eta == nil {
		o.Eta = &otherwise
	}
	if eta := *o.Eta; !(eta >= 0 && eta <= 1) {
		return o, fmt.Errorf("eta %v: want 0 to 1", eta)
	}
	return o, nil
}

// Chain implements Sampler.
func (d *ddim) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	x0 := make([]data.Point, len(x))
	return d.walk(ctx, x, func(number int, from, to float64) {
		d.predictX0(x0, denoiser, x, from)
		implicit(to, from, *d.options.Eta).apply(x, x0, noise, number)
	})
}

// implicit returns ddim's step from a log-SNR to a higher one, with ε̂ = (x_t − a_t x̂_0)/σ_t.
func implicit(to, from, eta float64) move {
	signal, sigma := model.SignalNoise(from)
	signalTo, sigmaTo := model.SignalNoise(to)
	v := eta * eta * model.Between(to, from).BetaTilde
	fromX := math.Sqrt(max(0, sigmaTo*sigmaTo-v)) / sigma
	return move{signalTo - signal*fromX, fromX, math.Sqrt(v)}
}
