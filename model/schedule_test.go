package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"

	"ddpm/data/must"
)

func relative(got, want float64) float64 {
	return math.Abs(got-want) / math.Max(math.Abs(want), 1e-300)
}

// specs are every schedule at its defaults, and some that are not.
var specs = append(ScheduleNames(),
	"sigmoid:start=0:end=3:temperature=0.3", "sigmoid:temperature=0.1", "linear:scale=0.3", "cosine:scale=2", "sigmoid:end=1:scale=0.1")

func eachSchedule(t *testing.T, test func(t *testing.T, s *Schedule)) {
	for _, name := range specs {
		for _, timesteps := range []int{minSteps, 3, 50, 1000, 1234, maxSteps} {
			t.Run(name, func(t *testing.T) { test(t, must.Get(NewSchedule(name, timesteps))) })
		}
	}
}

func TestTablesAreHoEtAl(t *testing.T) {
	for name, beta := range map[string]func(t int) float64{
		"linear": func(t int) float64 { return 1e-4 + (0.02-1e-4)*float64(t-1)/999 },
		"quadratic": func(t int) float64 {
			return math.Pow(math.Sqrt(1e-4)+(math.Sqrt(0.02)-math.Sqrt(1e-4))*float64(t-1)/999, 2)
		},
	} {
		s := must.Get(NewSchedule(name, 1000))
		alphaBar := 1.0
		for step := 1; step <= 1000; step++ {
			alphaBar *= 1 - beta(step)
			if relative(s.Transition(step).Beta, beta(step)) > 1e-9 || relative(s.AlphaBar(step), alphaBar) > 1e-9 {
				t.Fatalf("%s, t = %d: beta %v, alphaBar %v; want %v, %v", name, step, s.Transition(step).Beta, s.AlphaBar(step), beta(step), alphaBar)
			}
		}
	}
}

// The ᾱ of a schedule with a formula must be that of the formula, except for what lifting changes, 5e-5.
func TestFormulasAreThePapers(t *testing.T) {
	cosine := func(s float64) float64 { // Nichol & Dhariwal 2021, eq. 17
		angle := func(u float64) float64 { return math.Pi / 2 * (u + .008) / 1.008 }
		return math.Pow(math.Cos(angle(s))/math.Cos(angle(0)), 2)
	}
	sigmoid := func(start, end, temperature float64) func(s float64) float64 { // Chen 2023, algorithm 1
		logistic := func(u float64) float64 { return 1 / (1 + math.Exp(-u)) }
		first, last := logistic(start/temperature), logistic(end/temperature)
		return func(s float64) float64 { return (last - logistic((s*(end-start)+start)/temperature)) / (last - first) }
	}
	for spec, formula := range map[string]func(s float64) float64{
		"cosine":                                cosine,
		"sigmoid":                               sigmoid(-3, 3, 1),
		"sigmoid:temperature=0.1":               sigmoid(-3, 3, .1),
		"sigmoid:end=2:start=-1":                sigmoid(-1, 2, 1),
		"sigmoid:start=0:end=3:temperature=0.9": sigmoid(0, 3, .9),
		"flow": func(s float64) float64 { // x_s = (1−s)x_0 + sε, divided by its standard deviation for x_0 of variance 1
			return (1 - s) * (1 - s) / ((1-s)*(1-s) + s*s)
		},
		"loglinear:min=0.005:max=10": func(s float64) float64 { // smalldiffusion: logspace of σ/a, from min to max
			ratio := math.Pow(10, math.Log10(.005)+s*(math.Log10(10)-math.Log10(.005)))
			return 1 / (1 + ratio*ratio)
		},
	} {
		schedule := must.Get(NewSchedule(spec, 4000))
		for step := 1; step <= 4000; step++ {
			if got, want := schedule.AlphaBar(step), formula(float64(step)/4000); math.Abs(got-want) > 5e-5 {
				t.Fatalf("%s, t = %d: alphaBar %v, want %v", spec, step, got, want)
			}
		}
	}
}

