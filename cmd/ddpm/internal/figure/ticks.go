package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// labels is a Ticker's ticks that have a label, with a minus sign in place of a hyphen.
type labels struct {
	plot.Ticker
	edge float64 // the share of the axis at each end without ticks, so that the labels of panels side by side stay apart
}

// Ticks implements plot.Ticker.
func (l labels) Ticks(lo, hi float64) (ticks []plot.Tick) {
	edge := l.edge * (hi - lo)
	for _, tick := range l.Ticker.Ticks(lo, hi) {
		if !tick.IsMinor() && tick.Value >= lo+edge && tick.Value <= hi-edge {
			tick.Label = strings.ReplaceAll(tick.Label, "-", "−")
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

// evenTicks puts labels at the multiples of 1, 2 or 5 times a power of ten: three to eight if 0 is an end of the axis.
type evenTicks struct{}

// Ticks implements plot.Ticker.
func (evenTicks) Ticks(lo, hi float64) (ticks []plot.Tick) {
	const most = 20 // reached only where lo and hi differ by little more than rounding
	least := (hi - lo) / 7
	power := math.Floor(math.Log10(least))
	step := math.Pow(10, power+1)
	for _, nice := range []float64{5, 2, 1} {
		if value := nice * math.Pow(10, power); value >= least {
			step = value
		}
	}
	format, digits := byte('f'), max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	if digits > 5 || step > 1e5 {
		format, digits = 'g', 4
	}
	rounding := 1e-9 * (hi - lo)
	for k := math.Ceil((lo - rounding) / step); k*step <= hi+rounding && len(ticks) < most; k++ {
		label := "0"
		if k != 0 {
			label = strconv.FormatFloat(k*step, format, digits, 64)
		}
		ticks = append(ticks, plot.Tick{Value: min(max(k*step, lo), hi), Label: label})
	}
	return ticks
}

// logTicks puts labels on a logarithmic axis: at powers of ten where there are at least three, else also at as many steps between
// them as it takes to have three labels. If the ends are closer still, the labels are those of a linear axis.
type logTicks struct{}

// Ticks implements plot.Ticker. Both ends must be positive.
func (logTicks) Ticks(lo, hi float64) []plot.Tick {
	const enough = 3
	var ticks []plot.Tick
	for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 4, 5, 7}} {
		ticks = ticks[:0]
		for power := math.Floor(math.Log10(lo)); power <= math.Log10(hi); power++ {
			for _, step := range steps {
				// The decimal is parsed, because a product with 0.1 would have a long label.
				value, _ := strconv.ParseFloat(fmt.Sprintf("%.3g", step*math.Pow(10, power)), 64)
				if value >= lo && value <= hi {
					ticks = append(ticks, plot.Tick{Value: value, Label: decimal(value)})
				}
			}
		}
		if len(ticks) >= enough {
			return ticks
		}
	}
	return evenTicks{}.Ticks(lo, hi)
}

// decimal returns a positive value in as few digits as it needs.
func decimal(value float64) string {
	if value >= 1e-6 && value < 1e-4 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}

// percents returns ticks at shares, with labels in per cent.
func percents(shares ...float64) (ticks plot.ConstantTicks) {
	for _, share := range shares {
		label := "0"
		if share > 0 {
			label = decimal(share*100) + "%"
		}
		ticks = append(ticks, plot.Tick{Value: share, Label: label})
	}
	return ticks
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
	return strings.Replace(fmt.Sprintf("%#.2g", value), "-", "−", 1)
}
