package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

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
	return plot.DefaultTicks{}.Ticks(lo, hi)
}

// decimal returns a positive value with at most three digits, and without an exponent from 0.000001 to 999999.
func decimal(value float64) string {
	rounded, _ := strconv.ParseFloat(fmt.Sprintf("%.3g", value), 64)
	if value < 1e-6 || value >= 1e6 {
		return strconv.FormatFloat(rounded, 'g', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// percents returns ticks at shares, with labels in per cent.
func percents(shares ...float64) plot.Ticker {
	var ticks plot.ConstantTicks
	for _, share := range shares {
		ticks = append(ticks, plot.Tick{Value: share, Label: decimal(share*100) + "%"})
	}
	return ticker{ticks}
}

// short returns a value with two significant digits, but no more than four decimals.
func short(value float64) string {
	const least = 1e-4
	switch size := math.Abs(value); {
	case value == 0:
		return "0"
	case size < least && value > 0:
		return "<0.0001"
	case size < least:
		return ">−0.0001"
	}
	return minus(fmt.Sprintf("%#.2g", value))
}
