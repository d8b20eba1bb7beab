package train

import (
	"math"

	"ddpm/model"
)

// levels are the noise levels that batches are made of. Most loss weights weigh t = 1, …, T, which are all as likely. The
// balanced ones leave those as they are, and put as many rows at log-SNRs drawn evenly, from that of the highest density a
// likelihood is taken of to that of noise alone. The variational bound counts each stretch of log-SNR alike (Kingma et al. 2021,
// eq. 18), of which t = 1, …, T have very different shares, and the fine detail of data is where they have least.
type levels struct {
	schedule        *model.Schedule
	even            float64   // share of the rows whose log-SNR is drawn evenly between the next two
	lowest, highest float64   // log-SNR
	weight          []float64 // (T+1), of a row at t in the gradient
	divergedLoss        []float64 // (T+1), the loss at each t that only diverging weights have
}

// balancedShare is the share of rows with an even log-SNR that the balanced loss has.
const balancedShare = .5

// Even log-SNRs reach from a noise of .009, just below what data is blurred by for its likelihood, to one of all but a ten
// thousandth, or as far as the schedule does.
const lowestLogSNR, highestLogSNR = -10, 9.4

// divergedFactor is how many times the loss at the start, or 1 where it starts lower, only diverging weights have. What the start is
// depends on the noise level: with Predict x0 it is the SNR.
const divergedFactor = 1000

// newLevels returns the levels of a schedule for a loss weight of newWeights, and fails as that does.
func newLevels(schedule *model.Schedule, shape model.Config, lossWeight string) (*levels, error) {
	weights, even, err := newWeights(lossWeight, schedule, shape)
	if err != nil {
		return nil, err
	}
	divergedLoss := untrained(schedule, shape)
	for t := range divergedLoss {
		divergedLoss[t] = divergedFactor * max(1, divergedLoss[t])
	}
	return &levels{
		schedule, even, min(lowestLogSNR, schedule.LogSNR(schedule.Steps())), max(highestLogSNR, schedule.LogSNR(1)), weights, divergedLoss,
	}, nil
}

// reach returns the lowest and the highest log-SNR of the rows. Without even ones these are those of the times.
func (l *levels) reach() (lowest, highest float64) {
	if l.even == 0 {
		return l.schedule.LogSNR(l.schedule.Steps()), l.schedule.LogSNR(1)
	}
	return l.lowest, l.highest
}

// row is the noise level of one row of a batch, and what the row counts for.
type row struct {
	logSNR, signal, noise float64
	weight                float64 // in the gradient
	importance            float64 // in the loss that is reported, the mean over t
	divergedLoss              float64 // the loss that only diverging weights have, as far as it is reported
}

// at returns the level of the row that stands, from 0 to 1, at u in its batch: first come those with an even log-SNR.
func (l *levels) at(u float64) row {
	if u < l.even {
		logSNR := l.lowest + u/l.even*(l.highest-l.lowest)
		signal, noise := model.SignalNoise(logSNR)
		return row{logSNR, signal, noise, 1, 0, 0}
	}
	steps := l.schedule.Steps()
	t := 1 + min(int((u-l.even)/(1-l.even)*float64(steps)), steps-1)
	importance := 1 / (1 - l.even)
	return row{l.schedule.LogSNR(t), l.schedule.Signal(t), l.schedule.Noise(t), l.weight[t], importance, importance * l.divergedLoss[t]}
}

// untrained returns, for each t = 0, …, T, the expected loss of a network whose output F is 0, on points of variance 1. With
// ε̂ = q·x it is (qσ − 1)² + q²a²: 1 for eps, ᾱ for v, the SNR for x0. That of t = 0 is never used.
func untrained(schedule *model.Schedule, shape model.Config) []float64 {
	loss := make([]float64, schedule.Steps()+1)
	for t := 1; t <= schedule.Steps(); t++ {
		_, q := shape.Head(schedule.LogSNR(t))
		loss[t] = math.Pow(q*schedule.Noise(t)-1, 2) + math.Pow(q*schedule.Signal(t), 2)
	}
	return loss
}
