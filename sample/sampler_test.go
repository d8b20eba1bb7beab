package sample

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

// eachSampler runs a test with every sampler with its defaults, and with every other kind of noise that it may add.
func eachSampler(t *testing.T, schedule *model.Schedule, o Options, test func(t *testing.T, sampler *Sampler)) {
	for _, s := range samplers.Entries {
		kinds := []Options{o}
		if s.Value.eta != nil {
			other := o
			other.Eta = new(.9)
			kinds = append(kinds, other)
		}
		if s.Value.variance != "" {
			other := o
			other.Variance = BetaTilde
			kinds = append(kinds, other)
		}
		for i, kind := range kinds {
			t.Run(fmt.Sprint(s.Name, i), func(t *testing.T) { test(t, must.Get(NewSampler(s.Name, schedule, kind))) })
		}
	}
}

// rms returns the root mean square distance of points from others.
func rms(x, y []data.Point) float64 {
	sum := 0.0
	for i := range x {
		sum += math.Pow(x[i][0]-y[i][0], 2) + math.Pow(x[i][1]-y[i][1], 2)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// With n even steps of log-SNR over a stretch that ends before the data, and ε*, the distance from where 4096 steps of heun end
// falls as 1/n for ddim without noise, and as 1/n² for heun and dpmpp: the slope from 32 to 512 steps is within 0.1 of that.
func TestOrderOfConvergence(t *testing.T) {
	distribution := mixture.New([]mixture.Component{
		{Weight: 2, Mean: data.Point{-.8, .3}, Cov: [3]float64{.2, .05, .1}},
		{Weight: 1, Mean: data.Point{1, -.5}, Cov: [3]float64{.1, 0, .3}},
	})
	starts := make([]data.Point, 200)
	data.Draw(starts, nil, distribution.At(model.SignalNoise(-5)), 1, data.Drawn, 0)
	with := func(method method, steps int) *Sampler {
		levels := make([]float64, steps+1)
		for i := range levels {
			levels[i] = -5 + 9*float64(i)/float64(steps)
		}
		return &Sampler{levels: levels, options: Options{Evals: 1, Eta: new(float64)}, method: method} // heun with an odd number
	}
	end := func(s *Sampler) []data.Point {
		x := slices.Clone(starts)
		for _, err := range s.Chain(context.Background(), Exact{distribution}, Noise{}, x) {
			if err != nil {
				t.Fatal(err)
			}
		}
		return x
	}
	best := end(with(heun, 4096))
	for _, c := range []struct {
		name   string
		order  float64
		method method
	}{
		{"ddim", 1, ddim},
		{"heun", 2, heun},
		{"dpmpp", 2, dpmpp},
	} {
		few, many := rms(end(with(c.method, 32)), best), rms(end(with(c.method, 512)), best)
		if slope := math.Log2(few/many) / 4; math.Abs(slope-c.order) > .1 {
			t.Errorf("%s: errors %v and %v, order %v, want %v", c.name, few, many, slope, c.order)
		}
	}
}

func TestDDIMWithAllNoiseIsAncestral(t *testing.T) {
	distribution := mixture.New([]mixture.Component{gaussian, {Weight: 1, Mean: data.Point{-1, 1}, Half: data.Point{.5, .25}}})
	for _, name := range model.ScheduleNames() {
		for _, evals := range []int{0, 11} {
			schedule := must.Get(model.NewSchedule(name, 60))
			var ends [2][]data.Point
			for i, sampler := range []*Sampler{
				must.Get(NewSampler("ddpm", schedule, Options{Evals: evals, Variance: BetaTilde})),
				must.Get(NewSampler("ddim", schedule, Options{Evals: evals, Eta: new(1.)})),
			} {
				x := must.Get(Draw(context.Background(), Exact{distribution}, sampler, Noise{Seed: 2}, 300))
				ends[i] = x
			}
			if gap := rms(ends[0], ends[1]); gap > 1e-12 {
				t.Errorf("%s, %d evaluations: %v apart", name, evals, gap)
			}
		}
	}
}

// counted counts its evaluations.
type counted struct{ evals int }

func (c *counted) PredictNoise(dst, x []data.Point, _ float64) {
	c.evals++
	copy(dst, x)
}

// A chain's levels rise from noise to data, and its number of evaluations is the one asked for and the one in its options.
func TestChainsTakeTheEvaluationsAskedFor(t *testing.T) {
	for _, steps := range []int{2, 10, 1000} {
		for _, evals := range []int{0, 1, 2, 3, 7, 20, steps - 1, steps} {
			for _, s := range samplers.Entries {
				schedule := must.Get(model.NewSchedule("cosine", steps))
				sampler, err := NewSampler(s.Name, schedule, Options{Evals: evals})
				if evals > steps && err != nil {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				levels := sampler.Levels()
				if levels[0] != schedule.LogSNR(steps) || !math.IsInf(levels[len(levels)-1], 1) {
					t.Errorf("%s, T = %d: levels %v", s.Name, steps, levels)
				}
				for i := range levels[1:] {
					if !(levels[i] < levels[i+1]) {
						t.Errorf("%s, T = %d, %d evaluations: levels %v do not rise", s.Name, steps, evals, levels)
					}
				}
				var denoiser counted
				if _, err := Draw(context.Background(), &denoiser, sampler, Noise{}, 1); err != nil {
					t.Fatal(err)
				}
				want := evals
				if evals == 0 {
					want = map[string]int{"ddpm": steps, "ddim": steps, "heun": 21, "dpmpp": 20}[s.Name]
				}
				if denoiser.evals != want || sampler.Options().Evals != want {
					t.Errorf("%s, T = %d: %d evaluations, said to be %d, want %d", s.Name, steps, denoiser.evals, sampler.Options().Evals, want)
				}
			}
		}
	}
}

// zero predicts no noise.
type zero struct{}

func (zero) PredictNoise(dst, _ []data.Point, _ float64) { clear(dst) }

func TestClipX0(t *testing.T) {
	const bound = .25
	eachSampler(t, must.Get(model.NewSchedule("linear", 20)), Options{ClipX0: bound}, func(t *testing.T, sampler *Sampler) {
		x := must.Get(Draw(context.Background(), zero{}, sampler, Noise{Seed: 1}, 500))
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
	})
}

func TestNewSamplerRefuses(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 10))
	for _, c := range []struct {
		name    string
		options Options
		want    string
	}{
		{"dppm", Options{}, "want one of ddpm, ddim, heun, dpmpp"},
		{"ddpm", Options{Evals: -1}, "want at least 1"},
		{"ddpm", Options{Evals: 11}, "want 1 to 10"},
		{"ddim", Options{Evals: 11}, "want 1 to 10"},
		{"ddim", Options{Evals: 1e6, Grid: "trailing"}, "want 1 to 10, the steps of the chain"},
		{"dpmpp", Options{Evals: 1e6 + 1}, "want at least 1, and at most 1000000"},
		{"dpmpp", Options{Grid: "karras:1e-300"}, "too short to tell apart"},
		{"dpmpp", Options{Grid: "karras:1e16"}, "too short to tell apart"},
		{"heun", Options{Evals: 20, Grid: "trailing"}, "want 1 to 10, the steps of the chain, with the grid trailing"},
		{"ddim", Options{Grid: "even"}, `grid "even": want one of trailing, sinh, log-snr, karras`},
		{"ddim", Options{Grid: "karras:0"}, `grid "karras:0": want a positive number after the colon, as in karras:7`},
		{"ddpm", Options{Variance: "gamma"}, "want one of beta, beta-tilde, optimal"},
		{"ddpm", Options{Eta: new(0.)}, "only ddim and dpmpp"},
		{"heun", Options{Eta: new(.5)}, "only ddim and dpmpp"},
		{"dpmpp", Options{Variance: Beta}, "only ddpm"},
		{"ddim", Options{Eta: new(1.1)}, "want 0 to 1"},
		{"dpmpp", Options{Eta: new(math.NaN())}, "want 0 to 1"},
		{"heun", Options{ClipX0: -1}, "want a positive bound"},
		{"ddim", Options{ClipX0: math.NaN()}, "want a positive bound"},
	} {
		if _, err := NewSampler(c.name, schedule, c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %+v: error %v, want one with %q", c.name, c.options, err, c.want)
		}
	}
}

// A point does not depend on how many points there are, on the number of cores, or on where a block of them starts.
func TestPointsAreTheirOwn(t *testing.T) {
	distribution := mixture.New([]mixture.Component{gaussian})
	eachSampler(t, must.Get(model.NewSchedule("linear", 5)), Options{Evals: 5}, func(t *testing.T, sampler *Sampler) {
		draw := func(noise Noise, n int) []data.Point {
			return must.Get(Draw(context.Background(), Exact{distribution}, sampler, noise, n))
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
	})
}

func TestChainEndsWithTheContext(t *testing.T) {
	distribution := mixture.New([]mixture.Component{gaussian})
	eachSampler(t, must.Get(model.NewSchedule("linear", 50)), Options{}, func(t *testing.T, sampler *Sampler) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for state, err := range sampler.Chain(ctx, Exact{distribution}, Noise{}, make([]data.Point, 3)) {
			if err != nil {
				if !errors.Is(err, context.Canceled) || state.Step != 11 {
					t.Errorf("step %d: %v", state.Step, err)
				}
				return
			}
			if state.Step == 10 {
				cancel()
			}
		}
		t.Error("the chain went on")
	})
}
