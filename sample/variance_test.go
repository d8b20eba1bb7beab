package sample

import (
	"slices"
	"testing"

	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

// The optimal variances are an option. NewSampler fails unless there is one for each step.
func TestOptimalVarianceIsHandedIn(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 10))
	for _, variances := range [][]float64{nil, make([]float64, 4), make([]float64, 6)} {
		if _, err := NewSampler("ddpm", schedule, Options{Evals: 5, Variance: Optimal, Variances: variances}); err == nil {
			t.Errorf("five steps take %d variances", len(variances))
		}
	}
	// With the values of β it draws the same as with Beta.
	beta := must.Get(NewSampler("ddpm", schedule, Options{Evals: 5}))
	var variances []float64
	for i, to := range beta.Levels()[1:] {
		variances = append(variances, model.Between(to, beta.Levels()[i]).Beta)
	}
	given := must.Get(NewSampler("ddpm", schedule, Options{Evals: 5, Variance: Optimal, Variances: variances}))
	for _, s := range []*Sampler{beta, given} {
		if o := s.Options(); o.Evals != 5 || o.Variance == "" {
			t.Errorf("options %+v", o)
		}
	}
	distribution := mixture.New([]mixture.Component{gaussian})
	x, errX := Draw(t.Context(), Exact{distribution}, beta, Noise{Seed: 1}, 100)
	y, errY := Draw(t.Context(), Exact{distribution}, given, Noise{Seed: 1}, 100)
	if !slices.Equal(x, y) || errX != nil || errY != nil {
		t.Error("the values of β given as the optimal ones draw other points than β", errX, errY)
	}
}
