// Package timescale converts between times and log-SNRs, also between two steps of a schedule: there log ᾱ is interpolated.
package timescale

import (
	"math"
	"sort"

	"ddpm/model"
)

// LogSNR returns the log-SNR at a time from 0 to T: +Inf at 0.
func LogSNR(s *model.Schedule, t float64) float64 {
	below := int(t)
	part := t - float64(below)
	if part == 0 {
		return s.LogSNR(below)
	}
	logAlphaBar := (1-part)*logSigmoid(s.LogSNR(below)) + part*logSigmoid(s.LogSNR(below+1))
	return logAlphaBar - math.Log(-math.Expm1(logAlphaBar))
}

// Time returns the time of a log-SNR: 0 or T if it is beyond the ends of the schedule.
func Time(s *model.Schedule, logSNR float64) float64 {
	steps := s.Steps()
	after := sort.Search(steps+1, func(t int) bool { return s.LogSNR(t) <= logSNR })
	if after == 0 || after > steps {
		return float64(min(after, steps))
	}
	from, to := logSigmoid(s.LogSNR(after-1)), logSigmoid(s.LogSNR(after))
	if from == to { // they differ by rounding alone
		return float64(after)
	}
	return float64(after-1) + min(1, (from-logSigmoid(logSNR))/(from-to))
}

// Times returns the time of each log-SNR, as Time does.
func Times(s *model.Schedule, logSNRs []float64) []float64 {
	times := make([]float64, len(logSNRs))
	for i, logSNR := range logSNRs {
		times[i] = Time(s, logSNR)
	}
	return times
}

// logSigmoid returns log ᾱ = log 1/(1 + e^−logSNR). No log-SNR of a schedule is so low that the exponential overflows.
func logSigmoid(logSNR float64) float64 { return -math.Log1p(math.Exp(-logSNR)) }