// Along loglinear the log-SNR falls by the same at every step, to that of the noise max.
func TestLogLinearIsEvenInLogSNR(t *testing.T) {
	for _, steps := range []int{2, 50, 1000} {
		s := must.Get(NewSchedule("loglinear:min=0.02:max=80", steps))
		for step := 1; step <= steps; step++ {
			if want := -2 * (math.Log(.02) + float64(step)/float64(steps)*math.Log(80/.02)); math.Abs(s.LogSNR(step)-want) > 1e-9 {
				t.Fatalf("T = %d, t = %d: log-SNR %v, want %v", steps, step, s.LogSNR(step), want)
			}
		}
	}
}

// Scaling by b shifts the log-SNR by 2 ln b: exactly if the schedule then ends above LowestLogSNR, and otherwise far from its end.
func TestScaleShiftsTheLogSNR(t *testing.T) {
	for _, name := range ScheduleNames() {
		plain := must.Get(NewSchedule(name, 500))
		for _, b := range []float64{.3, .5, 2, 3} {
			scaled := must.Get(NewSchedule(fmt.Sprintf("%s:scale=%v", name, b), 500))
			for step := 1; step <= 500; step++ {
				tolerance := 1e-9
				if isTable := name == "linear" || name == "quadratic"; !isTable || b < 1 {
					tolerance = 1e-3
					if plain.LogSNR(step)+2*math.Log(b) < -2 || plain.LogSNR(step) < -2 {
						break
					}
				}
				if shift := scaled.LogSNR(step) - plain.LogSNR(step); math.Abs(shift-2*math.Log(b)) > tolerance {
					t.Fatalf("%s, b = %v, t = %d: the log-SNR shifts by %v, want %v", name, b, step, shift, 2*math.Log(b))
				}
			}
		}
	}
}

func TestScheduleFallsFromDataToNoise(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		if s.AlphaBar(0) != 1 || s.Noise(0) != 0 {
			t.Error("t = 0 is not data")
		}
		for step := 1; step <= s.Steps(); step++ {
			if beta := s.Transition(step).Beta; !(beta > 0 && beta < 1) {
				t.Fatalf("T = %d: beta_%d = %v", s.Steps(), step, beta)
			}
		}
		for step := 1; step <= s.Steps(); step++ {
			if !(s.LogSNR(step) < s.LogSNR(step-1)) {
				t.Fatalf("T = %d: the log-SNR rises at t = %d", s.Steps(), step)
			}
		}
		want := -10.0
		if s.Name() == "quadratic" {
			want = -7.2 // as Ho et al.'s
		}
		if end := s.LogSNR(s.Steps()); end > want+.01 || end < want-.2 {
			t.Errorf("the chain ends at log-SNR %v", end)
		}
	})
}

func TestScheduleMeansTheSameAtAnyT(t *testing.T) {
	for _, name := range specs {
		coarse, fine := must.Get(NewSchedule(name, 50)), must.Get(NewSchedule(name, 10000))
		for step := range 51 {
			if got, want := fine.AlphaBar(step*200), coarse.AlphaBar(step); relative(got, want) > 1e-9 {
				t.Errorf("%s at s = %v: alphaBar %v at T = 10000, %v at T = 50", name, float64(step)/50, got, want)
			}
		}
	}
}

// The variance 1−ᾱ and the signal √ᾱ, computed step by step from β, must be those of the schedule.
func TestStepsComposeToMarginal(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		signal, variance := 1.0, 0.0
		for step := 1; step <= s.Steps(); step++ {
			beta := s.Transition(step).Beta
			signal *= math.Sqrt(1 - beta)
			variance = (1-beta)*variance + beta
			if relative(signal, s.Signal(step)) > 1e-8 || relative(variance, s.Noise(step)*s.Noise(step)) > 1e-8 {
				t.Fatalf("T = %d, t = %d: signal %v and variance %v by steps, %v and %v at once",
					s.Steps(), step, signal, variance, s.Signal(step), s.Noise(step)*s.Noise(step))
			}
		}
	})
}

