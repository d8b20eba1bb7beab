package audit

import (
	"math"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// subjectOf returns a subject with any denoiser in place of a network, which knows all levels of noise, and the whole chain of
// ancestral sampling. The axes of its model are the standardised ones of the distribution.
func subjectOf(distribution *mixture.Mixture, denoiser sample.Differentiable, schedule *model.Schedule) *Subject {
	sampler, err := sample.NewSampler("ddpm", schedule, sample.Options{})
	if err != nil {
		panic(err)
	}
	return &Subject{
		Model:    &model.Model{Schedule: schedule, Scale: data.Point{1, 1}, Trained: [2]float64{-math.MaxFloat64, math.MaxFloat64}},
		Denoiser: denoiser, Sampler: sampler, Seed: 1,
		Truth: compare.Distribution("", distribution), Distribution: distribution, Best: nearlyExact{sample.Exact{Distribution: distribution}},
	}
}
