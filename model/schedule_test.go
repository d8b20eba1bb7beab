package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func mustSchedule(t testing.TB, name string, timesteps int) *Schedule {
	t.Helper()
	schedule, err := NewSchedule(name, timesteps)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func relative(got, want float64) float64 {
	return math.Abs(got-want) / math.Max(math.Abs(want), 1e-300)
}

func eachSchedule(t *testing.T, test func(t *testing.T, s *Schedule)) {
	for _, name := range ScheduleNames() {
		for _, timesteps := range []int{MinSteps, 3, 50, 1000, 1234, MaxSteps} {
			t.Run(name, func(t *testing.T) { test(t, mustSchedule(t, name, timesteps)) })
		}
	}
}

func TestLinearIsHoEtAl(t *testing.T) {
	s := mustSchedule(t, "linear", 1000)
	alphaBar := 1.0
	for step := 1; step <= 1000; step++ {
		beta := 1e-4 + (0.02-1e-4)*float64(step-1)/999
		alphaBar *= 1 - beta
		if relative(s.Beta(step), beta) > 1e-9 || relative(s.AlphaBar(step), alphaBar) > 1e-9 {
			t.Fatalf("t = %d: beta %v, alphaBar %v; want %v, %v", step, s.Beta(step), s.AlphaBar(step), beta, alphaBar)
		}
	}
}

func TestCosineIsNicholAndDhariwal(t *testing.T) {
	s := mustSchedule(t, "cosine", 4000)
	for step := 1; step <= 4000; step++ {
		angle := func(u float64) float64 { return math.Pi / 2 * (u + .008) / 1.008 }
		want := math.Pow(math.Cos(angle(float64(step)/4000))/math.Cos(angle(0)), 2)
		if math.Abs(s.AlphaBar(step)-want) > 5e-5 {
			t.Fatalf("t = %d: alphaBar %v, want %v", step, s.AlphaBar(step), want)
		}
	}
}

func TestScheduleFallsFromDataToNoise(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		if s.AlphaBar(0) != 1 || s.Noise(0) != 0 {
			t.Error("t = 0 is not data")
		}
		for step := 1; step <= s.Steps(); step++ {
			if beta := s.Beta(step); !(beta > 0 && beta < 1) {
				t.Fatalf("T = %d: beta_%d = %v", s.Steps(), step, beta)
			}
		}
		if end := s.LogSNR(s.Steps()); end > -9.99 || end < -10.2 {
			t.Errorf("the chain ends at log-SNR %v", end)
		}
	})
}

func TestScheduleMeansTheSameAtAnyT(t *testing.T) {
	for _, name := range ScheduleNames() {
		coarse, fine := mustSchedule(t, name, 50), mustSchedule(t, name, 10000)
		for step := range 51 {
			if got, want := fine.AlphaBar(step*200), coarse.AlphaBar(step); relative(got, want) > 1e-9 {
				t.Errorf("%s at s = %v: alphaBar %v at T = 10000, %v at T = 50", name, float64(step)/50, got, want)
			}
		}
	}
}

// The variance 1−ᾱ and the signal √ᾱ built step by step from β must be those read off at once.
func TestStepsComposeToMarginal(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *Schedule) {
		signal, variance := 1.0, 0.0
		for step := 1; step <= s.Steps(); step++ {
			beta := s.Beta(step)
			signal *= math.Sqrt(1 - beta)
			variance = (1-beta)*variance + beta
			if relative(signal, s.Signal(step)) > 1e-8 || relative(variance, s.Noise(step)*s.Noise(step)) > 1e-8 {
				t.Fatalf("T = %d, t = %d: signal %v and variance %v by steps, %v and %v at once",
					s.Steps(), step, signal, variance, s.Signal(step), s.Noise(step)*s.Noise(step))
			}
		}
	})
}

// x_t drawn by walking and x_t drawn at once must have one law: the means and variances of 40,000 draws each agree within
// 5 standard errors (error probability below 1e-5).
func TestWalkHasTheMarginalLaw(t *testing.T) {
	const n, x0 = 40000, 1.5
	rng := rand.New(rand.NewPCG(1, 2))
	for _, name := range ScheduleNames() {
		s := mustSchedule(t, name, 20)
		for _, until := range []int{1, 7, 20} {
			walked, jumped := make([]float64, n), make([]float64, n)
			for i := range walked {
				x := x0
				for step := 1; step <= until; step++ {
					x = math.Sqrt(1-s.Beta(step))*x + math.Sqrt(s.Beta(step))*rng.NormFloat64()
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
			tr := s.Transition(from, to)
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
		first := s.Transition(0, 1)
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

func TestNewScheduleRefuses(t *testing.T) {
	for _, bad := range []struct {
		name      string
		timesteps int
	}{{"linear", 1}, {"linear", 0}, {"linear", -5}, {"linear", 10001}, {"liner", 100}, {"", 100}} {
		if _, err := NewSchedule(bad.name, bad.timesteps); err == nil {
			t.Errorf("NewSchedule(%q, %d) did not fail", bad.name, bad.timesteps)
		}
	}
}
