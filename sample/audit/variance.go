package audit

import (
	"context"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
)

// EstimateOptimal returns, for each step of an ancestral chain over rising log-SNRs, the variance for which the chain has the
// least divergence from the forward process. It follows from the noise ε̂ that the denoiser predicts in noised points (Bao et al.
// 2022, Analytic-DPM, theorem 1 with λ² = β̃):
//
//	v = β̃ + FromX0² σ²/a² (1 − Γ),   Γ = E‖ε̂‖²/d
//
// σ²/a² (1−Γ) is the mean variance of x_0 given x_t. So it is at least 0 and at most σ²/a² (their theorem 2). Since total variance is
// the sum of that and of the variance of the mean, it is also at most the variance of the points. Estimates are held within these
// bounds.
//
// The points must be from the distribution that the denoiser has learned, in standardised coordinates. EstimateOptimal takes as many
// evaluations as a chain of that many points. The noise depends only on seed; the error is ctx's.
func EstimateOptimal(
	ctx context.Context, denoiser sample.Denoiser, points []data.Point, levels []float64, seed uint64,
) ([]float64, error) {
	cov := data.Points(points).Cov()
	most := (cov[0] + cov[2]) / 2
	x, eps := make([]data.Point, len(points)), make([]data.Point, len(points))
	variances := make([]float64, len(levels)-1)
	for i, clean := range levels[1:] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		signal, sigma := model.SignalNoise(levels[i])
		parallel.Blocks(context.Background(), len(x), sample.Block, func(lo, hi int) {
			rng := data.Rand(seed, data.Spread, i, lo/sample.Block)
			for k := lo; k < hi; k++ {
				for axis, x0 := range points[k] {
					x[k][axis] = signal*x0 + sigma*rng.NormFloat64()
				}
			}
		})
		denoiser.PredictNoise(eps, x, levels[i])
		squares := 0.0
		for _, e := range eps {
			squares += e[0]*e[0] + e[1]*e[1]
		}
		gamma, ratio := squares/float64(2*len(eps)), sigma*sigma/(signal*signal)
		c := model.Between(clean, levels[i])
		variances[i] = c.BetaTilde + c.FromX0*c.FromX0*min(ratio*min(max(1-gamma, 0), 1), most)
	}
	return variances, nil
}
