package model

import "math"

// Transition is the forward step from a level s of noise to a higher one t, and what is known of its reverse: given x_t and
// x_0,
//
//	q(x_s | x_t, x_0) = N(FromX0·x_0 + FromXt·x_t, BetaTilde·I)        (Ho et al. 2020, eq. 6 and 7, with s for t−1)
type Transition struct {
	Alpha     float64 // ᾱ_t/ᾱ_s: x_t = √Alpha x_s + √Beta ε
	Beta      float64 // 1 − Alpha
	BetaTilde float64 // Beta (1−ᾱ_s)/(1−ᾱ_t)
	FromX0    float64 // √ᾱ_s Beta/(1−ᾱ_t)
	FromXt    float64 // √Alpha (1−ᾱ_s)/(1−ᾱ_t)
}

// Between returns the coefficients of the step from one log-SNR to a lower one; the first may be +Inf, which is data. They
// follow from the log-SNRs alone, as ᾱ = sigmoid(log-SNR), and none is the difference of numbers that nearly cancel, but for
// what a short step cancels.
func Between(from, to float64) Transition {
	if !(from > to) {
		panic("model: a transition goes from a higher to a lower log-SNR")
	}
	logFrom, logTo := logSigmoid(from), logSigmoid(to)
	alpha, beta := math.Exp(logTo-logFrom), -math.Expm1(logTo-logFrom)
	// (1−ᾱ_s)/(1−ᾱ_t), of numbers that may both be tiny.
	ratio := math.Exp(logSigmoid(-from) - logSigmoid(-to))
	return Transition{
		Alpha:     alpha,
		Beta:      beta,
		BetaTilde: beta * ratio,
		FromX0:    math.Exp(logFrom/2-logSigmoid(-to)) * beta,
		FromXt:    math.Sqrt(alpha) * ratio,
	}
}

// logSigmoid returns log 1/(1+e^−x), for any x up to ±Inf.
func logSigmoid(x float64) float64 { return min(x, 0) - math.Log1p(math.Exp(-math.Abs(x))) }

// Transition returns the coefficients of the step from time from to time to, where 0 ≤ from < to ≤ T.
func (s *Schedule) Transition(from, to int) Transition {
	if from < 0 || from >= to || to > s.Steps() {
		panic("model: a transition goes from an earlier to a later time of its schedule")
	}
	return Between(s.logSNR[from], s.logSNR[to])
}

// Beta returns β_t = 1 − ᾱ_t/ᾱ_{t−1}, the variance that step t adds, for t = 1, …, T.
func (s *Schedule) Beta(t int) float64 { return s.Transition(t-1, t).Beta }

// SignalNoise returns the factors a of x_0 and σ of ε at a log-SNR: a² = sigmoid(logSNR), σ² = 1 − a².
func SignalNoise(logSNR float64) (signal, noise float64) {
	return math.Sqrt(1 / (1 + math.Exp(-logSNR))), math.Sqrt(1 / (1 + math.Exp(logSNR)))
}
