package audit

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// For ε*, which is a conditional mean, the Γ of the optimal variance is 1 − E‖ε − ε*‖²/2. So the variances also follow from the irreducible
// loss, which is exact. ‖ε*‖² has a standard deviation of at most 2·√2 over points; the bound is 5 standard errors.
func TestOptimalVarianceFollowsFromTheIrreducibleLoss(t *testing.T) {
	const n = 20000
	for _, name := range []string{"eightgaussians", "checkerboard"} {
		distribution, schedule := standardised(t, name), scheduleOf(t, "linear", 40)
		irreducible := NewIrreducible(distribution, schedule.LogSNR(40), schedule.LogSNR(1))
		points := make([]data.Point, n)
		data.Draw(points, nil, distribution, 1, data.Drawn, 0)
		sampler, err := sample.NewSampler("ddpm", schedule, sample.Options{Evals: 20})
		if err != nil {
			t.Fatal(err)
		}
		levels := sampler.Levels()
		variances, err := sample.EstimateOptimal(t.Context(), bestDenoiser{sample.Exact{Distribution: distribution}}, points, levels, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range variances[:len(variances)-1] {
			c := model.Between(levels[i+1], levels[i])
			scale := c.FromX0 * c.FromX0 * math.Exp(-levels[i])
			want := c.BetaTilde + scale*irreducible.At(levels[i])
			if math.Abs(got-want) > 5*scale*math.Sqrt2/math.Sqrt(n) {
				t.Errorf("%s, step %d: variance %v, by the irreducible loss %v", name, i+1, got, want)
			}
		}
	}
}
