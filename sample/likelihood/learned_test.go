package likelihood_test

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample/likelihood"
	"ddpm/train"
)

// The density of a learned network integrates to 1, though nothing in the network ensures that. It does so only if the divergence is
// that of the flow.
func TestLearnedDensityIntegratesToOne(t *testing.T) {
	distribution := must.Get(data.Open("eightgaussians", nil, ""))
	schedule := must.Get(model.NewSchedule("linear", 100))
	shape := model.NewConfig(32, 1)
	shape.Coordinate = model.Frequencies{Lowest: .25, Highest: 2, Count: 6}
	settings := train.Config{Steps: 400, Batch: 128, LearningRate: 5e-3, EMA: .9, ClipGrad: 1, Seed: 1}
	trainer := must.Get(train.New(settings, shape, schedule, distribution.Source()))
	for _, err := range trainer.Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	const reach, step = 4.5, .1
	var grid []data.Point
	for x := -reach; x <= reach; x += step {
		for y := -reach; y <= reach; y += step {
			grid = append(grid, data.Point{x, y})
		}
	}
	log := make([]float64, len(grid))
	if _, err := likelihood.New(math.Inf(-1), math.Inf(1), likelihood.Precise).LogDensities(t.Context(), log, trainer.Average(), grid); err != nil {
		t.Fatal(err)
	}
	mass := 0.0
	for _, l := range log {
		mass += math.Exp(l) * step * step
	}
	if math.Abs(mass-1) > 1e-3 {
		t.Errorf("the learned density integrates to %v", mass)
	}
}
