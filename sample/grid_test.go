package sample

import (
	"fmt"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

// Each grid has the levels of its paper, computed here in the paper's own variables: times, log-SNRs, or noise over signal.
func TestGridsAreThePapers(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 400))
	first := schedule.LogSNR(400)
	largest, smallest := math.Exp(-first/2), math.Exp(-finest/2) // σ/a
	for _, n := range []int{2, 5, 20, 100} {
		karras := func(rho float64) func(i float64) float64 { // Karras et al. 2022, eq. 5
			return func(i float64) float64 {
				sigma := math.Pow(math.Pow(largest, 1/rho)+i/float64(n-1)*(math.Pow(smallest, 1/rho)-math.Pow(largest, 1/rho)), rho)
				return -2 * math.Log(sigma)
			}
		}
		for spec, want := range map[string]func(i float64) float64{
			"trailing":   func(i float64) float64 { return schedule.LogSNR(400 - int(i)*400/n) },
			"log-snr":    func(i float64) float64 { return first + i/float64(n-1)*(finest-first) },
			"karras":     karras(7),
			"karras:2.5": karras(2.5),
		} {
			levels := must.Get(NewSampler("ddim", schedule, Options{Evals: n, Grid: spec})).Levels()
			for i, got := range levels[:n] {
				if math.Abs(got-want(float64(i))) > 1e-9 {
					t.Errorf("%s, %d steps: level %d is %v, want %v", spec, n, i, got, want(float64(i)))
				}
			}
		}
	}
}

// Karras et al.'s grid is log-snr in the limit of a large ρ, since (σ^(1/ρ) − 1)·ρ goes to log σ.
func TestKarrasOfALargeRhoIsEvenInLogSNR(t *testing.T) {
	schedule := must.Get(model.NewSchedule("cosine", 100))
	limit := must.Get(NewSampler("dpmpp", schedule, Options{Grid: "log-snr"})).Levels()
	for i, got := range must.Get(NewSampler("dpmpp", schedule, Options{Grid: "karras:1e7"})).Levels()[:20] {
		if math.Abs(got-limit[i]) > 1e-4 {
			t.Errorf("level %d is %v, want %v", i, got, limit[i])
		}
	}
}

// Every sampler takes every grid: its levels rise from noise to data, and the evaluations are those that are asked for. One that is not
// the sampler's own stands in the options as it was given.
func TestSamplersTakeEveryGrid(t *testing.T) {
	for _, name := range append(model.ScheduleNames(), "loglinear:min=0.001:max=0.01", "loglinear:min=0.001:max=0.1") { // these end in little noise
		schedule := must.Get(model.NewSchedule(name, 50))
		for _, s := range samplers.Entries {
			for _, grid := range append(GridNames(), "karras:0.3", "karras:50") {
				for _, evals := range []int{1, 2, 3, 20, 50} {
					sampler := must.Get(NewSampler(s.Name, schedule, Options{Evals: evals, Grid: grid}))
					levels := sampler.Levels()
					if levels[0] != schedule.LogSNR(50) || !math.IsInf(levels[len(levels)-1], 1) || sampler.Options().Grid != grid {
						t.Errorf("%s, %s, %s: levels %v of the grid %q", name, s.Name, grid, levels, sampler.Options().Grid)
					}
					var denoiser counted
					if _, err := Draw(t.Context(), &denoiser, sampler, Noise{}, 1); err != nil || denoiser.evals != evals {
						t.Errorf("%s, %s, %s: %d evaluations, want %d (%v)", name, s.Name, grid, denoiser.evals, evals, err)
					}
				}
			}
		}
	}
}

// A sampler's own grid, given by its name, changes nothing.
func TestOwnGrid(t *testing.T) {
	schedule := must.Get(model.NewSchedule("sigmoid", 60))
	for _, s := range samplers.Entries {
		own, given := must.Get(NewSampler(s.Name, schedule, Options{})), must.Get(NewSampler(s.Name, schedule, Options{Grid: s.Value.grid}))
		if fmt.Sprint(own.Levels()) != fmt.Sprint(given.Levels()) || own.Options().Grid != "" {
			t.Errorf("%s: %v and %v", s.Name, own.Levels(), given.Levels())
		}
	}
}

// Euler's method on the ODE of flow matching, dx/dt = û with û = ε̂ − x̂_0, on the path x_t = (1−t) x_0 + t ε, is ddim: at the same
// times, from the same noise, it has the same x_t. Ddim's are those of x_t divided by √((1−t)² + t²). Any denoiser will do.
func TestEulerOnFlowIsDDIM(t *testing.T) {
	distribution := mixture.New([]mixture.Component{gaussian, {Weight: 1, Mean: data.Point{-1, 1}, Half: data.Point{.5, .25}}})
	schedule := must.Get(model.NewSchedule("flow", 100))
	for name, denoiser := range map[string]Denoiser{"exact": Exact{distribution}, "wrong": &counted{}} {
		for _, evals := range []int{1, 7, 100} {
			sampler := must.Get(NewSampler("ddim", schedule, Options{Evals: evals}))
			levels := sampler.Levels()
			at := make([]float64, len(levels)) // flow's t of each level: log-SNR 2 ln((1−t)/t)
			for i, level := range levels {
				at[i] = 1 / (1 + math.Exp(level/2))
				if want := math.Floor(float64(evals-i)*100/float64(evals)) / 100; math.Abs(at[i]-want) > .01 {
					t.Fatalf("%d steps: step %d is at %v, want %v, but for what lifting changes", evals, i, at[i], want)
				}
			}
			length := func(t float64) float64 { return math.Hypot(1-t, t) }
			x, z, noise := startOf(300, 4), make([]data.Point, 300), make([]data.Point, 300)
			for i := range x {
				x[i] = data.Point{x[i][0] * length(at[0]), x[i][1] * length(at[0])}
			}
			for state, err := range sampler.Chain(t.Context(), denoiser, Noise{Seed: 4}, startOf(300, 4)) {
				if err != nil {
					t.Fatal(err)
				}
				now := at[state.Step]
				for i := range z {
					z[i] = data.Point{x[i][0] / length(now), x[i][1] / length(now)}
				}
				if gap := rms(state.X, z); gap > 1e-9 {
					t.Fatalf("%s, %d steps: ddim and Euler are %v apart at step %d", name, evals, gap, state.Step)
				}
				if state.Step == evals {
					break
				}
				denoiser.PredictNoise(noise, z, state.LogSNR)
				for i := range x {
					for axis, eps := range noise[i] {
						velocity := eps - (x[i][axis]-now*eps)/(1-now) // x̂_0 = (x_t − t ε̂)/(1−t)
						x[i][axis] += (at[state.Step+1] - now) * velocity
					}
				}
			}
		}
	}
}

// startOf returns the start of a chain.
func startOf(n int, seed uint64) []data.Point {
	x := make([]data.Point, n)
	Noise{Seed: seed}.Start(x)
	return x
}
