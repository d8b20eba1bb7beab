package audit

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
)

// Forgotten is the most that x_T may still say of x_0, in nats, for a chain to end in noise. For data of variance 1 it is
// about a log-SNR of −4.6, since the information is then about the signal-to-noise ratio.
const Forgotten = 0.01

// Remainder is what is left of a distribution at a step t ≥ 1 of the forward process, in standardised coordinates and in nats.
type Remainder struct {
	T        int        `json:"t"`
	LogSNR   float64    `json:"log_snr"`
	Signal   float64    `json:"signal"`   // ᾱ_t: the share of the variance that is still data's
	Variance data.Point `json:"variance"` // of x_t, on each axis

	Entropy     float64 `json:"entropy"`     // h(x_t)
	KL          float64 `json:"kl"`          // KL(q_t ‖ N(0, I))
	Information float64 `json:"information"` // I(x_0; x_t)
}

// Forgetting is how a distribution drowns in noise along a schedule.
type Forgetting struct {
	Schedule string      `json:"schedule"`
	Steps    int         `json:"timesteps"`
	Levels   []Remainder `json:"levels"` // t rises from 1 to T
}

// MeasureForgetting returns what is left of distribution, in standardised coordinates, at no more than count of the steps 1, …, T, the
// first and the last included. Every number is an integral over the plane, to about 1e-6:
//
//	KL(q_t ‖ N(0, I)) = E‖x_t‖²/2 + ln 2π − h(x_t)
//	I(x_0; x_t)       = h(x_t) − h(x_t | x_0) = h(x_t) − ln(2πe σ_t²)
//
// The distribution may consist of points. It panics if count is below 2. The error is ctx's.
func MeasureForgetting(ctx context.Context, distribution *mixture.Mixture, schedule *model.Schedule, count int) (Forgetting, error) {
	if count < 2 {
		panic("compare: what is forgotten needs two levels")
	}
	times := levels(schedule, count)
	f := Forgetting{schedule.Name(), schedule.Steps(), make([]Remainder, len(times))}
	parallel.Each(ctx, len(times), func(i int) { f.Levels[i] = remainder(distribution, schedule, times[i]) })
	return f, ctx.Err()
}

// remainder returns what is left of a distribution at t.
func remainder(distribution *mixture.Mixture, schedule *model.Schedule, t int) Remainder {
	noised := noised(distribution, schedule.LogSNR(t))
	mean, cov, entropy := noised.Mean(), noised.Cov(), noised.Entropy()
	square := cov[0] + cov[2] + mean[0]*mean[0] + mean[1]*mean[1]
	return Remainder{
		T: t, LogSNR: schedule.LogSNR(t), Signal: schedule.AlphaBar(t), Variance: data.Point{cov[0], cov[2]},
		Entropy:     entropy,
		KL:          max(0, square/2+math.Log(2*math.Pi)-entropy),
		Information: max(0, entropy-math.Log(2*math.Pi*math.E)-2*math.Log(schedule.Noise(t))),
	}
}

// Last returns what is left at T.
func (f Forgetting) Last() Remainder { return f.Levels[len(f.Levels)-1] }

// EndsInNoise reports whether x_T says no more of x_0 than Forgotten.
func (f Forgetting) EndsInNoise() bool { return f.Last().Information <= Forgotten }
