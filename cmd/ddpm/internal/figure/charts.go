package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The height of a chart that has a figure for itself, or shares one with another, in points.
const (
	chartHeight = 230
	halfHeight  = 180
)

// Levels is what was measured of a network at some noise levels, one element a level.
type Levels struct {
	Time    []float64 // t, at least 1 and growing
	Learned []float64 // the network's loss
	Optimal []float64 // the loss of the best possible network
	Excess  []float64 // the first less the second, which is E‖ε̂ − ε*‖² on the scale of the losses
	SE      []float64 // the standard error of the excess
}

// Excess returns a figure of a network's loss by noise level, on a logarithmic time axis: above, the loss beside the best possible
// one; below, on a logarithmic axis, the excess with a bar of one standard error each way. A value that is not positive has no
// place on a logarithmic axis and is left out.
func Excess(l Levels) Sheet {
	learned, optimal := line(along(l.Time, l.Learned, tiny), Learned, 2), line(along(l.Time, l.Optimal, tiny), True, 1.5)
	losses := newChart("loss by noise level", learned, optimal)
	losses.Legend.Add("learned", learned)
	losses.Legend.Add("irreducible: the best possible", optimal)
	fromZero(&losses.Y)

	excess := along(l.Time, l.Excess, tiny)
	excesses := newChart("excess: learned less best possible, ± standard error", l.bars(excess), line(excess, Learned, 1), markers(excess, Learned, 2))
	logarithmic(&excesses.Y)
	for _, p := range []*plot.Plot{losses, excesses} {
		p.X.Min, p.X.Max = plotter.Range(plotter.Values(l.Time)) // of both, even if marks are left out
		logarithmic(&p.X)
	}
	excesses.X.Label.Text = timeLabel(l.Time)
	return charts(halfHeight, losses, excesses)
}

// bars returns one standard error each way about the excess as a mark. It is cut off a little below the lowest excess, because it may
// reach below 0, which has no place on a logarithmic axis.
func (l Levels) bars(excess plotter.XYs) *plotter.YErrorBars {
	_, _, lowest, _ := plotter.XYRange(excess)
	bars := &plotter.YErrorBars{LineStyle: draw.LineStyle{Color: pale(Learned, 0.5), Width: 1.5}}
	for i, value := range l.Excess {
		if drawable(value) && drawable(l.SE[i]) {
			bars.XYs = append(bars.XYs, plotter.XY{X: l.Time[i], Y: value})
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{-min(l.SE[i], value-lowest/headroom), l.SE[i]})
		}
	}
	return bars
}

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
		values.Labels = append(values.Labels, decimal(height))
		values.TextStyle = append(values.TextStyle, style(tickSize, text.XCenter, text.YBottom))
		if octave%((n+mostNames-1)/mostNames) == 0 {
			names = append(names, plot.Tick{Value: float64(octave), Label: octaveName(octave, floats.Max(time))})
		}
	}
	p := newPanel(fmt.Sprintf("cost of the network's errors by noise level: %s nats in all", decimal(floats.Sum(sums))), bars, values)
	fromZero(&p.Y)
	p.X.Min, p.X.Max, p.X.Label.Text, p.X.Tick.Marker = -0.6, float64(n)-0.4, timeLabel(time), names
	return charts(chartHeight, p)
}

// timeLabel names an axis of times, the last of which is T.
func timeLabel(time []float64) string {
	if len(time) == 0 {
		return "t"
	}
	return fmt.Sprintf("t of %.0f: little noise on the left, much on the right", floats.Max(time))
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

// Sampler is how far the points of a sampler are from true ones, one element a number of network evaluations. The unit is the floor,
// the distance between two independent true samples.
type Sampler struct {
	Name    string
	Evals   []float64 // growing
	Learned []float64 // with the network
	Exact   []float64 // with the best possible one; NaN where that is not known
}

// Samplers returns a figure of quality against network evaluations, on logarithmic axes: a colour a sampler, the network's curve
// solid, that of the best possible one dashed, and a line at the floor, which is 1. There are colours for six samplers.
func Samplers(samplers []Sampler) Sheet {
	p := newChart("sliced 2-Wasserstein distance from true points, in floors")
	for i, s := range samplers {
		learned := along(s.Evals, s.Learned, tiny)
		solid := line(learned, ink(i), 2)
		p.Add(dashed(along(s.Evals, s.Exact, tiny), ink(i)), solid, markers(learned, ink(i), 2.5))
		p.Legend.Add(s.Name, solid)
	}
	logarithmic(&p.X)
	floor := line(level(1, p.X.Min, p.X.Max), frameGrey, 1.5)
	p.Add(floor)
	logarithmic(&p.Y)
	p.X.Label.Text = "network evaluations a point"
	p.Legend.Add("this network", line(nil, textGrey, 2))
	p.Legend.Add("the best possible one", dashed(nil, textGrey))
	p.Legend.Add("floor: true points", floor)
	return charts(380, p)
}
