package train

import (
	"errors"
	"math"

	"ddpm/model"
)

// evenRows are the rows of a batch whose log-SNR is spread evenly, from lowestEven to the highest one that a likelihood needs. The
// variational bound gives the same weight to each stretch of log-SNR (Kingma et al. 2021, eq. 18). The times t = 1, …, T do not, and they give
// the least to the levels with the fine detail of data. Where data has no detail finer than some noise, a tenth of these rows is enough
// below that noise, and the others are spread evenly above it.
type evenRows struct {
	share         float64 // of all rows
	fine, highest float64 // log-SNR: of that noise, and of the least noise
	below         float64 // share of these rows that have at least that noise
}

// lowestEven is where the even log-SNRs begin. There is little to learn below: the noise is four times the signal or more, and the
// rows with times t = 1, …, T are enough for it.
const lowestEven = -3

// newEvenRows returns rows that are a share of all rows. The noise is σ/a, in standard deviations of the data. It fails if the share is not from
// 0 to .99, or the noise not from 0 to 1.
func newEvenRows(share, noise float64, schedule *model.Schedule) (evenRows, error) {
	switch {
	case !(share >= 0 && share <= .99):
		return evenRows{}, errors.New("want a share from 0 to 0.99")
	case !(noise >= 0 && noise <= 1):
		return evenRows{}, errors.New("want noise from 0 to 1 standard deviations of the data")
	}
	highest := max(model.HighestLogSNR, schedule.LogSNR(1))
	fine := min(-2*math.Log(noise), highest)
	return evenRows{share, fine, highest, max(.9, (fine-lowestEven)/(highest-lowestEven))}, nil
}

// at returns the log-SNR of the row at the place u of these rows, from 0 to 1.
func (e evenRows) at(u float64) float64 {
	if u < e.below {
		return lowestEven + u/e.below*(e.fine-lowestEven)
	}
	return e.fine + (u-e.below)/(1-e.below)*(e.highest-e.fine)
}
