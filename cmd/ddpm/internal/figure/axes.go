package figure

import (
	"math"

	"gonum.org/v1/plot"
)

// beyond is the size from which on a number is not drawn, so that arithmetic with it cannot overflow.
const beyond = 1e100

// headroom is how many times its highest value an axis reaches.
const headroom = 1.1

// linear makes an axis linear between two ends.
func linear(a *plot.Axis, lo, hi float64) {
	a.Min, a.Max, a.Scale, a.Tick.Marker = lo, hi, plot.LinearScale{}, labels{Ticker: evenTicks{}}
}

// logarithmic makes an axis logarithmic from below a lowest value, which is positive, to above a highest one.
func logarithmic(a *plot.Axis, lowest, highest float64) {
	a.Min, a.Max, a.Scale, a.Tick.Marker = lowest/headroom, highest*headroom, plot.LogScale{}, labels{Ticker: logTicks{}}
}

// fromZero makes an axis linear from 0 to above a highest value, which is positive.
func fromZero(a *plot.Axis, highest float64) { linear(a, 0, headroom*highest) }

// steps makes an axis that of steps up to the last.
func steps(a *plot.Axis, last float64, label string) {
	linear(a, 0, max(1, last))
	a.Label.Text = label
}

// spanning makes an axis linear so that all values fit on it.
func spanning(a *plot.Axis, sets ...[]float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, values := range sets {
		for _, value := range values {
			lo, hi = min(lo, value), max(hi, value)
		}
	}
	edge := max(0.05*(hi-lo), 1e-3)
	linear(a, lo-edge, hi+edge)
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
