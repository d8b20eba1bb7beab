package audit

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
)

// Forgotten is the largest information, in nats, that x_T may have about x_0 in a chain that ends in noise. For data of variance 1 the
// information is then about the signal-to-noise ratio, so that Forgotten is a log-SNR of about −4.6.
const Forgotten = 0.01

// Remainder is what is left of a distribution at a step t ≥ 1 of the forward process, in standardised coordinates and in nats.
type Remainder struct {
	T        int        `json:"t"`
	LogSNR   float64    `json:"log_snr"`
	AlphaBar float64    `json:"alpha_bar"` // ᾱ_t: the share of x_0 in the variance of x_t, if that of x_0 is 1
	Variance data.Point `json:"variance"`  // of x_t, on each axis

	Entropy     float64 `json:"entropy"`     // h(x_t)
	KL          float64 `json:"kl"`          // KL(q_t ‖ N(0, I))
	Information float64 `json:"information"` // I(x_0; x_t)
}

// Forgetting is what is left of a distribution along a schedule.
type Forgetting struct {
	Schedule string      `json:"schedule"`
	Steps    int         `json:"timesteps"`
	Levels   []Remainder `json:"levels"` // t rises from 1 to T
}

// MeasureForgetting returns what is left of a distribution, in standardised coordinates, at no more than count of the steps 1, …, T,
// with the first and the last among them. Entropies are integrals over the plane, exact to about 1e-6, and (Cover & Thomas 2006,
// chapter 8)
//
//	KL(q_t ‖ N(0, I)) = E‖x_t‖²/2 + ln 2π − h(x_t)
//	I(x_0; x_t)       = h(x_t) − h(x_t | x_0) = h(x_t) − ln(2πe σ_t²)
//
// The distribution may consist of points. It panics if count is less than 2. The error is ctx's.
func MeasureForgetting(ctx context.Context, distribution *mixture.Mixture, schedule *model.Schedule, count int) (Forgetting, error) {
	if count < 2 {
		panic("audit: forgetting needs at least two levels")
	}
	times := chooseTimes(schedule, count)
	f := Forgetting{schedule.Name(), schedule.Steps(), make([]Remainder, len(times))}
	parallel.Each(ctx, len(times), func(i int) {
		t := times[i]
		q := noised(distribution, schedule.LogSNR(t))
		cov, entropy := q.Cov(), q.Entropy()
		f.Levels[i] = Remainder{
			T: t, LogSNR: schedule.LogSNR(t), AlphaBar: schedule.AlphaBar(t), Variance: data.Point{cov[0], cov[2]},
			Entropy:     entropy,
			KL:          max(0, klFromStandard(q, entropy)),
			Information: max(0, entropy-math.Log(2*math.Pi*math.E)-2*math.Log(schedule.Noise(t))),
		}
	})
	return f, ctx.Err()
}

// Last returns what is left at T.
func (f Forgetting) Last() Remainder { return f.Levels[len(f.Levels)-1] }

// EndsInNoise reports whether the information of x_T about x_0 is at most Forgotten.
func (f Forgetting) EndsInNoise() bool { return f.Last().Information <= Forgotten }
