package figure

import (
	"math"

	"gonum.org/v1/plot"
)

// room is how many times its highest value an axis reaches.
const room = 1.1

// linearAxis returns an axis from 0 past a highest value, which is positive.
func linearAxis(highest float64) axis {
	return axis{hi: room * highest, scale: plot.LinearScale{}, ticks: toEnds(room * highest), grid: true}
}

// logAxis returns a logarithmic axis from below a lowest value, which is positive, to past a highest.
func logAxis(lowest, highest float64) axis {
	return axis{lo: lowest / room, hi: highest * room, scale: plot.LogScale{}, ticks: logTicks{}, grid: true}
}

// stepAxis returns the axis of the steps of a training up to the last.
func stepAxis(last float64) axis {
	last = max(1, last)
	return axis{hi: last, scale: plot.LinearScale{}, ticks: toEnds(last), label: "step", grid: true}
}

// timeAxis returns the logarithmic axis of the noise levels from a first t, at least 1, to a last.
func timeAxis(first, last float64) axis {
	return axis{
		lo: first, hi: max(last, 2*first), scale: plot.LogScale{},
		ticks: octaveTicks{}, label: "noise level t", grid: true,
	}
}

// toEnds returns ticks for an axis from zero on that divide it into three to seven, with labels at its ends.
func toEnds(side float64) evenTicks {
	ticks := ticksFor(side)
	ticks.ends = true
	return ticks
}

// reach returns the least and the greatest of the values that are positive and can be drawn; 0.1 and 1 if there are none.
func reach(sets ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), 0
	for _, values := range sets {
		for _, value := range values {
			if drawable(value) {
				lo, hi = min(lo, value), max(hi, value)
			}
		}
	}
	if hi == 0 {
		return 0.1, 1
	}
	return lo, hi
}

// drawable reports whether a value has a place on a logarithmic axis.
func drawable(value float64) bool { return value > 1/beyond && value < beyond }
