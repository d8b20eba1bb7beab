package model

import "math"

// Beta returns β_t = 1 − ᾱ_t/ᾱ_{t−1}, the variance that step t adds, for t = 1, …, T.
func (s *Schedule) Beta(t int) float64 { return s.Transition(t-1, t).Beta }

// Transition is the forward step from time s to a later time t, and what is known of its reverse: given x_t and x_0,
//
//	q(x_s | x_t, x_0) = N(FromX0·x_0 + FromXt·x_t, BetaTilde·I)        (Ho et al. 2020, eq. 6 and 7, with s for t−1)
type Transition struct {
	Alpha     float64 // ᾱ_t/ᾱ_s: x_t = √Alpha x_s + √Beta ε
	Beta      float64 // 1 − Alpha
	BetaTilde float64 // Beta (1−ᾱ_s)/(1−ᾱ_t)
	FromX0    float64 // √ᾱ_s Beta/(1−ᾱ_t)
	FromXt    float64 // √Alpha (1−ᾱ_s)/(1−ᾱ_t)
}

// Transition returns the coefficients of the step from time from to time to, where 0 ≤ from < to ≤ T.
func (s *Schedule) Transition(from, to int) Transition {
	if from < 0 || from >= to || to > s.Steps() {
		panic("model: a transition goes from an earlier to a later time of its schedule")
	}
	logAlpha := s.logAlphaBar[to] - s.logAlphaBar[from]
	alpha, beta := math.Exp(logAlpha), -math.Expm1(logAlpha)
	varianceFrom, varianceTo := -math.Expm1(s.logAlphaBar[from]), -math.Expm1(s.logAlphaBar[to])
	return Transition{
		Alpha:     alpha,
		Beta:      beta,
		BetaTilde: beta * varianceFrom / varianceTo,
		FromX0:    s.Signal(from) * beta / varianceTo,
		FromXt:    math.Sqrt(alpha) * varianceFrom / varianceTo,
	}
}

// SignalNoise returns the factors a of x_0 and σ of ε at a log-SNR: a² = sigmoid(logSNR), σ² = 1 − a².
func SignalNoise(logSNR float64) (signal, noise float64) {
	return math.Sqrt(1 / (1 + math.Exp(-logSNR))), math.Sqrt(1 / (1 + math.Exp(logSNR)))
}
