package audit

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

func TestChains(t *testing.T) {
	const n = 2000
	distribution, schedule := standardised(t, "swissroll"), must.Get(model.NewSchedule("linear", 30))
	sampler := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{}))
	learned := must.Get(sample.Draw(t.Context(), sample.Exact{Distribution: distribution}, sampler, sample.Noise{Seed: 1}, n))
	s := subjectOf(distribution, sample.Exact{Distribution: distribution}, schedule)
	c := must.Get(MeasureChains(t.Context(), s, learned, compare.Result{}))
	// With ε* for a network, the chains differ only by merged components. The start differs by 4e-9 nats, which is too little for so few points.
	if c.Points != n || math.Abs(c.Learned-c.Exact) > 1e-3 || c.ExactFromTrue != c.Exact {
		t.Errorf("%+v: want all but the floor alike", c)
	}
	if c.Between > 1e-3 {
		t.Errorf("the chain of ε* is %v from itself", c.Between)
	}
	floor := 0.0
	for k := range compare.Pairs {
		floor += compare.SlicedW2(pairOf(distribution, n, k)) / compare.Pairs
	}
	if math.Abs(c.Floor-floor) > 1e-12 {
		t.Errorf("floor %v, the mean over pairs is %v", c.Floor, floor)
	}
	// Ten steps with β̃ give points too little spread. The distance is far above the floor.
	few := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{Evals: 10, Variance: sample.BetaTilde}))
	s.Sampler = few
	rough, err := MeasureChains(t.Context(), s, learned, compare.Result{})
	if err != nil || rough.Floor != c.Floor || rough.Exact < 2*c.Floor || rough.ExactFromTrue < 2*c.Floor {
		t.Errorf("%+v: want ten steps above the floor: %v", rough, err)
	}
	s.Sampler = sampler
	again, err := MeasureChains(t.Context(), s, learned, compare.Result{})
	if diff := cmp.Diff(c, again); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for i := range learned {
		learned[i][0] += 2
	}
	// Points that are moved by 2 along one axis are 2/√2 away, as the root mean square over directions.
	shifted, err := MeasureChains(t.Context(), s, learned, compare.Result{})
	if err != nil || math.Abs(shifted.Learned-math.Sqrt2) > .1 || math.Abs(shifted.Between-math.Sqrt2) > 1e-3 || shifted.Exact != c.Exact {
		t.Errorf("%+v: want the learned points √2 away: %v", shifted, err)
	}
}

// The floor of a comparison is that of the chains, and is taken if it is there for as many points on the same axes, and not otherwise.
func TestChainsTakeTheFloor(t *testing.T) {
	const n = 300
	distribution := standardised(t, "moons")
	s := subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear", 3)))
	x, _ := pairOf(distribution, n, 0)
	s.Model.Mean, s.Model.Scale = s.Truth.Axes().Mean, s.Truth.Axes().Scale // 0 and 1, except for rounding
	s.Axes().From(x, x)
	floor := func(s *Subject, compared compare.Result) float64 {
		c := must.Get(MeasureChains(t.Context(), s, x, compared))
		return c.Floor
	}
	compared := must.Get(compare.Distances(t.Context(), x, s.Truth, s.Seed, "sliced_w2"))
	own := floor(s, compare.Result{})
	if got := floor(s, compared); math.Abs(got/own-1) > 1e-9 {
		t.Errorf("the comparison has a floor of %v, the chains have %v", got, own)
	}
	compared.Metrics[0].Floor = 7
	if got := floor(s, compared); got != 7 {
		t.Errorf("floor %v, want that of the comparison", got)
	}
	fewer, later := compared, compared
	fewer.Metrics = []compare.Measurement{{Name: "sliced_w2", Points: n - 1, Floor: 7}}
	later.Seed++
	for _, other := range []compare.Result{fewer, later} {
		if got := floor(s, other); got != own {
			t.Errorf("floor %v, want %v: %+v is not of these points", got, own, other)
		}
	}
	s.Model.Scale[0] *= 2
	if got := floor(s, compared); got != own {
		t.Errorf("floor %v on other axes, want %v", got, own)
	}
}

