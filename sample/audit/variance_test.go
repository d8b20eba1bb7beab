package audit

import (
	"context"
	"errors"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// For N(m, cI), x_s given x_t is a Gaussian of variance Pβ/(αP + β), P = a²c + σ² of s: that is the optimal variance, and no
// bound cuts it off. Estimates are within 5.5 standard errors of Γ, whose own is Γ/√n: an error probability below 1e-5.
func TestOptimalVarianceOfAGaussian(t *testing.T) {
	const n, c = 40000, .7
	distribution := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.3, -.5}, Cov: [3]float64{c, 0, c}}})
	points := make([]data.Point, n)
	data.Draw(points, nil, distribution, 1, data.Drawn, 0)
	for _, evals := range []int{4, 25, 100} {
		levels := levelsOf(must.Get(model.NewSchedule("linear", 100)), evals)
		variances := must.Get(EstimateOptimal(context.Background(), sample.Exact{Distribution: distribution}, points, levels, 3))
		for i, to := range levels[1:] {
			from := levels[i]
			if math.IsInf(to, 1) {
				continue
			}
			step := model.Between(to, from)
			signal, sigma := model.SignalNoise(to)
			p := signal*signal*c + sigma*sigma
			want := p * step.Beta / (step.Alpha*p + step.Beta)
			signal, sigma = model.SignalNoise(from)
			gamma := sigma * sigma / (signal*signal*c + sigma*sigma)
			// At high noise the points' own variance, known to c/√n, is the bound.
			se := step.FromX0 * step.FromX0 * max(sigma*sigma/(signal*signal)*gamma, c) / math.Sqrt(n)
			if got := variances[i]; math.Abs(got-want) > 5.5*se {
				t.Errorf("%d evaluations, step %d: variance %v, want %v ± %v", evals, i+1, got, want, se)
			}
		}
	}
}

// Even with a wrong denoiser the variance is between β̃ and β/α (Bao et al. 2022, theorem 2), and for data of variance 1 at most that of
// an x_0 with the whole variance of data.
func TestOptimalVarianceIsBounded(t *testing.T) {
	points := make([]data.Point, 500)
	data.Draw(points, nil, mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}}), 1, data.Drawn, 0)
	cov := data.Points(points).Cov()
	levels := levelsOf(must.Get(model.NewSchedule("cosine", 50)), 50)
	for name, denoiser := range map[string]sample.Denoiser{"nothing": times(0), "all": times(1), "too much": times(10)} {
		variances := must.Get(EstimateOptimal(context.Background(), denoiser, points, levels, 1))
		for i, v := range variances {
			c := model.Between(levels[i+1], levels[i])
			most := min(c.Beta/c.Alpha, c.BetaTilde+c.FromX0*c.FromX0*(cov[0]+cov[2])/2)
			if v < c.BetaTilde*(1-1e-12) || v > most*(1+1e-12) {
				t.Errorf("%s: variance %v of step %d is not from %v to %v", name, v, i+1, c.BetaTilde, most)
			}
		}
	}
}

// times predicts that the points times a number are noise.
type times float64

func (by times) PredictNoise(dst, x []data.Point, _ float64) {
	for i, p := range x {
		dst[i] = data.Point{float64(by) * p[0], float64(by) * p[1]}
	}
}

// levelsOf returns the levels of an ancestral chain with so many evaluations.
func levelsOf(schedule *model.Schedule, evals int) []float64 {
	sampler := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{Evals: evals}))
	return sampler.Levels()
}

func TestEstimateEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := EstimateOptimal(ctx, times(0), make([]data.Point, 3), []float64{-5, 0, math.Inf(1)}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