// x_t drawn step by step and x_t drawn at once must have the same distribution: means and variances of 40,000 draws each agree within
// 5 standard errors (error probability below 1e-5).
func TestWalkHasTheMarginalDistribution(t *testing.T) {
	const n, x0 = 40000, 1.5
	rng := rand.New(rand.NewPCG(1, 2))
	for _, name := range ScheduleNames() {
		s := must.Get(NewSchedule(name, 20))
		var steps []Transition
		for step := range s.Steps() {
			steps = append(steps, s.Transition(step+1))
		}
		for _, until := range []int{1, 7, 20} {
			walked, jumped := make([]float64, n), make([]float64, n)
			for i := range walked {
				x := x0
				for _, step := range steps[:until] {
					x = math.Sqrt(1-step.Beta)*x + math.Sqrt(step.Beta)*rng.NormFloat64()
				}
				walked[i], jumped[i] = x, s.Signal(until)*x0+s.Noise(until)*rng.NormFloat64()
			}
			m1, v1 := stat.MeanVariance(walked, nil)
			m2, v2 := stat.MeanVariance(jumped, nil)
			variance := s.Noise(until) * s.Noise(until)
			if math.Abs(m1-m2) > 5*math.Sqrt(2*variance/n) || math.Abs(v1-v2) > 5*variance*math.Sqrt(4.0/n) {
				t.Errorf("%s, t = %d: walked N(%v, %v), at once N(%v, %v)", name, until, m1, v1, m2, v2)
			}
		}
	}
}

// The posterior of x_s given x_t and x_0 by a second route: multiply the two Gaussian factors in x_s,
// N(x_s; √ᾱ_s x_0, 1−ᾱ_s) and N(x_t; √α x_s, β), by adding precisions.
func TestPosteriorByBayes(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		T := s.Steps()
		for _, pair := range [][2]int{{T - 1, T}, {1, 2}, {1, T}, {T / 2, T}, {T / 3, T/3 + 1}} {
			from, to := pair[0], pair[1]
			if from == 0 {
				continue
			}
			tr := Between(s.LogSNR(from), s.LogSNR(to))
			prior := s.Noise(from) * s.Noise(from)
			precision := 1/prior + tr.Alpha/tr.Beta
			for _, check := range []struct {
				name      string
				got, want float64
			}{
				{"BetaTilde", tr.BetaTilde, 1 / precision},
				{"FromX0", tr.FromX0, s.Signal(from) / prior / precision},
				{"FromXt", tr.FromXt, math.Sqrt(tr.Alpha) / tr.Beta / precision},
			} {
				if relative(check.got, check.want) > 1e-7 {
					t.Errorf("T = %d, %d to %d: %s = %v, by Bayes %v", T, from, to, check.name, check.got, check.want)
				}
			}
		}
	})
}

func TestFirstStepEndsAtData(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		first := s.Transition(1)
		if first.BetaTilde != 0 || relative(first.FromX0, 1) > 1e-12 || first.FromXt != 0 {
			t.Errorf("T = %d: the step to t = 0 is %+v, want x_0 itself", s.Steps(), first)
		}
	})
}

func TestSignalNoiseOfLogSNR(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		for step := 1; step <= s.Steps(); step += max(1, s.Steps()/7) {
			a, sigma := SignalNoise(s.LogSNR(step))
			if relative(a, s.Signal(step)) > 1e-9 || relative(sigma, s.Noise(step)) > 1e-9 {
				t.Errorf("T = %d, t = %d: %v, %v from the log-SNR; want %v, %v", s.Steps(), step, a, sigma, s.Signal(step), s.Noise(step))
			}
		}
	})
}

