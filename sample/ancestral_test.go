package sample

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"

	"ddpm/data"
	"ddpm/model"

	"github.com/google/go-cmp/cmp"
)

func newSchedule(t testing.TB, name string, timesteps int) *model.Schedule {
	t.Helper()
	schedule, err := model.NewSchedule(name, timesteps)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func newAncestral(t testing.TB, schedule *model.Schedule, evals int, variance Variance, clipX0 float64) *Ancestral {
	t.Helper()
	sampler, err := NewAncestral(schedule, evals, variance, clipX0)
	if err != nil {
		t.Fatal(err)
	}
	return sampler
}

// gaussian is a single Gaussian that is neither centred, nor of unit spread, nor along the axes.
var gaussian = data.Component{Weight: 1, Mean: data.Point{.7, -.4}, Cov: [3]float64{.5, .3, .8}}

// moments returns the mean and the covariance of points.
func moments(x []data.Point) (mean data.Point, cov [3]float64) {
	return data.Points(x).Mean(), data.Points(x).Cov()
}

// affine is a law N(mean, cov) as it goes through the chain.
type affine struct {
	mean data.Point
	cov  [3]float64
}

// through returns the law of M·x + b + √v·z for symmetric M = (xx, xy, yy).
func (l affine) through(m [3]float64, b data.Point, v float64) affine {
	xx, xy, yy := m[0], m[1], m[2]
	c := l.cov
	// M·C, row by row.
	p, q := xx*c[0]+xy*c[1], xx*c[1]+xy*c[2]
	r, s := xy*c[0]+yy*c[1], xy*c[1]+yy*c[2]
	return affine{
		data.Point{xx*l.mean[0] + xy*l.mean[1] + b[0], xy*l.mean[0] + yy*l.mean[1] + b[1]},
		[3]float64{p*xx + q*xy + v, p*xy + q*yy, r*xy + s*yy + v},
	}
}

// On a single Gaussian ε* is affine, ε*(x) = σ S⁻¹ (x − a·mean) with S = a²C + σ²I, so each step of the chain is affine
// plus Gaussian noise: the law of every state is a Gaussian known by recursion. Means and covariances of n chains must
// agree with it within 5.5 standard errors: over all checks together the error probability is below 1e-4.
func TestChainOnAGaussianFollowsTheRecursion(t *testing.T) {
	const n = 60000
	law := data.NewMixture([]data.Component{gaussian})
	for _, name := range model.ScheduleNames() {
		for _, variance := range []Variance{Beta, BetaTilde} {
			for _, evals := range []int{0, 7} {
				t.Run(fmt.Sprint(name, variance, evals), func(t *testing.T) {
					schedule := newSchedule(t, name, 30)
					sampler := newAncestral(t, schedule, evals, variance, 0)
					noise := Noise{Seed: 11}
					x := make([]data.Point, n)
					noise.Start(x)
					want := affine{cov: [3]float64{1, 0, 1}}
					previous := -1
					for state, err := range sampler.Chain(context.Background(), Exact{law}, noise, x) {
						if err != nil {
							t.Fatal(err)
						}
						if previous >= 0 {
							want = recursion(want, schedule, variance, previous, state.Time)
						}
						previous = state.Time
						mean, cov := moments(state.X)
						for axis, v := range []float64{want.cov[0], want.cov[2]} {
							if d := math.Abs(mean[axis] - want.mean[axis]); d > 5.5*math.Sqrt(v/n) {
								t.Errorf("t = %d: mean %v, want %v", state.Time, mean, want.mean)
							}
						}
						c := want.cov
						errors := [3]float64{c[0] * math.Sqrt(2.0/n), math.Sqrt((c[0]*c[2] + c[1]*c[1]) / n), c[2] * math.Sqrt(2.0/n)}
						for i := range cov {
							if math.Abs(cov[i]-c[i]) > 5.5*errors[i] {
								t.Errorf("t = %d: covariance %v, want %v", state.Time, cov, c)
							}
						}
					}
					if previous != 0 {
						t.Errorf("the chain ended at t = %d", previous)
					}
				})
			}
		}
	}
}

func recursion(l affine, schedule *model.Schedule, variance Variance, from, to int) affine {
	a2, s2 := schedule.AlphaBar(from), 1-schedule.AlphaBar(from)
	c := gaussian.Cov
	// S = a²C + σ²I and its inverse.
	xx, xy, yy := a2*c[0]+s2, a2*c[1], a2*c[2]+s2
	det := xx*yy - xy*xy
	inverse := [3]float64{yy / det, -xy / det, xx / det}
	// x_s = (x_t − β/σ ε*)/√α (Ho et al. 2020, eq. 11), a second route to the mean.
	alpha := schedule.AlphaBar(from) / schedule.AlphaBar(to)
	beta := 1 - alpha
	root := math.Sqrt(alpha)
	m := [3]float64{(1 - beta*inverse[0]) / root, -beta * inverse[1] / root, (1 - beta*inverse[2]) / root}
	a := math.Sqrt(a2)
	b := data.Point{
		beta / root * a * (inverse[0]*gaussian.Mean[0] + inverse[1]*gaussian.Mean[1]),
		beta / root * a * (inverse[1]*gaussian.Mean[0] + inverse[2]*gaussian.Mean[1]),
	}
	v := beta
	if variance == BetaTilde {
		v = beta * (1 - schedule.AlphaBar(to)) / (1 - schedule.AlphaBar(from))
	}
	if to == 0 {
		v = 0
	}
	return l.through(m, b, v)
}

// E[ε | x_t] by its definition: average ε over x_0, weighted by how likely each makes x_t.
func TestExactIsTheConditionalMean(t *testing.T) {
	law := data.NewMixture([]data.Component{
		{Weight: 1, Mean: data.Point{-1, 0}, Cov: [3]float64{.02, 0, .02}},
		{Weight: 2, Mean: data.Point{.5, .5}, Half: data.Point{.5, .25}},
	})
	const logSNR, n = .4, 400000
	a, sigma := model.SignalNoise(logSNR)
	x0 := make([]data.Point, n)
	data.Draw(x0, nil, law, 1, data.Drawn, 0)
	for _, x := range []data.Point{{0, 0}, {-1.2, .3}, {1, -1}} {
		var weights, squares float64
		var sum, sumSquares data.Point
		for _, p := range x0 {
			eps := data.Point{(x[0] - a*p[0]) / sigma, (x[1] - a*p[1]) / sigma}
			w := math.Exp(-(eps[0]*eps[0] + eps[1]*eps[1]) / 2)
			weights += w
			squares += w * w
			for axis, e := range eps {
				sum[axis] += w * e
				sumSquares[axis] += w * w * e * e
			}
		}
		got := []data.Point{x}
		Exact{law}.PredictNoise(got, got, logSNR)
		for axis := range x {
			want, se := sum[axis]/weights, math.Sqrt(sumSquares[axis])/weights*1.5
			if math.Abs(got[0][axis]-want) > 5*se {
				t.Errorf("at %v: ε* = %v on axis %d, averaged %v ± %v", x, got[0][axis], axis, want, se)
			}
		}
	}
}

// zero predicts no noise.
type zero struct{}

func (zero) PredictNoise(dst, _ []data.Point, _ float64) { clear(dst) }

func TestClipX0(t *testing.T) {
	schedule := newSchedule(t, "linear", 20)
	const bound = .25
	x, err := Draw(context.Background(), zero{}, newAncestral(t, schedule, 0, Beta, bound), Noise{Seed: 1}, 500)
	if err != nil {
		t.Fatal(err)
	}
	atBound := 0
	for _, p := range x {
		for _, v := range p {
			if math.Abs(v) > bound+1e-12 {
				t.Fatalf("%v is outside the bound", p)
			}
			if math.Abs(v) > bound-1e-12 {
				atBound++
			}
		}
	}
	if atBound == 0 {
		t.Error("nothing was clipped")
	}
}

func TestTimesAreASubsequence(t *testing.T) {
	for _, steps := range []int{2, 10, 1000} {
		schedule := newSchedule(t, "cosine", steps)
		for _, evals := range []int{1, 2, 7, steps - 1, steps, 0} {
			if evals > steps {
				continue
			}
			sampler := newAncestral(t, schedule, evals, Beta, 0)
			want := evals
			if evals == 0 {
				want = steps
			}
			times := sampler.Times
			if len(times) != want+1 || times[0] != steps || times[want] != 0 {
				t.Fatalf("T = %d, %d evaluations: times %v", steps, evals, times)
			}
			for i := range want {
				if times[i+1] >= times[i] {
					t.Fatalf("T = %d, %d evaluations: times %v do not fall", steps, evals, times)
				}
			}
		}
	}
}

func TestNewAncestralRefuses(t *testing.T) {
	schedule := newSchedule(t, "linear", 10)
	for name, err := range map[string]error{
		"negative evals": second(NewAncestral(schedule, -1, Beta, 0)),
		"too many evals": second(NewAncestral(schedule, 11, Beta, 0)),
		"variance":       second(NewAncestral(schedule, 0, "gamma", 0)),
		"clip":           second(NewAncestral(schedule, 0, Beta, -1)),
		"NaN clip":       second(NewAncestral(schedule, 0, Beta, math.NaN())),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[A any](_ A, err error) error { return err }

// The first points do not depend on how many there are, nor the points on the cores, nor on where a block of them starts.
func TestPointsAreTheirOwn(t *testing.T) {
	law := data.NewMixture([]data.Component{gaussian})
	sampler := newAncestral(t, newSchedule(t, "linear", 5), 0, Beta, 0)
	draw := func(noise Noise, n int) []data.Point {
		x, err := Draw(context.Background(), Exact{law}, sampler, noise, n)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	all := draw(Noise{Seed: 3}, 2*Block+100)
	if !cmp.Equal(draw(Noise{Seed: 3}, 10), all[:10]) {
		t.Error("the first ten points depend on how many follow")
	}
	if !cmp.Equal(draw(Noise{Seed: 3, First: Block}, Block+100), all[Block:]) {
		t.Error("the points after the first block depend on where the work started")
	}
	if cmp.Equal(draw(Noise{Seed: 4}, 10), all[:10]) {
		t.Error("two seeds give one result")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		if !cmp.Equal(draw(Noise{Seed: 3}, len(all)), all) {
			t.Errorf("%d threads draw otherwise", threads)
		}
	}
}

func TestChainEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	law := data.NewMixture([]data.Component{gaussian})
	sampler := newAncestral(t, newSchedule(t, "linear", 50), 0, Beta, 0)
	for state, err := range sampler.Chain(ctx, Exact{law}, Noise{}, make([]data.Point, 3)) {
		if err != nil {
			if !errors.Is(err, context.Canceled) || state.Time != 39 {
				t.Errorf("t = %d: %v", state.Time, err)
			}
			return
		}
		if state.Time == 40 {
			cancel()
		}
	}
	t.Error("the chain went on")
}
