package sample

import (
	"context"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// Forward takes x through the forward process, from t = 0 to T, and yields every state, x_0 and x_T included. Step t has the number t:
//
//	x_t = √(1−β_t) x_{t−1} + √β_t ε        (Ho et al. 2020, eq. 2)
//
// It works in x itself, which must be standardised. The noise comes from noise's seed, from streams that no sampler uses.
// When ctx ends, so does the sequence, with ctx's error.
func Forward(ctx context.Context, schedule *model.Schedule, noise Noise, x []data.Point) iter.Seq2[State, error] {
	levels := make([]float64, schedule.Steps()+1)
	for t := range levels {
		levels[t] = schedule.LogSNR(t)
	}
	noising := func(c *chain) step {
		return func(number int, clean, noisy float64) {
			t := model.Between(clean, noisy)
			c.apply(move{0, math.Sqrt(t.Alpha), math.Sqrt(t.Beta)}, c.x, c.x, number)
		}
	}
	return (&Sampler{levels: levels, method: noising, purpose: data.Forward}).Chain(ctx, nil, noise, x)
}
