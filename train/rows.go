package train

import (
	"cmp"
	"math"
	"sort"

	"ddpm/model"
)

// levels are the noise levels of the rows of a batch. With most loss weights each row has one of t = 1, …, T, as likely as Config.Times
// says. The balanced loss weight gives the same to some of the rows, and even log-SNRs to the others.
type levels struct {
	schedule     *model.Schedule
	even         evenRows
	cumulated    []float64 // (T+1), the share of the other rows with times up to t
	weight       []float64 // (T+1), of a row at t in the gradient
	divergedLoss []float64 // (T+1), the loss at each t above which training has diverged
}

// evenRows are the rows of a batch whose log-SNR is spread evenly. The variational bound gives the same weight to each stretch of log-SNR
// (Kingma et al. 2021, eq. 18). The times t = 1, …, T do not, and they give the least to the levels with the fine detail of data. Where data
// has no detail finer than some noise, 3% of these rows are enough below that noise.
type evenRows struct {
	share         float64 // of all rows
	fine, highest float64 // log-SNR: of that noise, and the highest one that a likelihood needs
	below         float64 // share of these rows that are below fine
}

// lowestEven is where the even log-SNRs begin. There is little to learn below: the noise is four times the signal or more, and the
// rows with times t = 1, …, T are enough for it.
const lowestEven = -3

// newEvenRows returns rows that are a share of all rows, with the noise σ/a in standard deviations of the data.
func newEvenRows(share, noise float64, schedule *model.Schedule) evenRows {
	highest := max(model.HighestLogSNR, schedule.LogSNR(1))
	fine := min(-2*math.Log(noise), highest)
	return evenRows{share, fine, highest, max(.97, (fine-lowestEven)/(highest-lowestEven))}
}

// at returns the log-SNR of the row at the place u of these rows, from 0 to 1.
func (e evenRows) at(u float64) float64 {
	if u < e.below {
		return lowestEven + u/e.below*(e.fine-lowestEven)
	}
	return e.fine + (u-e.below)/(1-e.below)*(e.highest-e.fine)
}

// divergedFactor bounds the loss at a noise level in units of the loss there of a network that has learned nothing, or of 1 if that
// is less. A larger loss means that training has diverged.
const divergedFactor = 1000

// newLevels returns the levels of a schedule for a loss weight of newWeights and for times of cumulated, and fails as these do.
func newLevels(schedule *model.Schedule, shape model.Config, lossWeight, times string) (*levels, error) {
	weights, even, badWeight := newWeights(lossWeight, schedule, shape)
	cumulated, badTimes := cumulated(times, schedule.Steps())
	if err := cmp.Or(badWeight, badTimes); err != nil {
		return nil, err
	}
	divergedLoss := make([]float64, schedule.Steps()+1)
	for t := 1; t <= schedule.Steps(); t++ {
		divergedLoss[t] = divergedFactor * max(1, untrained(schedule, shape, t))
	}
	return &levels{schedule, even, cumulated, weights, divergedLoss}, nil
}

// TrainedLogSNRs returns the lowest and the highest log-SNR of the rows that the network is trained on.
func (t *Trainer) TrainedLogSNRs() (lowest, highest float64) {
	schedule, even := t.levels.schedule, t.levels.even
	if even.share > 0 {
		return min(lowestEven, schedule.LogSNR(schedule.Steps())), even.highest
	}
	return schedule.LogSNR(schedule.Steps()), schedule.LogSNR(1)
}

// EvenLevels returns the share of the rows whose log-SNR is spread evenly, and from where to where. Above a noise that the loss weight names
// they are more.
func (t *Trainer) EvenLevels() (share, lowest, highest float64) {
	return t.levels.even.share, lowestEven, t.levels.even.highest
}

// row is the noise level of one row of a batch, and its weights.
type row struct {
	logSNR, signal, noise float64
	weight                float64 // in the gradient
	importance            float64 // in the loss that is reported, the mean over t
	divergedLoss          float64 // the row's part of the reported loss above which training has diverged
}

// at returns the level of the row at the place u of its batch, from 0 to 1. The rows with even log-SNRs come first.
func (l *levels) at(u float64) row {
	if u < l.even.share {
		logSNR := l.even.at(u / l.even.share)
		signal, noise := model.SignalNoise(logSNR)
		return row{logSNR, signal, noise, 1, 0, 0}
	}
	steps, place := l.schedule.Steps(), min((u-l.even.share)/(1-l.even.share), math.Nextafter(1, 0))
	t := sort.Search(steps, func(i int) bool { return l.cumulated[i] > place }) // the first with a larger share up to it
	importance := 1 / (1 - l.even.share) / ((l.cumulated[t] - l.cumulated[t-1]) * float64(steps))
	return row{l.schedule.LogSNR(t), l.schedule.Signal(t), l.schedule.Noise(t), l.weight[t], importance, importance * l.divergedLoss[t]}
}

// untrained returns the expected loss at t of a network whose output F is 0, on points of variance 1. With ε̂ = q·x it is
// (qσ − 1)² + q²a²: 1 for eps, ᾱ for v, the SNR for x0, 2a²/(a+σ)² for u.
func untrained(schedule *model.Schedule, shape model.Config, t int) float64 {
	_, q := shape.Head(schedule.LogSNR(t))
	return math.Pow(q*schedule.Noise(t)-1, 2) + math.Pow(q*schedule.Signal(t), 2)
}
