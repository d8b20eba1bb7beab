package sample

import "ddpm/data"

// Guided is classifier-free guidance (Ho & Salimans 2022, eq. 6): ε̃ = (1+w) ε̂_c − w ε̂_∅. It leads away from points that any class could
// have, towards points that only the class has. With Weight w = 0 it is the conditional denoiser.
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
	lead(dst, unconditional, g.Weight)
}

// PredictNoiseJacobian implements Differentiable.
func (g Guided) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	g.Conditional.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	if g.Weight != 0 {
		unconditional, of := make([]data.Point, len(x)), make([][4]float64, len(x))
		g.Unconditional.PredictNoiseJacobian(unconditional, of, x, logSNR)
		lead(noise, unconditional, g.Weight)
		lead(jacobian, of, g.Weight)
	}
}

// lead leads all numbers of dst away from those of from.
func lead[T [2]float64 | [4]float64](dst, from []T, weight float64) {
	for i := range dst {
		for k := range len(dst[i]) {
			dst[i][k] += weight * (dst[i][k] - from[i][k])
		}
	}
}
