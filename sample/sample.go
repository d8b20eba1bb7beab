// Package sample runs the noising chain backwards with anything that predicts noise, learned or exact.
//
// All of it is in standardised coordinates and in float64; only a learned network computes in float32 inside.
package sample

import (
	"context"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
)

// Denoiser predicts the noise ε in points x_t = a·x_0 + σ·ε, where a² = sigmoid(logSNR) and σ² = 1 − a².
type Denoiser interface {
	// PredictNoise sets dst to the expected noise in each of the points x, which share a log-SNR. dst may be x.
	PredictNoise(dst, x []data.Point, logSNR float64)
}

// Differentiable is a Denoiser that also knows its derivative in the points, as likelihoods need it.
type Differentiable interface {
	Denoiser

	// PredictNoiseJacobian sets noise to what PredictNoise does and jacobian to its derivative in x, row by row: ∂ε̂₀/∂x₀,
	// ∂ε̂₀/∂x₁, ∂ε̂₁/∂x₀, ∂ε̂₁/∂x₁.
	PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64)
}

// Exact is the best possible denoiser of a distribution: ε*(x, t) = E[ε | x_t = x] = −σ_t ∇log p_t(x), p_t the distribution of a·x_0 + σ·ε
// (Vincent 2011).
type Exact struct{ Distribution *mixture.Mixture }

// PredictNoise implements Denoiser.
func (e Exact) PredictNoise(dst, x []data.Point, logSNR float64) {
	signal, noise := model.SignalNoise(logSNR)
	e.Distribution.At(signal, noise).Scores(dst, x)
	for i := range dst {
		dst[i][0] *= -noise
		dst[i][1] *= -noise
	}
}

// PredictNoiseJacobian implements Differentiable.
func (e Exact) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	signal, sigma := model.SignalNoise(logSNR)
	hessian := make([][3]float64, len(x))
	e.Distribution.At(signal, sigma).ScoreJacobians(noise, hessian, x)
	for i, h := range hessian {
		noise[i][0] *= -sigma
		noise[i][1] *= -sigma
		jacobian[i] = [4]float64{-sigma * h[0], -sigma * h[1], -sigma * h[1], -sigma * h[2]}
	}
}

// Guided is classifier-free guidance (Ho & Salimans 2022, eq. 6): ε̃ = (1+w) ε̂_c − w ε̂_∅ leads away from points of any class
// towards those that only the class has. With Weight w = 0 it is the conditional denoiser.
type Guided struct {
	Conditional, Unconditional Differentiable
	Weight                     float64
}

// PredictNoise implements Denoiser. It asks both denoisers, unless the weight is 0.
func (g Guided) PredictNoise(dst, x []data.Point, logSNR float64) {
	if g.Weight == 0 {
		g.Conditional.PredictNoise(dst, x, logSNR)
		return
	}
	unconditional := make([]data.Point, len(x))
	g.Unconditional.PredictNoise(unconditional, x, logSNR)
	g.Conditional.PredictNoise(dst, x, logSNR)
	for i, u := range unconditional {
		for axis := range u {
			dst[i][axis] += g.Weight * (dst[i][axis] - u[axis])
		}
	}
}

// PredictNoiseJacobian implements Differentiable.
func (g Guided) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	if g.Weight == 0 {
		g.Conditional.PredictNoiseJacobian(noise, jacobian, x, logSNR)
		return
	}
	unconditional, of := make([]data.Point, len(x)), make([][4]float64, len(x))
	g.Unconditional.PredictNoiseJacobian(unconditional, of, x, logSNR)
	g.Conditional.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	for i, u := range unconditional {
		for axis := range u {
			noise[i][axis] += g.Weight * (noise[i][axis] - u[axis])
		}
		for k := range of[i] {
			jacobian[i][k] += g.Weight * (jacobian[i][k] - of[i][k])
		}
	}
}

// State is one x_t of a chain.
type State struct {
	Step   int          // 0 at the chain's start, then 1, 2, …
	LogSNR float64      // of x_t: +Inf is data
	X      []data.Point // overwritten by the next state: copy what is to be kept
}

// Draw returns count points made by sampler from x_T ~ N(0, I), the error being ctx's.
func Draw(ctx context.Context, denoiser Denoiser, sampler Sampler, noise Noise, count int) ([]data.Point, error) {
	x := make([]data.Point, count)
	noise.Start(x)
	for _, err := range sampler.Chain(ctx, denoiser, noise, x) {
		if err != nil {
			return nil, err
		}
	}
	return x, nil
}
