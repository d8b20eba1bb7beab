package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Cost returns a figure of what a network's errors cost in nats, by noise level: nats[i] is the cost of the level time[i], a t from
// 1 on. A bar is the sum over all levels between two powers of two, so that the bars add up to the whole cost. A value that is not a
// number counts as zero.
func Cost(time, nats []float64) Sheet {
	const barsWidth, mostNames = 540, 12 // of all bars together, in points; and how many names there is room for
	sums := octaves(time, nats)
	n := max(1, len(sums))
	bars := &plotter.BarChart{Values: sums, Width: barsWidth / vg.Length(n), Color: Learned}
	values := &plotter.Labels{Offset: vg.Point{Y: 2}}
	var names plot.ConstantTicks
	for octave, height := range sums {
		values.XYs = append(values.XYs, plotter.XY{X: float64(octave), Y: height})
		values.Labels = append(values.Labels, short(height))
		values.TextStyle = append(values.TextStyle, style(tickSize, text.XCenter, text.YBottom))
		if octave%((n+mostNames-1)/mostNames) == 0 {
			names = append(names, plot.Tick{Value: float64(octave), Label: octaveName(octave, floats.Max(time))})
		}
	}
	p := newPanel(fmt.Sprintf("cost of the network's errors by noise level: %s nats in all", short(floats.Sum(sums))), bars, values)
	fromZero(&p.Y)
	p.X.Min, p.X.Max, p.X.Label.Text, p.X.Tick.Marker = -0.6, float64(n)-0.4, "noise level t", names
	return charts(chartHeight, p)
}

// octaves returns the sums of the values at the times 1, 2–3, 4–7, 8–15, and so on.
func octaves(time, values []float64) []float64 {
	var sums []float64
	for i, value := range values {
		octave := int(math.Log2(max(1, time[i])))
		for len(sums) <= octave {
			sums = append(sums, 0)
		}
		if drawable(value) {
			sums[octave] += value
		}
	}
	return sums
}

// octaveName returns the first and the last time of an octave, which ends at a time at the latest.
func octaveName(octave int, last float64) string {
	from := math.Exp2(float64(octave))
	if to := min(last, 2*from-1); to > from {
		return fmt.Sprintf("%.0f–%.0f", from, to)
	}
	return fmt.Sprintf("%.0f", from)
}
