package train

import (
	"math"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// Of the even rows 97% have at least the noise that the loss weight names, or more where that would leave the others denser than these.
// Above that noise, and below it, each stretch of log-SNR has rows in proportion to its length, and together they go from lowestEven to the
// highest log-SNR.
func TestEvenRowsBelowANoiseAreFew(t *testing.T) {
	const rows = 100_000
	for _, c := range []struct{ noise, fine, below float64 }{
		{0, math.Inf(1), 1},
		{.01, 2 * math.Log(100), (2*math.Log(100) - lowestEven) / (model.HighestLogSNR - lowestEven)},
		{.1, 2 * math.Log(10), .97},
		{.2, 2 * math.Log(5), .97},
		{1, 0, .97},
	} {
		e := newEvenRows(.4, c.noise, must.Get(model.NewSchedule("linear", 1000)))
		const stretches = 60
		width := (model.HighestLogSNR - lowestEven) / stretches
		var counts [stretches]int
		below, previous := 0, math.Inf(-1)
		for i := range rows {
			at := e.at((float64(i) + .5) / rows)
			if at < previous || at < lowestEven || at > model.HighestLogSNR {
				t.Fatalf("noise %v: row %d has log-SNR %v, after %v", c.noise, i, at, previous)
			}
			previous = at
			counts[int((at-lowestEven)/width)]++
			if at < c.fine {
				below++
			}
		}
		if math.Abs(float64(below)-c.below*rows) > 1 {
			t.Errorf("noise %v: %d of %d rows have at least that noise, want a share of %v", c.noise, below, rows, c.below)
		}
		fine := min(c.fine, model.HighestLogSNR)
		for i, count := range counts {
			lo, hi := lowestEven+float64(i)*width, lowestEven+float64(i+1)*width
			want := c.below * max(0, min(hi, fine)-lo) / (fine - lowestEven)
			if fine < model.HighestLogSNR {
				want += (1 - c.below) * max(0, hi-max(lo, fine)) / (model.HighestLogSNR - fine)
			}
			if math.Abs(float64(count)-want*rows) > 2 {
				t.Errorf("noise %v: %d rows have log-SNRs from %.2f to %.2f, want %.0f", c.noise, count, lo, hi, want*rows)
			}
		}
	}
}

// The share of the rows of a batch that have an even log-SNR, and so no part in the reported loss, is the one that the loss weight names.
func TestShareOfEvenRows(t *testing.T) {
	for spec, want := range map[string]float64{"eps": 0, "balanced": .75, "balanced:share=0.4": .4, "balanced:noise=0.3:share=0": 0} {
		l := must.Get(newLevels(must.Get(model.NewSchedule("linear", 100)), shape, spec, "uniform"))
		even := 0
		for i := range 1000 {
			if l.at((float64(i)+.5)/1000).importance == 0 {
				even++
			}
		}
		if float64(even) != 1000*want {
			t.Errorf("%s: %d of 1,000 rows are even, want a share of %v", spec, even, want)
		}
	}
}
