package sample

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

	"ddpm/data"
	"ddpm/model"
)

// Variance is that of the noise which a step of the ancestral sampler adds.
type Variance string

// The two ends between which the true variance lies (Ho et al. 2020, section 3.2).
const (
	Beta      Variance = "beta"       // β: right if x_0 ~ N(0, I)
	BetaTilde Variance = "beta-tilde" // β̃: right if x_0 is a single point; loses spread if steps are few
)

// Ancestral is the sampler of Ho et al. 2020, algorithm 2: from x_t it draws x_s, s < t, from
//
//	N(FromX0·x̂_0 + FromXt·x_t, v·I),   x̂_0 = (x_t − σ_t ε̂)/a_t
//
// with the coefficients of Schedule.Transition. The last step adds no noise.
type Ancestral struct {
	Schedule *model.Schedule
	Times    []int // falling from T to 0: one network evaluation between neighbours
	Variance Variance
	ClipX0   float64 // x̂_0 is held within ±ClipX0 on each axis; 0: it is not clipped
}

// NewAncestral returns the ancestral sampler with the given number of network evaluations, at times spread evenly over
// 1, …, T; 0 stands for all of them. It fails if there are not that many times or the variance or clipping makes no sense.
func NewAncestral(schedule *model.Schedule, evals int, variance Variance, clipX0 float64) (*Ancestral, error) {
	steps := schedule.Steps()
	if evals == 0 {
		evals = steps
	}
	switch {
	case evals < 1 || evals > steps:
		return nil, fmt.Errorf("evals %d: want 1 to %d, the steps of the chain", evals, steps)
	case variance != Beta && variance != BetaTilde:
		return nil, fmt.Errorf("variance %q: want %s or %s", variance, Beta, BetaTilde)
	case !(clipX0 >= 0) || math.IsInf(clipX0, 0):
		return nil, fmt.Errorf("clip-x0 %v: want a positive bound, or 0 for none", clipX0)
	}
	times := make([]int, evals+1)
	for i := range times {
		times[i] = (evals - i) * steps / evals
	}
	return &Ancestral{schedule, times, variance, clipX0}, nil
}

// Chain implements Sampler.
func (a *Ancestral) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	return func(yield func(State, error) bool) {
		eps := make([]data.Point, len(x))
		for i, t := range a.Times {
			if i > 0 {
				a.step(denoiser, noise, x, eps, a.Times[i-1], t)
			}
			if err := ctx.Err(); err != nil {
				yield(State{t, x}, err)
				return
			}
			if !yield(State{t, x}, nil) {
				return
			}
		}
	}
}

// step takes x from time from to the earlier time to. It overwrites eps.
func (a *Ancestral) step(denoiser Denoiser, noise Noise, x, eps []data.Point, from, to int) {
	denoiser.PredictNoise(eps, x, a.Schedule.LogSNR(from))
	c := a.Schedule.Transition(to, from)
	signal, sigma := a.Schedule.Signal(from), a.Schedule.Noise(from)
	spread := math.Sqrt(c.Beta)
	if a.Variance == BetaTilde {
		spread = math.Sqrt(c.BetaTilde)
	}
	noise.each(x, data.Chain, to, func(i int, rng *rand.Rand, p *data.Point) {
		for axis := range p {
			x0 := (p[axis] - sigma*eps[i][axis]) / signal
			if a.ClipX0 > 0 {
				x0 = min(max(x0, -a.ClipX0), a.ClipX0)
			}
			p[axis] = c.FromX0*x0 + c.FromXt*p[axis]
			if to > 0 {
				p[axis] += spread * rng.NormFloat64()
			}
		}
	})
}
