package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

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
	a.Min, a.Max, a.Scale, a.Tick.Marker = lo, hi, plot.LinearScale{}, ticker{plot.TickerFunc(evenTicks)}
}

// reach makes an axis without marks reach 1.
func reach(a *plot.Axis) {
	if a.Min > a.Max {
		a.Min, a.Max = 1, 1
	}
}

// ticker is a Ticker's ticks on the axis, with a minus sign in place of a hyphen.
type ticker struct{ plot.Ticker }

// Ticks implements plot.Ticker.
func (t ticker) Ticks(lo, hi float64) (ticks []plot.Tick) {
	for _, tick := range t.Ticker.Ticks(lo, hi) {
		if tick.Value >= lo && tick.Value <= hi {
			tick.Label = minus(tick.Label)
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

// minus returns a number's text with a minus sign in place of a hyphen.
func minus(text string) string { return strings.Replace(text, "-", "−", 1) }

// logTicks returns labels for a logarithmic axis: the powers of ten where there are at least three of them, else also as many steps
// between them as it takes to have three labels. If the ends are closer still, the labels are those of a linear axis. (plot.LogTicks
// has the powers alone.)
func logTicks(lo, hi float64) []plot.Tick {
	for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}} {
		var ticks []plot.Tick
		for power := math.Floor(math.Log10(lo)); power <= math.Log10(hi); power++ {
			for _, step := range steps {
				label := decimal(step * math.Pow(10, power))
				// The label is read, because a product with 0.1 is not quite a round number.
				if value, _ := strconv.ParseFloat(label, 64); value >= lo && value <= hi {
					ticks = append(ticks, plot.Tick{Value: value, Label: label})
				}
			}
		}
		if len(ticks) >= 3 {
			return ticks
		}
	}
	return evenTicks(lo, hi)
}

// decimal returns a positive value with at most three digits, and without an exponent from 0.000001 to 999999.
func decimal(value float64) string {
	rounded, _ := strconv.ParseFloat(fmt.Sprintf("%.3g", value), 64)
	if value < 1e-6 || value >= 1e6 {
		return strconv.FormatFloat(rounded, 'g', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// evenTicks returns three to eight labels for a linear axis, at the multiples of 1, 2 or 5 times a power of ten. (plot.DefaultTicks has
// as few as two.)
func evenTicks(lo, hi float64) (ticks []plot.Tick) {
	const most, rounding = 7, 1e-9 // most intervals
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/most)))
	for _, factor := range []float64{2, 2.5, 2} {
		if step*most < hi-lo {
			step *= factor
		}
	}
	format, digits := byte('f'), max(0, -int(math.Floor(math.Log10(step)+rounding)))
	if digits > 5 || step > 1e5 { // as long numbers would leave no room for the panel
		format, digits = 'g', 4
	}
	first := math.Ceil(lo/step - rounding)
	for i := range most + 1 {
		if value := (first + float64(i)) * step; value <= hi+rounding*step {
			ticks = append(ticks, plot.Tick{Value: min(max(value, lo), hi), Label: strconv.FormatFloat(value, format, digits, 64)})
		}
	}
	return ticks
}
