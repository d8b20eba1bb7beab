package audit

import (
	"math"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// subjectOf returns a subject with a denoiser in place of a network. It is taken to be trained on all noise levels. The sampler is ancestral,
// with all steps. The distribution is in the coordinates of the model.
func subjectOf(distribution *mixture.Mixture, denoiser sample.Differentiable, schedule *model.Schedule) *Subject {
	sampler := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{}))
	return &Subject{
		Model:    &model.Model{Schedule: schedule, Scale: data.Point{1, 1}, Trained: [2]float64{-math.MaxFloat64, math.MaxFloat64}},
		Denoiser: denoiser, Sampler: sampler, Seed: 1,
		Truth: compare.Distribution("", distribution), Distribution: distribution, Best: bestDenoiser{sample.Exact{Distribution: distribution}},
	}
}
