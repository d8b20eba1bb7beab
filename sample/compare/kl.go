package compare

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/sample"
)

// Estimate is a mean over points.
type Estimate struct {
	Value  float64 `json:"value"`
	SE     float64 `json:"se"` // its standard error
	Points int     `json:"points"`
}

func newEstimate(values []float64) Estimate {
	value, sd := stat.MeanStdDev(values, nil)
	return Estimate{value, sd / math.Sqrt(float64(len(values))), len(values)}
}

// KL returns the divergence KL(q ‖ p̂) = E_q[log q − log p̂] in nats, q being law, in standardised coordinates, with noise
// sample.Sharpness, and p̂ the density that the denoiser gives: log q is exact, log p̂ as exact as sample.LogDensities is, and
// the mean is over count points of q. The error is ctx's.
func KL(ctx context.Context, denoiser sample.Differentiable, law *data.Mixture, count int, seed uint64) (Estimate, error) {
	q := law.At(1, sample.Sharpness)
	return divergence(ctx, denoiser, q, count, seed, 0)
}

// CleanKL is KL with q = law itself, for laws with edges: E[log q_0(x_0) − log p̂(x_0)], p̂ still being a density of points
// with noise. So even ε* gets more than 0: EdgeKL.
func CleanKL(ctx context.Context, denoiser sample.Differentiable, law *data.Mixture, count int, seed uint64) (Estimate, error) {
	return divergence(ctx, denoiser, law, count, seed, 1)
}

// EdgeKL returns the divergence of law from itself with noise sample.Sharpness: what CleanKL is with ε*. It comes from the
// same points as CleanKL.
func EdgeKL(law *data.Mixture, count int, seed uint64) Estimate {
	x, log := make([]data.Point, count), make([]float64, count)
	data.Draw(x, nil, law, seed, data.Likelihood, 1)
	law.LogDensities(log, x)
	blurred := make([]float64, count)
	law.At(1, sample.Sharpness).LogDensities(blurred, x)
	for i := range log {
		log[i] -= blurred[i]
	}
	return newEstimate(log)
}

func divergence(
	ctx context.Context, denoiser sample.Differentiable, q *data.Mixture, count int, seed uint64, stream int,
) (Estimate, error) {
	x, log := make([]data.Point, count), make([]float64, count)
	data.Draw(x, nil, q, seed, data.Likelihood, stream)
	q.LogDensities(log, x)
	learned := make([]float64, count)
	if err := sample.LogDensities(ctx, learned, denoiser, x, sample.Precise); err != nil {
		return Estimate{}, err
	}
	for i := range log {
		log[i] -= learned[i]
	}
	return newEstimate(log), nil
}

// NLL returns the negative log-likelihood −E[log p̂(x)] of points, in nats and in the units of the points: p̂ is the density
// that a denoiser gives, which sees them through axes. The error is ctx's.
func NLL(ctx context.Context, denoiser sample.Differentiable, axes data.Standardizer, points []data.Point) (Estimate, error) {
	z, log := make([]data.Point, len(points)), make([]float64, len(points))
	axes.To(z, points)
	if err := sample.LogDensities(ctx, log, denoiser, z, sample.Precise); err != nil {
		return Estimate{}, err
	}
	for i := range log {
		log[i] = math.Log(axes.Scale[0]*axes.Scale[1]) - log[i]
	}
	return newEstimate(log), nil
}