func TestScheduleNameIsItsSpec(t *testing.T) {
	for spec, want := range map[string]string{
		"linear":            "linear",
		"cosine:scale=0.50": "cosine:scale=0.5",
		"sigmoid:scale=2:temperature=9e-1:start=0": "sigmoid:start=0:temperature=0.9:scale=2",
	} {
		s := must.Get(NewSchedule(spec, 30))
		if s.Name() != want {
			t.Errorf("%s is called %s, want %s", spec, s.Name(), want)
		}
		if again := must.Get(NewSchedule(s.Name(), 30)); !cmp.Equal(again.levels, s.levels, cmp.AllowUnexported(level{})) {
			t.Errorf("%s and %s differ", spec, s.Name())
		}
	}
}

func TestNewScheduleRefuses(t *testing.T) {
	for _, bad := range []struct {
		spec      string
		timesteps int
		want      string
	}{
		{"linear", 1, "timesteps 1: want 2 to 10000"},
		{"linear", 10001, "timesteps 10001: want 2 to 10000"},
		{"liner", 100, `schedule "liner": want one of linear, quadratic, cosine, sigmoid, flow, loglinear`},
		{"", 100, `schedule "": want one of linear, quadratic, cosine, sigmoid, flow, loglinear`},
		{"linear:", 100, `schedule "linear:": want key=value after each colon, as in linear:scale=1, not ""`},
		{"sigmoid:start", 100, `schedule "sigmoid:start": want key=value after each colon, as in sigmoid:start=-3, not "start"`},
		{"cosine:start=0", 100, `schedule "cosine:start=0": cosine has no "start": want scale`},
		{"sigmoid:tau=1", 100, `schedule "sigmoid:tau=1": sigmoid has no "tau": want start, end, temperature, scale`},
		{"linear:scale=b", 100, `schedule "linear:scale=b": scale "b": want a positive number`},
		{"linear:scale=NaN", 100, `schedule "linear:scale=NaN": scale "NaN": want a positive number`},
		{"linear:scale=1:scale=2", 100, `schedule "linear:scale=1:scale=2": scale is given twice: want it once`},
		{"linear:scale=0", 100, `schedule "linear:scale=0": scale "0": want a positive number`},
		{"sigmoid:temperature=0", 100, `schedule "sigmoid:temperature=0": temperature "0": want a positive number`},
		{"sigmoid:start=3", 100, `schedule "sigmoid:start=3": start 3 and end 3: want the start below the end`},
		{"sigmoid:temperature=0.01", 100, `schedule "sigmoid:temperature=0.01": start -3, end 3, temperature 0.01: ` +
			"want start and end within 100 temperatures of 0"},
		{"loglinear:min=3:max=2", 100, `schedule "loglinear:min=3:max=2": min 3 and max 2: want the min below the max`},
		{"flow:start=0", 100, `schedule "flow:start=0": flow has no "start": want scale`},
		{"sigmoid:temperature=0.03", 100, "want milder values"},
		{"linear:scale=1e-12", 100, "want milder values"},
		{"cosine:scale=1e300", 100, "want milder values"},
	} {
		_, err := NewSchedule(bad.spec, bad.timesteps)
		if err == nil || !strings.Contains(err.Error(), bad.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("NewSchedule(%q, %d): got %v, want %s", bad.spec, bad.timesteps, err, bad.want)
		}
	}
}

// BoundWeight is the divergence of two Gaussians of the given variance whose means differ as those of the reverse step do for an error
// of 1 in ε̂. That is an error of σ/a in x̂_0, and FromX0 times that in the mean.
func TestBoundWeightIsADivergence(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		for step := 1; step <= s.Steps(); step += max(1, s.Steps()/7) {
			shift := s.Transition(step).FromX0 * s.Noise(step) / s.Signal(step)
			for _, variance := range []float64{s.Transition(step).Beta, .3} {
				if got, want := s.BoundWeight(step, variance), shift*shift/(2*variance); relative(got, want) > 1e-9 {
					t.Errorf("T = %d, t = %d, variance %v: %v, want %v", s.Steps(), step, variance, got, want)
				}
			}
		}
	})
}
