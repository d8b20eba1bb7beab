package sample

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/model"
)

// Sharpness is the noise σ, in standardised units, of the law whose density LogDensities gives. Laws of data may have edges
// or lie on lines, and then no density that a smooth flow could have; with a little noise every law has one.
const Sharpness = 0.01

// Tolerances of LogDensities: the largest estimated error of one step of the flow, in nats.
const (
	Precise = 1e-5 // for numbers: good to 1e-4 nats on average, at some 190 evaluations of a network for points of its law
	Coarse  = 1e-3 // for pictures: to 1e-2 nats on average, at some 80 evaluations
)

const (
	// endLogSNR is where the flow ends. The KL divergence of standardised data's law there from N(0, I) is below 1e-8 nats.
	endLogSNR = -10
	// stretches is how many steps of the flow are tried at first.
	stretches = 12
)

// LogDensities sets dst to the logarithm of the density that a denoiser gives to each of the points, which are not
// scaled: y = x_0 + Sharpness·ε, in standardised coordinates. For Exact it is the density of Law.At(1, Sharpness).
// tolerance is Precise or Coarse.
//
// The flow starts at a·y, where the log-SNR is log(1/Sharpness²), and ends at a log-SNR of −10 with the density of
// N(0, I): log p̂(y) = log N(x_end) + ∫ div + 2 log a. It is exact but for the steps of the ODE: the divergence is the trace
// of the denoiser's Jacobian. The error is ctx's, and dst is not complete then.
func LogDensities(ctx context.Context, dst []float64, denoiser Differentiable, y []data.Point, tolerance float64) error {
	if len(dst) != len(y) {
		panic("sample: densities and points differ in number")
	}
	logSNR := -2 * math.Log(Sharpness)
	signal, _ := model.SignalNoise(logSNR)
	x := make([]data.Point, len(y))
	for i, y := range y {
		x[i] = data.Point{signal * y[0], signal * y[1]}
	}
	f := flow{denoiser, tolerance}
	particles := f.start(x, logSNR)
	width := (endLogSNR - logSNR) / stretches
	for i := range stretches {
		f.advance(ctx, particles, logSNR+float64(i)*width, logSNR+float64(i+1)*width, 0)
	}
	for i, p := range particles {
		r := math.Hypot(p.state[0], p.state[1])
		dst[i] = p.state[2] - r*r/2 - math.Log(2*math.Pi) + 2*math.Log(signal)
	}
	return ctx.Err()
}
