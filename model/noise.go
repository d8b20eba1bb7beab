package model

import "math"

// A noise level is given by its log-SNR λ, the logarithm of the ratio of signal to noise. At the level λ a point is
//
//	x_t = a·x_0 + σ·ε,   a² = ᾱ = sigmoid(λ),   σ² = 1 − ᾱ,   ε ~ N(0, I)
//
// Data has the log-SNR +Inf. These two levels are the ends of what is of use; all parts of the program share them.
const (
	// LowestLogSNR is noise for any practical purpose: the KL divergence of standardised data's distribution there from N(0, I) is
	// below 1e-8 nats, and x_0 can still be computed from ε. Schedules that would end lower end here, and so does the
	// integral of a likelihood.
	LowestLogSNR = -10

	// HighestLogSNR has a noise σ of 0.009. A network may be trained up to here. The level is above −2 log 0.01 = 9.21, where the
	// integral of a likelihood begins, so a network trained up to here has seen all levels of the integral.
	HighestLogSNR = 9.4
)

// SignalNoise returns the factors a of x_0 and σ of ε at a log-SNR: a² = sigmoid(logSNR), σ² = 1 − a².
func SignalNoise(logSNR float64) (signal, noise float64) {
	return math.Sqrt(1 / (1 + math.Exp(-logSNR))), math.Sqrt(1 / (1 + math.Exp(logSNR)))
}

// logSigmoid returns log 1/(1+e^−x), for any x up to ±Inf.
func logSigmoid(x float64) float64 { return min(x, 0) - math.Log1p(math.Exp(-math.Abs(x))) }

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

// Between returns the coefficients of the forward step from the log-SNR clean to the lower log-SNR noisy; clean may be +Inf,
// which is data. It panics if noisy is not lower. The coefficients follow from the log-SNRs alone, and none is a difference of two
// nearly equal numbers, unless the step itself is short.
func Between(clean, noisy float64) Transition {
	if !(clean > noisy) {
		panic("model: a transition goes from a higher to a lower log-SNR")
	}
	logClean, logNoisy := logSigmoid(clean), logSigmoid(noisy) // log ᾱ_s and log ᾱ_t
	alpha, beta := math.Exp(logNoisy-logClean), -math.Expm1(logNoisy-logClean)
	// (1−ᾱ_s)/(1−ᾱ_t), of numbers that may both be tiny.
	ratio := math.Exp(logSigmoid(-clean) - logSigmoid(-noisy))
	return Transition{
		Alpha:     alpha,
		Beta:      beta,
		BetaTilde: beta * ratio,
		FromX0:    math.Exp(logClean/2-logSigmoid(-noisy)) * beta,
		FromXt:    math.Sqrt(alpha) * ratio,
	}
}
