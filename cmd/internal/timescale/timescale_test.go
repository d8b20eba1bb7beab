package timescale

import (
	"math"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// eachSchedule calls test with every schedule, and with some that have other numbers, at several T.
func eachSchedule(t *testing.T, test func(t *testing.T, s *model.Schedule)) {
	specs := append(model.ScheduleNames(),
		"sigmoid:start=0:end=3:temperature=0.3", "sigmoid:temperature=0.1", "linear:scale=0.3", "cosine:scale=2", "sigmoid:end=1:scale=0.1")
	for _, spec := range specs {
		for _, steps := range []int{2, 3, 50, 1000, 1234, 10000} {
			t.Run(spec, func(t *testing.T) { test(t, must.Get(model.NewSchedule(spec, steps))) })
		}
	}
}

// At a step both conversions have the numbers of the schedule, exactly.
func TestStepsAreThoseOfTheSchedule(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *model.Schedule) {
		for step := range s.Steps() + 1 {
			if got := LogSNR(s, float64(step)); got != s.LogSNR(step) {
				t.Fatalf("T = %d, t = %d: log-SNR %v, want %v", s.Steps(), step, got, s.LogSNR(step))
			}
			if got := Time(s, s.LogSNR(step)); got != float64(step) {
				t.Fatalf("T = %d: the log-SNR of t = %d is at t = %v", s.Steps(), step, got)
			}
		}
	})
}

// Between steps, Time is the inverse of LogSNR, and falls as the log-SNR rises.
func TestTimeIsTheInverseOfLogSNR(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *model.Schedule) {
		last := s.LogSNR(s.Steps())
		before := float64(s.Steps())
		for logSNR := last + .01; logSNR < 36; logSNR += .1 {
			now := Time(s, logSNR)
			if !(now < before) {
				t.Fatalf("T = %d: t = %v at log-SNR %v, after %v", s.Steps(), now, logSNR, before)
			}
			if got := LogSNR(s, now); math.Abs(got-logSNR) > 1e-6 {
				t.Fatalf("T = %d: log-SNR %v is at t = %v, where it is %v", s.Steps(), logSNR, now, got)
			}
			before = now
		}
	})
}

func TestTimeBeyondTheSchedule(t *testing.T) {
	eachSchedule(t, func(t *testing.T, s *model.Schedule) {
		below := s.LogSNR(s.Steps()) - .001
		got := Times(s, []float64{math.Inf(1), below, -1000, math.Inf(-1)})
		if want := float64(s.Steps()); got[0] != 0 || got[1] != want || got[2] != want || got[3] != want {
			t.Errorf("T = %d: %v", s.Steps(), got)
		}
	})
}

// Log ᾱ of the linear schedule is a line between its 1000 steps, so it is the same curve with ten times as many.
func TestTimeIsThatOfAFinerSchedule(t *testing.T) {
	coarse, fine := must.Get(model.NewSchedule("linear", 1000)), must.Get(model.NewSchedule("linear", 10000))
	for step := 1; step <= 10000; step += 7 {
		if got := Time(coarse, fine.LogSNR(step)); math.Abs(got-float64(step)/10) > 1e-6 {
			t.Errorf("the log-SNR of s = %v is at %v of 1000", float64(step)/10000, got)
		}
		if got := LogSNR(coarse, float64(step)/10); math.Abs(got-fine.LogSNR(step)) > 1e-6 {
			t.Errorf("s = %v: log-SNR %v, want %v", float64(step)/10000, got, fine.LogSNR(step))
		}
	}
}