// pairOf returns the k-th pair of true sets.
func pairOf(distribution *mixture.Mixture, n, k int) (x, y []data.Point) {
	return compare.Distribution("", distribution).Pair(n, 1, k)
}

// A schedule that ends in noise makes one start of both. One that ends before, or very many points, do not, and then the chain from the true
// start is run.
func TestSameStart(t *testing.T) {
	for _, b := range data.Builtins() {
		distribution := standardised(t, b.Name)
		s := subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear", 10)))
		if !sameStart(s, 10_000) || sameStart(s, 1<<40) {
			t.Errorf("%s: 10,000 points start elsewhere, or 2⁴⁰ points in the same place", b.Name)
		}
	}
	distribution := standardised(t, "moons")
	s := subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear:scale=30", 10)))
	x, _ := pairOf(distribution, 500, 0)
	c, err := MeasureChains(t.Context(), s, x, compare.Result{})
	if sameStart(s, 500) || err != nil || c.ExactFromTrue == c.Exact {
		t.Errorf("a schedule that ends early: %+v: %v", c, err)
	}
}

// A true start less its noise is √ᾱ_T x_0, and x_0 has the moments of the distribution. The bound is 5 standard errors of 20,000 points.
func TestTrueStart(t *testing.T) {
	const n = 20000
	distribution, schedule, noise := standardised(t, "eightgaussians"), must.Get(model.NewSchedule("linear", 10)), sample.Noise{Seed: 1}
	x, eps := trueStart(distribution, schedule, noise, n), make([]data.Point, n)
	noise.Start(eps)
	for i := range x {
		for axis := range x[i] {
			x[i][axis] = (x[i][axis] - schedule.Noise(10)*eps[i][axis]) / schedule.Signal(10)
		}
	}
	mean, cov := data.Points(x).Mean(), data.Points(x).Cov()
	bound := 5 / math.Sqrt(n)
	if math.Hypot(mean[0], mean[1]) > 2*bound || math.Abs(cov[0]-1) > bound || math.Abs(cov[2]-1) > bound {
		t.Errorf("mean %v, covariance %v, want 0 and 1", mean, cov)
	}
	product := 0.0
	for i := range x {
		product += x[i][0] * eps[i][0] / n
	}
	if math.Abs(product) > bound {
		t.Errorf("x_0 and the noise have correlation %v", product)
	}
}

// A true start less its noise is √ᾱ_T x_0, and x_0 is a point of the distribution. Here that lies on a line, which crosses the axes at
// different places. So each coordinate of x_0 must be on its own axis, and both must be of the same point.
func TestTrueStartIsOfTheDistribution(t *testing.T) {
	distribution := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{0, 3}, Cov: [3]float64{1, -.5, .25}}})
	schedule, noise := must.Get(model.NewSchedule("linear", 6)), sample.Noise{Seed: 5}
	x, eps := trueStart(distribution, schedule, noise, 50), make([]data.Point, 50)
	noise.Start(eps)
	for i := range x {
		for axis := range x[i] {
			x[i][axis] = (x[i][axis] - schedule.Noise(6)*eps[i][axis]) / schedule.Signal(6)
		}
		if off := x[i][1] - (3 - x[i][0]/2); math.Abs(off) > 1e-9 {
			t.Fatalf("x_0 = %v lies %v beside the line", x[i], off)
		}
	}
}

func TestChainsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	distribution, schedule := standardised(t, "square"), must.Get(model.NewSchedule("linear", 5))
	if _, err := MeasureChains(ctx, subjectOf(distribution, sample.Exact{Distribution: distribution}, schedule), make([]data.Point, 3), compare.Result{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
