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
					ticks = append(ticks, plot.Tick{Value: value, Label: positive(value)})
				}
			}
		}
		if len(ticks) >= enough {
			return ticks
		}
	}
	return plot.DefaultTicks{}.Ticks(lo, hi)
}

// positive returns the label of a value on a logarithmic axis.
func positive(value float64) string {
	if value >= 1e-6 && value < 1e-4 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}

// octaveTicks puts labels at the powers of two.
type octaveTicks struct{}

// Ticks implements plot.Ticker. Both ends must be positive.
func (octaveTicks) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for power := math.Ceil(math.Log2(lo)); power <= math.Log2(hi); power++ {
		value := math.Exp2(power)
		ticks = append(ticks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'f', -1, 64)})
	}
	return ticks
}

// evenTicks puts labels at the multiples of step; unless they may hang over the ends of the axis, not there.
type evenTicks struct {
	step float64
	ends bool
}

// Ticks implements plot.Ticker.
func (e evenTicks) Ticks(lo, hi float64) []plot.Tick {
	const most = 20
	room := 0.02 * (hi - lo)
	if e.ends {
		room = -1e-9 * (hi - lo) // an end is a multiple up to rounding
	}
	first := math.Ceil((lo + room) / e.step)
	var ticks []plot.Tick
	for k := range most {
		value := (first + float64(k)) * e.step
		if value > hi-room {
			break
		}
		ticks = append(ticks, plot.Tick{Value: min(max(value, lo), hi), Label: decimal(value, e.step)})
	}
	return ticks
}

// ticksFor returns ticks that divide a side of an axis into three to seven.
func ticksFor(side float64) evenTicks {
	least := side / 7
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, nice := range []float64{1, 2, 5} {
		if nice*power >= least {
			return evenTicks{step: nice * power}
		}
	}
	return evenTicks{step: 10 * power}
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
