package sample

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// Sharpness is the noise σ, in standardised units, that densities are blurred by if the denoiser knows so little noise. Data may
// have edges or lie on lines, and then has no density that a smooth flow could have; with a little noise every distribution has one.
const Sharpness = 0.01

// lowestLogSNR is where the flow ends, if the denoiser knows so much noise. The KL divergence of standardised data's distribution
// there from N(0, I) is below 1e-8 nats.
const lowestLogSNR = -10

// Tolerances of Likelihood: the largest estimated error of one step of the flow, in nats.
const (
	Precise = 1e-5 // for numbers: good to 1e-4 nats on average, at some 190 evaluations of a network for each point of its data
	Coarse  = 1e-3 // for pictures: to 1e-2 nats on average, at some 80 evaluations
)

// Likelihood says how a denoiser's density is found: over which levels of noise its flow runs, and how closely it is followed.
type Likelihood struct {
	Blur      float64 // σ of the noise that points have where the flow starts, y = x_0 + Blur·ε, in standardised units
	Lowest    float64 // the log-SNR where the flow ends, with the density of N(0, I)
	Tolerance float64 // Precise or Coarse
}

// NewLikelihood returns the likelihood of a denoiser that was trained on log-SNRs from lowest to highest; ±Inf stand for one that
// knows all, as an exact denoiser does. The flow never leaves that range. Within it, it runs from the noise Sharpness to a log-SNR
// of −10.
func NewLikelihood(lowest, highest, tolerance float64) Likelihood {
	l := Likelihood{Blur: Sharpness, Lowest: max(lowestLogSNR, lowest), Tolerance: tolerance}
	if blur := math.Exp(-highest / 2); blur > Sharpness {
		l.Blur = blur
	}
	return l
}

// stretches is how many steps of the flow are tried at first.
const stretches = 12

// LogDensities sets dst to the logarithm of the density that a denoiser gives to each of the points y = x_0 + Blur·ε, which are
// not scaled by a, in standardised coordinates. For Exact it is the density of Distribution.At(1, Blur). It returns how many of the points
// are rough: somewhere the flow was so stiff that even its shortest step has a larger estimated error than the tolerance.
//
// The flow starts at a·y, where the log-SNR is log(1/Blur²), and ends at the lowest one with the density of N(0, I):
// log p̂(y) = log N(x_end) + ∫ div + 2 log a. It is exact but for the steps of the ODE: the divergence is the trace
// of the denoiser's Jacobian. The error is ctx's, and dst is not complete then.
func (l Likelihood) LogDensities(ctx context.Context, dst []float64, denoiser Differentiable, y []data.Point) (rough int, err error) {
	if len(dst) != len(y) {
		panic("sample: densities and points differ in number")
	}
	logSNR := -2 * math.Log(l.Blur)
	signal, _ := model.SignalNoise(logSNR)
	x := make([]data.Point, len(y))
	for i, y := range y {
		x[i] = data.Point{signal * y[0], signal * y[1]}
	}
	f := flow{denoiser, l.Tolerance}
	particles := f.start(x, logSNR)
	width := (l.Lowest - logSNR) / stretches
	for i := range stretches {
		f.advance(ctx, particles, logSNR+float64(i)*width, logSNR+float64(i+1)*width, 0)
	}
	for i, p := range particles {
		r := math.Hypot(p.state[0], p.state[1])
		dst[i] = p.state[2] - r*r/2 - math.Log(2*math.Pi) + 2*math.Log(signal)
		if p.rough {
			rough++
		}
	}
	return rough, ctx.Err()
}
