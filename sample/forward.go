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
	return func(yield func(State, error) bool) {
		for t := 0; t <= schedule.Steps(); t++ {
			if t > 0 {
				c := schedule.Transition(t-1, t)
				move{0, math.Sqrt(c.Alpha), math.Sqrt(c.Beta)}.apply(x, x, noise, data.Forward, t)
			}
			err := ctx.Err()
			if !yield(State{t, schedule.LogSNR(t), x}, err) || err != nil {
				return
			}
		}
	}
}
