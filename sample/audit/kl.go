package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/sample"
)

// Estimate is a mean over points of what depends on the density that a model gives to them.
type Estimate struct {
	Value  float64 `json:"value"`
	SE     float64 `json:"se"` // its standard error
	Points int     `json:"points"`

	Blur  float64 `json:"blur"`            // σ of the noise that the density is blurred by, in standardised units
	Rough int     `json:"rough,omitempty"` // of how many points the density is less exact than it should be
}

func newEstimate(values []float64, blur float64, rough int) Estimate {
	value, sd := stat.MeanStdDev(values, nil)
	return Estimate{value, sd / math.Sqrt(float64(len(values))), len(values), blur, rough}
}

// KL returns the divergence KL(q ‖ p̂) = E_q[log q − log p̂] in nats: q is the subject's distribution with noise Blur, and p̂ the
// density that its denoiser gives. log q is exact, log p̂ as exact as sample.Likelihood is, and the mean is over count points of q.
// The noise is sample.Sharpness or, if the network was trained on no noise so small, the smallest that it was trained on. The
// subject's distribution must be known. The error is ctx's.
func KL(ctx context.Context, s *Subject, count int) (Estimate, error) {
	return divergence(ctx, s, s.Distribution.At(1, s.Likelihood(sample.Precise).Blur), count, 0)
}

// CleanKL is KL with q = the distribution itself, for those with edges: E[log q_0(x_0) − log p̂(x_0)], p̂ still being a density of
// points with noise. So even ε* gets more than 0: EdgeKL.
func CleanKL(ctx context.Context, s *Subject, count int) (Estimate, error) {
	return divergence(ctx, s, s.Distribution, count, 1)
}

// EdgeKL returns the divergence of the subject's distribution from itself with noise Blur: what CleanKL is with ε*. The points are
// those of CleanKL.
func EdgeKL(s *Subject, count int) Estimate {
	x, log := make([]data.Point, count), make([]float64, count)
	data.Draw(x, nil, s.Distribution, s.Seed, data.Likelihood, 1)
	s.Distribution.LogDensities(log, x)
	blurred, blur := make([]float64, count), s.Likelihood(sample.Precise).Blur
	s.Distribution.At(1, blur).LogDensities(blurred, x)
	for i := range log {
		log[i] -= blurred[i]
	}
	return newEstimate(log, blur, 0)
}

func divergence(ctx context.Context, s *Subject, q *mixture.Mixture, count, stream int) (Estimate, error) {
	x, log := make([]data.Point, count), make([]float64, count)
	data.Draw(x, nil, q, s.Seed, data.Likelihood, stream)
	q.LogDensities(log, x)
	learned, likelihood := make([]float64, count), s.Likelihood(sample.Precise)
	rough, err := likelihood.LogDensities(ctx, learned, s.Denoiser, x)
	if err != nil {
		return Estimate{}, err
	}
	for i := range log {
		log[i] -= learned[i]
	}
	return newEstimate(log, likelihood.Blur, rough), nil
}

// NLL returns the negative log-likelihood −E[log p̂(x)] of points, in nats and in the units of the data: p̂ is the density that the
// subject's denoiser gives. The error is ctx's.
func NLL(ctx context.Context, s *Subject, points []data.Point) (Estimate, error) {
	z, log := make([]data.Point, len(points)), make([]float64, len(points))
	axes, likelihood := s.Axes(), s.Likelihood(sample.Precise)
	axes.To(z, points)
	rough, err := likelihood.LogDensities(ctx, log, s.Denoiser, z)
	if err != nil {
		return Estimate{}, err
	}
	for i := range log {
		log[i] = math.Log(axes.Scale[0]*axes.Scale[1]) - log[i]
	}
	return newEstimate(log, likelihood.Blur, rough), nil
}
