package figure

import (
	"fmt"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Cost writes a figure of what a network's errors cost in nats, by noise level: nats[i] is the cost of level time[i], a
// t from 1 on, and a bar is the sum over all levels between two powers of two, so that the bars add up to the whole cost.
// What is not a number counts as zero.
func Cost(w io.Writer, time, nats []float64) error {
	return encode(w, costs(time, nats).draw())
}

func costs(time, nats []float64) stack {
	bars := octaves(time, nats)
	var whole, highest float64
	for _, height := range bars {
		whole, highest = whole+height, max(highest, height)
	}
	if highest == 0 {
		highest = 1
	}
	_, last := reach(time)
	return stack{octaveAxis(len(bars), last), []floor{{panel{
		title: fmt.Sprintf("cost of the network's errors by noise level: %s nats in all", short(whole)),
		y:     linearAxis(1.05 * highest),
		marks: []plot.Plotter{columns(bars)},
	}, 230}}}
}

// octaves returns the sums of the values at the times 1, 2–3, 4–7, 8–15, and so on.
func octaves(time, values []float64) []float64 {
	var sums []float64
	for i, value := range values {
		octave := int(math.Floor(math.Log2(max(1, time[i]))))
		for len(sums) <= octave {
			sums = append(sums, 0)
		}
		if drawable(value) {
			sums[octave] += value
		}
	}
	return sums
}

// octaveAxis returns an axis on which n octaves stand at 0, 1, …, n−1, the last of which ends at a time; as many are
// labelled as there is room for.
func octaveAxis(n int, last float64) axis {
	every := (n + 11) / 12
	var ticks []plot.Tick
	for octave := 0; octave < n; octave += every {
		from, to := math.Exp2(float64(octave)), min(last, math.Exp2(float64(octave+1))-1)
		label := fmt.Sprintf("%.0f", from)
		if to > from {
			label = fmt.Sprintf("%.0f–%.0f", from, to)
		}
		ticks = append(ticks, plot.Tick{Value: float64(octave), Label: label})
	}
	return axis{
		lo: -0.6, hi: float64(max(1, n)) - 0.4, scale: plot.LinearScale{},
		ticks: plot.ConstantTicks(ticks), label: "noise level t",
	}
}

// columns is a mark: the heights of bars that stand at 0, 1, …, with their heights above them.
type columns []float64

// Plot draws the bars. It implements plot.Plotter.
func (heights columns) Plot(c draw.Canvas, p *plot.Plot) {
	const half = 0.36 // of a bar's width
	above := style(tickSize, text.XCenter, text.YBottom)
	for i, height := range heights {
		middle := float64(i)
		box := func(x, y float64) vg.Point { return vg.Point{X: c.X(p.X.Norm(x)), Y: c.Y(p.Y.Norm(y))} }
		c.FillPolygon(Learned, []vg.Point{
			box(middle-half, 0), box(middle+half, 0), box(middle+half, height), box(middle-half, height),
		})
		c.FillText(above, box(middle, height).Add(vg.Point{Y: 2}), short(height))
	}
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
