package audit

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare/kdtree"
)

// standardised returns a built-in distribution with mean 0 and standard deviation 1 on both axes.
func standardised(t *testing.T, name string) *mixture.Mixture {
	t.Helper()
	b, ok := data.Lookup(name)
	if !ok {
		t.Fatal("no distribution " + name)
	}
	return data.NewStandardizer(b.Mixture()).Distribution(b.Mixture())
}

// distributions returns all built-in distributions, or, with -short, the first two.
func distributions() []data.Builtin {
	if testing.Short() {
		return data.Builtins()[:2]
	}
	return data.Builtins()
}

// biased is ε* with a constant error added.
type biased struct {
	sample.Exact
	by data.Point
}

func (b biased) PredictNoise(dst, x []data.Point, logSNR float64) {
	b.Exact.PredictNoise(dst, x, logSNR)
	for i := range dst {
		dst[i][0] += b.by[0]
		dst[i][1] += b.by[1]
	}
}

func excess(t *testing.T, p *Probe, denoiser sample.Denoiser) ExcessLoss {
	return must.Get(p.Excess(t.Context(), denoiser))
}

func TestExcessOfKnownErrors(t *testing.T) {
	distribution, schedule := standardised(t, "lopsided"), must.Get(model.NewSchedule("linear", 150))
	p := NewProbe(distribution, schedule, sample.Beta, 40, 64, 1)
	for _, by := range []data.Point{{}, {.3, -.1}} {
		e := excess(t, p, biased{sample.Exact{Distribution: distribution}, by})
		want := (by[0]*by[0] + by[1]*by[1]) / 2
		if math.Abs(e.Total-want) > 1e-12 || e.SE > 1e-12 {
			t.Errorf("an error of %v has excess loss %v ± %v, want %v", by, e.Total, e.SE, want)
		}
		cost, nats := 0.0, 0.0
		for at := 1; at <= schedule.Steps(); at++ {
			cost += p.boundWeight(at) * 2 * want
		}
		for _, level := range e.ByT {
			nats += level.Nats
			if math.Abs(level.Excess-want) > 1e-12 || level.Learned != level.Optimal+level.Excess {
				t.Errorf("t = %d: %+v, want excess %v", level.T, level, want)
			}
		}
		if math.Abs(nats-cost) > 1e-9*(1+cost) {
			t.Errorf("an error of %v costs %v nats, want %v", by, nats, cost)
		}
	}
}

// For N(0, C), E‖ε − ε*‖²/2 is the mean of a²c/(a²c + σ²) over the two eigenvalues c of C.
func TestIrreducibleOfAGaussian(t *testing.T) {
	distribution := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.2, 0}, Cov: [3]float64{1, .6, 1}}})
	r := NewIrreducible(distribution, -10, 10)
	for logSNR := -9.9; logSNR < 10; logSNR += .37 {
		snr, want := math.Exp(logSNR), 0.0
		for _, c := range []float64{.4, 1.6} {
			want += snr * c / (snr*c + 1) / 2
		}
		if got := r.At(logSNR); math.Abs(got-want) > 2.5e-5 {
			t.Errorf("log-SNR %v: %v, want %v", logSNR, got, want)
		}
	}
}

