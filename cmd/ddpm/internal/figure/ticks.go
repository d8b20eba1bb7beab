package figure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// logTicks puts labels on a logarithmic axis: powers of ten where there are several, and as many steps between them as
// it takes to have at least three labels. Where ends are closer still, the labels are those of a linear axis.
type logTicks struct{}

// Ticks implements plot.Ticker. Both ends must be positive.
func (logTicks) Ticks(lo, hi float64) []plot.Tick {
	const enough = 3
	var ticks []plot.Tick
	for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 4, 5, 7}} {
		ticks = ticks[:0]
		for power := math.Floor(math.Log10(lo)); power <= math.Log10(hi); power++ {
			for _, step := range steps {
				// The decimal is parsed, as a product of 0.1 would have a long label.
				value, _ := strconv.ParseFloat(strconv.FormatFloat(step*math.Pow(10, power), 'g', 3, 64), 64)
				if value >= lo && value <= hi {
					ticks = append(ticks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'g', -1, 64)})
				}
			}
		}
		if len(ticks) >= enough {
			return ticks
		}
	}
	return plot.DefaultTicks{}.Ticks(lo, hi)
}

// evenTicks puts labels at the multiples of step, but not where they would hang over the ends.
type evenTicks struct {
	step float64
}

// Ticks implements plot.Ticker.
func (e evenTicks) Ticks(lo, hi float64) []plot.Tick {
	const most = 20
	room := 0.02 * (hi - lo)
	first := math.Ceil((lo + room) / e.step)
	var ticks []plot.Tick
	for k := range most {
		value := (first + float64(k)) * e.step
		if value > hi-room {
			break
		}
		ticks = append(ticks, plot.Tick{Value: value, Label: decimal(value, e.step)})
	}
	return ticks
}

// ticksFor returns ticks that divide a side of an axis into three to seven.
func ticksFor(side float64) evenTicks {
	least := side / 7
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, nice := range []float64{1, 2, 5} {
		if nice*power >= least {
			return evenTicks{nice * power}
		}
	}
	return evenTicks{10 * power}
}

// decimal returns a multiple of step with as many digits as the step has.
func decimal(value, step float64) string {
	digits := -int(math.Floor(math.Log10(step) + 1e-9))
	if value == 0 {
		return "0" // and not -0
	}
	if digits < -5 || digits > 4 {
		return strconv.FormatFloat(value, 'g', 4, 64)
	}
	return strconv.FormatFloat(value, 'f', max(0, digits), 64)
}
