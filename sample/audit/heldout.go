package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/data/kde"
	"ddpm/data/mixture"
	"ddpm/sample/compare"
	"ddpm/sample/likelihood"
)

// HeldOut is how likely points are that were held out of a training: minus the mean logarithm of their density, in nats a point and in the
// units of the data. Lower is better.
type HeldOut struct {
	NLL      *Estimate // by the model
	KDE      *Estimate // by the kernel density estimate of the points that the model was trained on
	Gaussian *Estimate // by the Gaussian with their mean and covariance
	// Kernels is how many points the estimate has a kernel on: all or, of very many, a random choice.
	Kernels int
	// Gain is KDE − NLL, point by point: above 0 where the model is better. Its standard error is that of the difference.
	Gain *Estimate
}

// kernelEstimate returns the kernel density estimate of points. Values that stay exact in the points that the model has seen stay exact in it,
// too: without them it would be worse for no fault of kernels.
func kernelEstimate(points data.Points, seen *data.Blur) *mixture.Mixture {
	blur := &data.Blur{Sizes: []data.Point{kde.Widths(points)}}
	if seen != nil {
		blur.Atoms = seen.Atoms
	}
	return (&data.Dataset{Fixed: points, Blur: blur}).BlurredPoints()
}

// mostKernels bounds the time of the kernel density estimate, at a second or two. With so many points it hardly becomes better with more.
const mostKernels = 1 << 17

// MeasureHeldOut measures at points that the subject's model was not trained on. All densities are those of points with the same noise, of
// the standard deviation Blur. The points that it was trained on must be at hand. The error is ctx's.
func MeasureHeldOut(ctx context.Context, s *Subject, points []data.Point) (h HeldOut, err error) {
	z, nll := make([]data.Point, len(points)), make([]float64, len(points))
	axes, density := s.Axes(), s.Likelihood(likelihood.Precise)
	axes.To(z, points)
	rough, err := density.LogDensities(ctx, nll, s.Denoiser, z)
	if err != nil {
		return h, err
	}
	units := math.Log(axes.Scale[0] * axes.Scale[1])
	of := func(logDensities []float64) []float64 {
		floats.Scale(-1, logDensities)
		floats.AddConst(units, logDensities)
		return logDensities
	}
	by := func(m *mixture.Mixture) []float64 {
		logs := make([]float64, len(z))
		axes.Distribution(m).At(1, density.Blur).LogDensities(logs, z)
		return of(logs)
	}
	fixed := s.Data.Fixed
	centres := compare.Subset(fixed, mostKernels, s.Seed)
	model, kernels := of(nll), by(kernelEstimate(centres, s.Data.Blur))
	h.Kernels = len(centres)
	h.NLL = newEstimate(model, density.Blur, rough)
	h.KDE = newEstimate(kernels, density.Blur, 0)
	h.Gaussian = newEstimate(by(kde.Gaussian(fixed)), density.Blur, 0)
	floats.Sub(kernels, model)
	h.Gain = newEstimate(kernels, density.Blur, rough)
	return h, nil
}
