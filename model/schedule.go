// Package model has the noise levels of the forward process, and the network that learns to predict the noise.
//
// Read noise.go, schedule.go and curves.go for the forward process; then network.go and prediction.go for the network, shard.go for
// its gradient in training, and predict.go for its prediction in sampling. These need the operations of layer.go and features.go,
// which are made of op.go. Machine.go is for speed, jacobian.go for likelihoods, file.go is for files.
package model

import (
	"fmt"
	"math"
	"sort"
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
// schedule takes the key scale: see scaled. A schedule that ends below LowestLogSNR is lifted to end there: see lifted. A schedule
// that ends above stays as it is. Its last level is then not pure noise, though chains start from N(0, I).
//
// NewSchedule fails if there is no such name or key, if values make no sense together, or if the number of steps is outside
// minSteps to maxSteps.
func NewSchedule(spec string, timesteps int) (*Schedule, error) {
	if timesteps < minSteps || timesteps > maxSteps {
		return nil, fmt.Errorf("timesteps %d: want %d to %d", timesteps, minSteps, maxSteps)
	}
	name, curve, err := newCurve(spec)
	if err != nil {
		return nil, err
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
			return nil, schedules.Errorf(spec, "step %d of %d adds less noise than rounding does: want milder values", t, timesteps)
		}
	}
	return s, nil
}

// ScheduleNames returns the names that NewSchedule knows.
func ScheduleNames() []string { return schedules.Names() }

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

// Transition returns the coefficients of the forward step from the time clean to the later time noisy. It panics unless
// 0 ≤ clean < noisy ≤ T.
func (s *Schedule) Transition(clean, noisy int) Transition {
	if clean < 0 || clean >= noisy || noisy > s.Steps() {
		panic("model: a transition goes from an earlier to a later time of its schedule")
	}
	return Between(s.logSNR[clean], s.logSNR[noisy])
}

// BoundWeight returns w_t = β_t²/(2v α_t (1−ᾱ_t)), what an error of ε̂ at t adds to the variational bound if the reverse step from t
// to t−1 has the variance v: nats per unit of ‖ε̂ − ε*‖², summed over the coordinates (Ho et al. 2020, eq. 12).
func (s *Schedule) BoundWeight(t int, variance float64) float64 {
	step := s.Transition(t-1, t)
	return step.Beta * step.Beta / (2 * variance * step.Alpha * (s.noise[t] * s.noise[t]))
}

// Time returns the t of a log-SNR: between two times of the schedule by linear interpolation in log ᾱ, and 0 or T beyond its
// ends.
func (s *Schedule) Time(logSNR float64) float64 {
	logAlphaBar := logSigmoid(logSNR)
	after := sort.Search(len(s.logSNR), func(t int) bool { return s.logSNR[t] <= logSNR })
	if after == 0 || after == len(s.logSNR) {
		return float64(min(after, s.Steps()))
	}
	from, to := s.logAlphaBar[after-1], s.logAlphaBar[after]
	return float64(after-1) + min(max((from-logAlphaBar)/(from-to), 0), 1)
}
