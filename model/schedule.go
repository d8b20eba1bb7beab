package model

import (
	"fmt"
	"math"
	"strings"
)

// Schedule is the forward process: how much of a point is left, and how much noise is in it, at each t = 0, …, T.
//
//	x_t = √ᾱ_t x_0 + √(1−ᾱ_t) ε,   ε ~ N(0, I)        (Ho et al. 2020, eq. 4)
//
// It is a curve log ᾱ(s), s = t/T, with log ᾱ(0) = 0, read at T points, so a schedule means the same whatever T is. All
// coefficients are float64, and those that vanish near the data are computed without cancellation.
type Schedule struct {
	name                  string
	logAlphaBar           []float64 // (T+1)
	signal, noise, logSNR []float64 // (T+1), from logAlphaBar
}

// MinSteps and MaxSteps bound the number of steps T of a schedule.
const (
	MinSteps = 2
	MaxSteps = 10000
)

// The chain that does well on all built-in distributions.
const (
	DefaultSchedule = "linear"
	DefaultSteps    = 400
)

// schedules has the curves log ᾱ(s) by name.
var schedules = []struct {
	name  string
	curve func() func(s float64) float64
}{
	{"linear", linear},
	{"cosine", cosine},
}

// ScheduleNames returns the names that NewSchedule knows.
func ScheduleNames() []string {
	var names []string
	for _, schedule := range schedules {
		names = append(names, schedule.name)
	}
	return names
}

// NewSchedule returns the named schedule with steps 1, …, timesteps. It fails if there is none of that name or the number
// of steps is outside MinSteps to MaxSteps.
func NewSchedule(name string, timesteps int) (*Schedule, error) {
	if timesteps < MinSteps || timesteps > MaxSteps {
		return nil, fmt.Errorf("timesteps %d: want %d to %d", timesteps, MinSteps, MaxSteps)
	}
	for _, schedule := range schedules {
		if schedule.name != name {
			continue
		}
		curve := schedule.curve()
		s := &Schedule{name: name}
		for t := range timesteps + 1 {
			logAlphaBar := 0.0
			if t > 0 {
				logAlphaBar = curve(float64(t) / float64(timesteps))
			}
			variance := -math.Expm1(logAlphaBar)
			s.logAlphaBar = append(s.logAlphaBar, logAlphaBar)
			s.signal = append(s.signal, math.Exp(logAlphaBar/2))
			s.noise = append(s.noise, math.Sqrt(variance))
			s.logSNR = append(s.logSNR, logAlphaBar-math.Log(variance))
		}
		return s, nil
	}
	return nil, fmt.Errorf("schedule %q: want one of %s", name, strings.Join(ScheduleNames(), ", "))
}

// Name returns the schedule's name.
func (s *Schedule) Name() string { return s.name }

// Steps returns T.
func (s *Schedule) Steps() int { return len(s.logAlphaBar) - 1 }

// AlphaBar returns ᾱ_t, the share of the variance at t that is still data's, for t = 0, …, T.
func (s *Schedule) AlphaBar(t int) float64 { return math.Exp(s.logAlphaBar[t]) }

// Signal returns √ᾱ_t, the factor of x_0 in x_t.
func (s *Schedule) Signal(t int) float64 { return s.signal[t] }

// Noise returns √(1−ᾱ_t), the factor of ε in x_t.
func (s *Schedule) Noise(t int) float64 { return s.noise[t] }

// LogSNR returns log ᾱ_t/(1−ᾱ_t), which is +Inf at t = 0.
func (s *Schedule) LogSNR(t int) float64 { return s.logSNR[t] }

// Beta returns β_t = 1 − ᾱ_t/ᾱ_{t−1}, the variance that step t adds, for t = 1, …, T.
func (s *Schedule) Beta(t int) float64 { return s.Transition(t-1, t).Beta }

// Transition returns the coefficients of the step from time from to time to, where 0 ≤ from < to ≤ T.
func (s *Schedule) Transition(from, to int) Transition {
	if from < 0 || from >= to || to > s.Steps() {
		panic("model: a transition goes from an earlier to a later time of its schedule")
	}
	return Between(s.logSNR[from], s.logSNR[to])
}

// SignalNoise returns the factors a of x_0 and σ of ε at a log-SNR: a² = sigmoid(logSNR), σ² = 1 − a².
func SignalNoise(logSNR float64) (signal, noise float64) {
	return math.Sqrt(1 / (1 + math.Exp(-logSNR))), math.Sqrt(1 / (1 + math.Exp(logSNR)))
}
