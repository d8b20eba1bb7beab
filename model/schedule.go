package model

import (
	"fmt"
	"math"
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

// NewSchedule returns the schedule of a spec, NAME or NAME:key=value:…, with steps 1, …, timesteps. Names and their keys
// are those of the table in schedules.go, such as linear, cosine:scale=0.5 or sigmoid:start=0:end=3:temperature=0.9. Every
// schedule takes scale, the factor b that Chen 2023 multiplies data by before noise is added: x_t = √ᾱ·b·x_0 + √(1−ᾱ)·ε,
// divided by its standard deviation for x_0 of variance 1, is a shift of the log-SNR by 2 ln b. A schedule that then ends
// below a log-SNR of −10 is lifted to end there; one that ends above, as with b > 1, stays as it was asked for, and a chain
// that starts from N(0, I) then starts from another distribution than x_T's.
//
// It fails if the spec says nothing sensible, or the number of steps is outside MinSteps to MaxSteps.
func NewSchedule(spec string, timesteps int) (*Schedule, error) {
	if timesteps < MinSteps || timesteps > MaxSteps {
		return nil, fmt.Errorf("timesteps %d: want %d to %d", timesteps, MinSteps, MaxSteps)
	}
	name, curve, err := parseSchedule(spec)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", spec, err)
	}
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
		if t > 0 && !(logAlphaBar < s.logAlphaBar[t-1] && s.logSNR[t] < s.logSNR[t-1]) {
			return nil, fmt.Errorf("schedule %q: so extreme that step %d of %d adds no noise that can be told from rounding: want milder values",
				spec, t, timesteps)
		}
	}
	return s, nil
}

// Name returns the schedule's spec as NewSchedule takes it, its keys in the order of the table.
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
