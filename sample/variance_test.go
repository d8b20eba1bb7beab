package sample

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
)

// For N(m, cI), x_s given x_t is a Gaussian of variance Pβ/(αP + β), P = a²c + σ² of s: that is the optimal variance, and no
// bound cuts it off. Estimates are within 5.5 standard errors of Γ, whose own is Γ/√n: an error probability below 1e-5.
func TestOptimalVarianceOfAGaussian(t *testing.T) {
	const n, c = 40000, .7
	distribution := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.3, -.5}, Cov: [3]float64{c, 0, c}}})
	points := make([]data.Point, n)
	data.Draw(points, nil, distribution, 1, data.Drawn, 0)
	for _, evals := range []int{4, 25, 100} {
		levels := newSampler(t, "ddpm", newSchedule(t, "linear", 100), Options{Evals: evals}).Levels()
		variances, err := EstimateOptimal(context.Background(), Exact{distribution}, points, levels, 3)
		if err != nil {
			t.Fatal(err)
		}
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
	levels := newSchedule(t, "cosine", 50)
	sampler := newSampler(t, "ddpm", levels, Options{})
	for name, denoiser := range map[string]Denoiser{"nothing": zero{}, "all": &counted{}, "too much": tenfold{}} {
		variances, err := EstimateOptimal(context.Background(), denoiser, points, sampler.Levels(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range variances {
			c := model.Between(sampler.Levels()[i+1], sampler.Levels()[i])
			most := min(c.Beta/c.Alpha, c.BetaTilde+c.FromX0*c.FromX0*(cov[0]+cov[2])/2)
			if v < c.BetaTilde*(1-1e-12) || v > most*(1+1e-12) {
				t.Errorf("%s: variance %v of step %d is not from %v to %v", name, v, i+1, c.BetaTilde, most)
			}
		}
	}
}

// tenfold predicts too much noise.
type tenfold struct{}

func (tenfold) PredictNoise(dst, x []data.Point, _ float64) {
	for i, p := range x {
		dst[i] = data.Point{10 * p[0], 10 * p[1]}
	}
}

func TestEstimateEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := EstimateOptimal(ctx, zero{}, make([]data.Point, 3), []float64{-5, 0, math.Inf(1)}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// The optimal variances are an option. NewSampler fails unless there is one for each step.
func TestOptimalVarianceIsHandedIn(t *testing.T) {
	schedule := newSchedule(t, "linear", 10)
	for _, variances := range [][]float64{nil, make([]float64, 4), make([]float64, 6)} {
		if _, err := NewSampler("ddpm", schedule, Options{Evals: 5, Variance: Optimal, Variances: variances}); err == nil {
			t.Errorf("five steps take %d variances", len(variances))
		}
	}
	// With the values of β it draws the same as with Beta.
	beta := newSampler(t, "ddpm", schedule, Options{Evals: 5})
	var variances []float64
	for i, to := range beta.Levels()[1:] {
		variances = append(variances, model.Between(to, beta.Levels()[i]).Beta)
	}
	given := newSampler(t, "ddpm", schedule, Options{Evals: 5, Variance: Optimal, Variances: variances})
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
