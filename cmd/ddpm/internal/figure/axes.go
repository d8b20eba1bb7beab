package figure

import "gonum.org/v1/plot"

// The least and the greatest size of a number that is drawn, so that arithmetic with it cannot overflow.
const (
	tiny   = 1e-100
	beyond = 1e100
)

// drawable reports whether a value has a place on a logarithmic axis.
func drawable(value float64) bool { return value > tiny && value < beyond }

// headroom is how many times its highest value an axis reaches.
const headroom = 1.1

// The following make the axis of a panel whose marks it already has, because those decide how long the axis is. Without marks it is
// as if there were one at 1.

// padded makes an axis linear from a little below the lowest mark to a little above the highest.
func padded(a *plot.Axis) {
	reach(a)
	edge := max(0.05*(a.Max-a.Min), 1e-3)
	linear(a, a.Min-edge, a.Max+edge)
}

// fromZero makes an axis linear from 0 to above the highest mark.
func fromZero(a *plot.Axis) {
	reach(a)
	if a.Max <= 0 {
		a.Max = 1
	}
	linear(a, 0, headroom*a.Max)
}

// steps makes an axis that of steps from 0 to the last.
func steps(a *plot.Axis, label string) {
	reach(a)
	linear(a, 0, max(1, a.Max))
	a.Label.Text = label
}

// logarithmic makes an axis logarithmic from below the lowest mark, which is positive, to above the highest.
func logarithmic(a *plot.Axis) {
	reach(a)
	a.Min, a.Max, a.Scale, a.Tick.Marker = a.Min/headroom, a.Max*headroom, plot.LogScale{}, ticker{plot.TickerFunc(logTicks)}
}

// linear makes an axis linear between two ends.
func linear(a *plot.Axis, lo, hi float64) {
	a.Min, a.Max, a.Scale, a.Tick.Marker = lo, hi, plot.LinearScale{}, ticker{plot.DefaultTicks{}}
}

// reach makes an axis without marks reach 1.
func reach(a *plot.Axis) {
	if a.Min > a.Max {
		a.Min, a.Max = 1, 1
	}
}
