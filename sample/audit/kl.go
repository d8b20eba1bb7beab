package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/sample/likelihood"
)

// Estimate is a mean over points of a number that depends on the density of a model.
type Estimate struct {
	Value  float64 `json:"value"`
	SE     float64 `json:"se"`     // standard error of Value
	Points int     `json:"points"` // that the mean is over

	Blur  float64 `json:"blur"`            // the density is that of points with noise of this σ, in standardised units
	Rough int     `json:"rough,omitempty"` // at how many points the density is less exact than the tolerance
}

func newEstimate(values []float64, blur float64, rough int) *Estimate {
	value, sd := stat.MeanStdDev(values, nil)
	return &Estimate{value, stat.StdErr(sd, float64(len(values))), len(values), blur, rough}
}

// KL returns the divergence KL(q ‖ p̂) = E_q[log q − log p̂] in nats, as a mean over count points of q. q is the subject's distribution
// with noise of σ = Blur, and log q is exact. p̂ is the density that the subject's denoiser gives, and log p̂ is as exact as
// likelihood.Integral (Song et al. 2021, eq. 39). Blur is likelihood.Sharpness or, if the network was not trained on so little noise, the
// least noise that it was trained on. The subject's distribution must be known. The error is ctx's.
func KL(ctx context.Context, s *Subject, count int) (*Estimate, error) {
	return divergence(ctx, s, s.Distribution.At(1, s.Likelihood(likelihood.Precise).Blur), count, 0)
}

// CleanKL is KL for distributions with edges, with q the subject's distribution itself, without noise. p̂ is still a density of
// points with noise, so that ε* has a CleanKL above 0 too: EdgeKL.
func CleanKL(ctx context.Context, s *Subject, count int) (*Estimate, error) {
	return divergence(ctx, s, s.Distribution, count, 1)
}

// EdgeKL returns the divergence of the subject's distribution from the same with noise of σ = Blur. It is the CleanKL of ε*, at the
// same points.
func EdgeKL(s *Subject, count int) *Estimate {
	x, gap := drawn(s, s.Distribution, count, 1)
	blur, blurred := s.Likelihood(likelihood.Precise).Blur, make([]float64, count)
	s.Distribution.At(1, blur).LogDensities(blurred, x)
	floats.Sub(gap, blurred)
	return newEstimate(gap, blur, 0)
}

// divergence returns KL(q ‖ p̂). The points of q are those of a stream of random numbers.
func divergence(ctx context.Context, s *Subject, q *mixture.Mixture, count, stream int) (*Estimate, error) {
	x, gap := drawn(s, q, count, stream)
	learned, density := make([]float64, count), s.Likelihood(likelihood.Precise)
	rough, err := density.LogDensities(ctx, learned, s.Denoiser, x)
	if err != nil {
		return nil, err
	}
	floats.Sub(gap, learned)
	return newEstimate(gap, density.Blur, rough), nil
}

// drawn returns count points of q, and log q at each.
func drawn(s *Subject, q *mixture.Mixture, count, stream int) (x []data.Point, logDensity []float64) {
	x, logDensity = make([]data.Point, count), make([]float64, count)
	data.Draw(x, nil, q, s.Seed, data.Likelihood, stream)
	q.LogDensities(logDensity, x)
	return x, logDensity
}

// klFromStandard returns KL(q ‖ N(0, I)) = E‖x‖²/2 + log 2π − h(q) of a distribution q with the given entropy h(q), in nats.
func klFromStandard(q *mixture.Mixture, entropy float64) float64 {
	return math.Log(2*math.Pi) + meanSquare(q)/2 - entropy
}

// meanSquare returns E‖x‖² of a distribution.
func meanSquare(q *mixture.Mixture) float64 {
	mean, cov := q.Mean(), q.Cov()
	return mean[0]*mean[0] + mean[1]*mean[1] + cov[0] + cov[2]
}
