package figure

import (
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Cost writes a figure of what a network's errors cost in nats, by noise level: nats[i] is the cost of the level time[i], a t from
// 1 on. A bar is the sum over all levels between two powers of two, so that the bars add up to the whole cost. A value that is not a
// number counts as zero.
func Cost(w io.Writer, time, nats []float64) error { return costs(time, nats).write(w) }

func costs(time, nats []float64) sheet {
	const barsWidth = 540 // of all bars together, in points
	sums := octaves(time, nats)
	n := max(1, len(sums))
	bars := &plotter.BarChart{Values: sums, Width: barsWidth / vg.Length(n), Color: Learned}
	values := &plotter.Labels{}
	highest := 0.0
	for octave, height := range sums {
		highest = max(highest, height)
		values.XYs = append(values.XYs, plotter.XY{X: float64(octave), Y: height})
		values.Labels = append(values.Labels, short(height))
		values.TextStyle = append(values.TextStyle, style(tickSize, text.XCenter, text.YBottom))
	}
	values.Offset.Y = 2
	if highest == 0 {
		highest = 1
	}
	p := newPanel(fmt.Sprintf("cost of the network's errors by noise level: %s nats in all", short(floats.Sum(sums))), bars, values)
	fromZero(&p.Y, 1.05*highest)
	_, last := reach(time)
	p.X.Min, p.X.Max, p.X.Label.Text, p.X.Tick.Marker = -0.6, float64(n)-0.4, "noise level t", octaveTicks(n, last)
	return sheet{rows: charts(230, p)}
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

// octaveTicks returns ticks at 0, 1, …, n−1 for n octaves, the last of which ends at a time; as many as there is room for.
func octaveTicks(n int, last float64) (ticks plot.ConstantTicks) {
	every := (n + 11) / 12
	for octave := 0; octave < n; octave += every {
		from, to := math.Exp2(float64(octave)), min(last, math.Exp2(float64(octave+1))-1)
		label := fmt.Sprintf("%.0f", from)
		if to > from {
			label = fmt.Sprintf("%.0f–%.0f", from, to)
		}
		ticks = append(ticks, plot.Tick{Value: float64(octave), Label: label})
	}
	return ticks
}
