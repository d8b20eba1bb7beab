// Package likelihood computes the density that a denoiser gives to points, by the probability-flow ODE.
//
// Read likelihood.go for the integral, and flow.go for the steps that it is computed in. All points are in standardised coordinates.
package likelihood

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// Sharpness is the noise σ, in standardised units, that densities are blurred by, if the denoiser knows so little noise. Data may
// have edges or lie on lines, and then its density is not smooth or does not exist. With a little noise every distribution has a
// smooth density.
const Sharpness = 0.01

// Tolerances of an Integral: the largest estimated error of one step, in nats. A mean over
// points is known only to its standard error, and the errors of points have both signs: more precise densities would not make it better.
const (
	Precise = 1e-4 // for means over points: good to 5e-4 nats at a point and to 5e-5 in the mean, at some 90 evaluations of a network for each point of its data
	Coarse  = 1e-3 // for pictures: to 5e-3 nats at a point, at some 56 evaluations, or 95 where there is no data
)

// Integral says how densities are computed: over which noise levels the flow is integrated, and how precisely.
type Integral struct {
	Blur      float64 // σ of the noise in the points at one end of the flow, y = x_0 + Blur·ε, in standardised units
	Lowest    float64 // the log-SNR at the other end, where the density is that of N(0, I)
	Tolerance float64 // Precise or Coarse
}

// New returns the integral for a denoiser that was trained on log-SNRs from lowest to highest; ±Inf stand for a denoiser that is right
// at all levels, as an exact one is. The integral never leaves that range. Within it, it runs from the noise Sharpness to
// model.LowestLogSNR.
func New(lowest, highest, tolerance float64) Integral {
	return Integral{
		Blur: max(Sharpness, math.Exp(-highest/2)), Lowest: max(model.LowestLogSNR, lowest), Tolerance: tolerance,
	}
}

// stretches returns how many steps of the flow are tried at first. With 12, few points need shorter steps to be Precise. The error of a step
// of order 5 grows with the fifth power of its length.
func (in Integral) stretches() int { return int(math.Round(12 * math.Pow(Precise/in.Tolerance, 1./5))) }

// LogDensities sets dst to the logarithm of the density that a denoiser gives to each of the points y = x_0 + Blur·ε, which are
// not scaled by a, in standardised coordinates. For sample.Exact it is the density of Distribution.At(1, Blur). It returns how many of
// the points are rough: somewhere even the shortest step has an estimated error above the tolerance.
//
// The flow starts at a·y, where the log-SNR is log(1/Blur²), and ends at the lowest one with the density of N(0, I):
// log p̂(y) = log N(x_end) + ∫ div + 2 log a. The only error is that of the ODE's steps: the divergence is the trace
// of the denoiser's Jacobian. The error value is ctx's; dst is then not complete. LogDensities panics if dst and y differ in length.
func (in Integral) LogDensities(ctx context.Context, dst []float64, denoiser sample.Differentiable, y []data.Point) (rough int, err error) {
	if len(dst) != len(y) {
		panic("likelihood: densities and points differ in number")
	}
	logSNR := -2 * math.Log(in.Blur)
	signal, _ := model.SignalNoise(logSNR)
	x := make([]data.Point, len(y))
	for i, y := range y {
		x[i] = data.Point{signal * y[0], signal * y[1]}
	}
	f := flow{denoiser, in.Tolerance}
	particles := f.start(x, logSNR)
	stretches := in.stretches()
	width := (in.Lowest - logSNR) / float64(stretches)
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
