// Package model has the noise levels of the forward process, and the network that learns to predict the noise.
//
// Read noise.go, schedule.go and curves.go for the forward process; then network.go and prediction.go for the network, shard.go for
// its gradient in training, and predict.go for its prediction in sampling. These need the operations of layer.go and features.go,
// which are made of op.go. The file machine.go runs a graph, jacobian.go is for likelihoods, and file.go for files.
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
	name   string
	levels []level // (T+1)
}

// level is the noise at one t: log ᾱ, √ᾱ, √(1−ᾱ) and log ᾱ/(1−ᾱ).
type level struct{ logAlphaBar, signal, noise, logSNR float64 }

// minSteps and maxSteps bound the number of steps T of a schedule.
const (
	minSteps = 2
	maxSteps = 10000
)

// The chain that does well on all built-in distributions.
const (
	DefaultSchedule = "linear"
	DefaultSteps    = 400
)

// NewSchedule returns the schedule of a spec, NAME or NAME:key=value:…, with steps 1, …, timesteps. Names and their keys
// are those of the table in curves.go, such as linear, cosine:scale=0.5 or sigmoid:start=0:end=3:temperature=0.9. Every
// schedule takes the key scale, by which data is multiplied before noise is added (Chen 2023). The log-SNRs of a schedule that ends far
// below LowestLogSNR are changed so that it ends there. A schedule that ends above stays as it is. Its last level is then not pure noise,
// though chains start from N(0, I).
//
// NewSchedule fails if there is no such name or key, if values make no sense together, or if there are fewer than 2 steps or more than 10000.
func NewSchedule(spec string, timesteps int) (*Schedule, error) {
	if timesteps < minSteps || timesteps > maxSteps {
		return nil, fmt.Errorf("timesteps %d: want %d to %d", timesteps, minSteps, maxSteps)
	}
	name, curve, err := newCurve(spec)
	if err != nil {
		return nil, err
	}
	levels := []level{{0, 1, 0, math.Inf(1)}}
	for t := 1; t <= timesteps; t++ {
		logAlphaBar := curve(float64(t) / float64(timesteps))
		variance := -math.Expm1(logAlphaBar)
		next := level{logAlphaBar, math.Exp(logAlphaBar / 2), math.Sqrt(variance), logAlphaBar - math.Log(variance)}
		if last := levels[t-1]; !(next.logAlphaBar < last.logAlphaBar && next.logSNR < last.logSNR) {
			return nil, schedules.Errorf(spec, "step %d of %d adds less noise than rounding does: want milder values", t, timesteps)
		}
		levels = append(levels, next)
	}
	return &Schedule{name, levels}, nil
}

// ScheduleNames returns the names that NewSchedule knows.
func ScheduleNames() []string { return schedules.Names() }

// Name returns the schedule's spec as NewSchedule takes it, its keys in the order of the table.
func (s *Schedule) Name() string { return s.name }

// Steps returns T.
func (s *Schedule) Steps() int { return len(s.levels) - 1 }

// AlphaBar returns ᾱ_t, the share of the variance at t that is still data's, for t = 0, …, T.
func (s *Schedule) AlphaBar(t int) float64 { return math.Exp(s.levels[t].logAlphaBar) }

// Signal returns √ᾱ_t, the factor of x_0 in x_t.
func (s *Schedule) Signal(t int) float64 { return s.levels[t].signal }

// Noise returns √(1−ᾱ_t), the factor of ε in x_t.
func (s *Schedule) Noise(t int) float64 { return s.levels[t].noise }

// LogSNR returns log ᾱ_t/(1−ᾱ_t), which is +Inf at t = 0.
func (s *Schedule) LogSNR(t int) float64 { return s.levels[t].logSNR }

// Transition returns the coefficients of the forward step from t−1 to t, for t = 1, …, T.
func (s *Schedule) Transition(t int) Transition { return Between(s.LogSNR(t-1), s.LogSNR(t)) }

// BoundWeight returns w_t = β_t²/(2v α_t (1−ᾱ_t)), what an error of ε̂ at t adds to the variational bound if the reverse step from t
// to t−1 has the variance v: nats per unit of ‖ε̂ − ε*‖², summed over the coordinates (Ho et al. 2020, eq. 12).
func (s *Schedule) BoundWeight(t int, variance float64) float64 {
	step := s.Transition(t)
	return step.Beta * step.Beta / (2 * variance * step.Alpha * (s.Noise(t) * s.Noise(t)))
}