// The losses of ε* and of a worse denoiser by their definition, averages of ‖ε − ε̂‖²/2 over x_0 and ε. The bound is 5 standard errors: a
// correct program fails one of the checks once in 40,000 times.
func TestLossesAreThoseOfTraining(t *testing.T) {
	const n = 4000
	for _, name := range []string{"swissroll", "checkerboard"} {
		distribution, schedule := standardised(t, name), must.Get(model.NewSchedule("cosine", 12))
		p := NewProbe(distribution, schedule, sample.Beta, 12, n, 1)
		worse := sample.Exact{Distribution: distribution.At(1, .2)}
		e := excess(t, p, worse)
		sum := 0.0
		for _, level := range e.ByT {
			x, eps, got := make([]data.Point, n), make([]data.Point, n), make([]data.Point, n)
			data.Draw(x, nil, distribution, 2, data.Drawn, level.T)
			rng := data.Rand(3, data.Drawn, level.T, 0)
			for i := range x {
				for axis := range x[i] {
					eps[i][axis] = rng.NormFloat64()
					x[i][axis] = schedule.Signal(level.T)*x[i][axis] + schedule.Noise(level.T)*eps[i][axis]
				}
			}
			for _, check := range []struct {
				denoiser sample.Denoiser
				want, se float64
			}{{sample.Exact{Distribution: distribution}, level.Optimal, 0}, {worse, level.Learned, level.SE}} {
				check.denoiser.PredictNoise(got, x, level.LogSNR)
				loss := make([]float64, n)
				for i := range loss {
					loss[i] = kdtree.SquaredDistance(got[i], eps[i]) / 2
				}
				mean, sd := stat.MeanStdDev(loss, nil)
				if math.Abs(mean-check.want) > 5*math.Hypot(sd/math.Sqrt(n), check.se) {
					t.Errorf("%s, t = %d: loss %v, averaged %v", name, level.T, check.want, mean)
				}
			}
			sum += level.Optimal
		}
		if math.Abs(e.Irreducible-sum/12) > 1e-12 {
			t.Errorf("irreducible loss %v, want %v", e.Irreducible, sum/12)
		}
	}
}

// A probe of some times measures what a probe of all times does, within 5 standard errors.
func TestFewLevelsStandForAll(t *testing.T) {
	distribution, schedule := standardised(t, "lopsided"), must.Get(model.NewSchedule("linear", 200))
	worse := sample.Exact{Distribution: distribution.At(1, .1)}
	all, some := NewProbe(distribution, schedule, sample.Beta, 200, 200, 1), NewProbe(distribution, schedule, sample.Beta, 30, 1000, 2)
	a, b := excess(t, all, worse), excess(t, some, worse)
	if math.Abs(a.Total-b.Total) > 5*math.Hypot(a.SE, b.SE)+.01*a.Total {
		t.Errorf("excess %v ± %v on all levels, %v ± %v on some", a.Total, a.SE, b.Total, b.SE)
	}
	x, y := all.Budget(a), some.Budget(b)
	if math.Abs(x.Network-y.Network) > 5*math.Hypot(x.SE, y.SE)+.01*x.Network {
		t.Errorf("%v ± %v nats on all levels, %v ± %v on some", x.Network, x.SE, y.Network, y.SE)
	}
}

func TestExcessEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	distribution := standardised(t, "square")
	p := NewProbe(distribution, must.Get(model.NewSchedule("linear", 2)), sample.Beta, 2, 2, 1)
	if _, err := p.Excess(ctx, sample.Exact{Distribution: distribution}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestJSONOfErrors(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{ExcessLoss{1, 2, 3, []LevelLoss{{4, 5, 6, 7, 8, 9, 10}}}, `{"total":1,"se":2,"irreducible":3,"by_t":[` +
			`{"t":4,"log_snr":5,"optimal":6,"learned":7,"excess":8,"se":9,"nats":10}]}`},
		{Budget{1, 2, 3, 4, 5, 6, 7, 8, sample.Beta}, `{"start":1,"discretisation":2,"network":3,"total":4,"se":5,"entropy":6,"bound":7,"steps":8,"variance":"beta"}`},
		{Chains{1, 2, 3, 4, 5, 6}, `{"floor":1,"exact_from_true":2,"exact":3,"learned":4,"between":5,"points":6}`},
		{Estimate{1, 2, 3, 4, 0}, `{"value":1,"se":2,"points":3,"blur":4}`},
		{Estimate{1, 2, 3, 4, 5}, `{"value":1,"se":2,"points":3,"blur":4,"rough":5}`},
	} {
		got := must.Get(json.Marshal(test.value))
		if diff := cmp.Diff(test.want, string(got)); diff != "" {
			t.Error(diff)
		}
	}
}

var _ sample.Differentiable = (*model.Network)(nil)
