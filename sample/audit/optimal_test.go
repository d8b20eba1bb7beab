package audit

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// For ε*, which is a conditional mean, the Γ of the optimal variance is 1 − E‖ε − ε*‖²/2. So the variances also follow from the irreducible
// loss, which is exact. ‖ε*‖² has a standard deviation of at most 2·√2 over points; the bound is 5 standard errors.
func TestOptimalVarianceFollowsFromTheIrreducibleLoss(t *testing.T) {
	const n = 20000
	for _, name := range []string{"eightgaussians", "checkerboard"} {
		distribution, schedule := standardised(t, name), must.Get(model.NewSchedule("linear", 40))
		irreducible := NewIrreducible(distribution, schedule.LogSNR(40), schedule.LogSNR(1))
		points := make([]data.Point, n)
		data.Draw(points, nil, distribution, 1, data.Drawn, 0)
		sampler := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{Evals: 20}))
		levels := sampler.Levels()
		variances := must.Get(EstimateOptimal(t.Context(), bestDenoiser{sample.Exact{Distribution: distribution}}, points, levels, 1))
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

// The variances that are estimated from a few thousand points cost at most 1e-3 nats more than the exact ones of the budget. A step with
// the variance v in place of the optimal v* costs v*/v − 1 − log v*/v nats more.
func TestEstimatedVariancesCostHardlyMore(t *testing.T) {
	for _, name := range []string{"moons", "checkerboard"} {
		distribution, schedule := standardised(t, name), must.Get(model.NewSchedule("linear", 50))
		p := NewProbe(distribution, schedule, sample.Optimal, 2, 2, 1)
		points := make([]data.Point, estimationPoints)
		data.Draw(points, nil, distribution, 1, data.Drawn, 0)
		levels := make([]float64, 51)
		for i := range levels {
			levels[i] = schedule.LogSNR(50 - i)
		}
		variances := must.Get(EstimateOptimal(t.Context(), bestDenoiser{sample.Exact{Distribution: distribution}}, points, levels, 1))
		cost := 0.0
		for i, v := range variances {
			ratio := p.reverseVariance(50-i) / v
			cost += ratio - 1 - math.Log(ratio)
		}
		if t.Logf("%s: %.2g nats", name, cost); cost > 1e-3 {
			t.Errorf("%s: estimated variances cost %v nats more than exact ones", name, cost)
		}
	}
}
