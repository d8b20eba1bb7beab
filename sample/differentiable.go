package sample

import (
	"ddpm/data"
	"ddpm/model"
)

// Differentiable is a Denoiser that also knows its derivative in the points, as likelihoods need it.
type Differentiable interface {
	Denoiser

	// PredictNoiseJacobian sets noise to what PredictNoise does and jacobian to its derivative in x, row by row: ∂ε̂₀/∂x₀,
	// ∂ε̂₀/∂x₁, ∂ε̂₁/∂x₀, ∂ε̂₁/∂x₁.
	PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64)
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
