// Package sample runs the forward process, and runs it backwards with anything that predicts noise, learned or exact.
//
// Read sample.go for what predicts noise, sampler.go for a chain from noise to data, step.go for what all its steps are made of, and
// ancestral.go for the step of Ho et al. 2020, algorithm 2. The files ddim.go, heun.go and dpmpp.go have other steps, and grid.go says at which
// noise levels steps are taken. The file guided.go is for classes, and forward.go for the forward process.
//
// All of it is in standardised coordinates and in float64; only a learned network computes in float32 inside.
package sample

import (
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

// PredictNoiseJacobian implements Differentiable: the score is differentiated exactly.
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

// State is one x_t of a chain.
type State struct {
	Step   int          // 0 at the chain's start, then 1, 2, …
	LogSNR float64      // of x_t: +Inf is data
	X      []data.Point // overwritten by the next state: copy what is to be kept
}
