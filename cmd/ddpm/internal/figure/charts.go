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

	"ddpm/data"
)

// History is what a training recorded, one element a row of its log.
type History struct {
	Step []float64 // growing
	Loss []float64 // against the noise that was drawn
	Rate []float64 // the learning rate

	// TargetLoss is the loss against the mean noise, which was trained on, or nil if the target was the noise that was drawn.
	TargetLoss []float64

	// Irreducible is the mean loss of the best possible network, below which no training gets: part of the noise stays unknown
	// even if the data's distribution is known. If it is not positive, it is not known and not drawn. It is no limit of TargetLoss.
	Irreducible float64

	// HeldOut are the losses at held-out rows, in nats a point, after the steps HeldOutStep, and Kept is the step after which the network was
	// the one that is kept. Without losses nothing is drawn.
	HeldOutStep, HeldOut []float64
	Kept                 float64
}

// The height of a chart that has a figure for itself, or shares one with another, in points.
const (
	chartHeight = 230
	halfHeight  = 180
)

// Loss returns a figure of a training, in panels over the same steps: on a logarithmic axis, the loss of every step, faint, its running
// mean, strong, and the irreducible loss, where it is known; in the same way, with a running median, the loss against the mean noise, if that
// was the target; the loss at held-out rows, if there are any, with a mark where the network is kept; and the learning rate. Rows whose loss is not a positive
// number are left out.
func Loss(h History) Sheet {
	title := "training loss"
	if h.TargetLoss != nil {
		title = "loss against the noise that was drawn"
	}
	losses := h.losses(title, "mean", h.Loss, h.Irreducible)
	panels := []*plot.Plot{losses}
	if h.TargetLoss != nil {
		panels = append(panels, h.losses("loss against the mean noise, which is trained on", "median", h.TargetLoss, 0))
	}
	if curve := along(h.HeldOutStep, h.HeldOut, tiny); len(curve) > 0 {
		panels = append(panels, h.heldOut(curve, losses.X.Max))
	}
	var rate plotter.XYs
	for i, value := range h.Loss {
		if drawable(value) {
			rate = append(rate, plotter.XY{X: h.Step[i], Y: h.Rate[i]})
		}
	}
	rates := newChart("learning rate", line(rate, textGrey, 1.5))
	fromZero(&rates.Y)
	steps(&rates.X, "step")
	return charts(halfHeight, append(panels, rates)...)
}

// runnings are the curves through the middle of the losses, by name.
var runnings = map[string]func(curve plotter.XYs, window int) plotter.XYs{"mean": runningMean, "median": runningMedian}

// losses returns the panel of the losses of all steps, with a running mean or median, and a line at the irreducible loss if that is positive.
func (h History) losses(title, middle string, values []float64, irreducible float64) *plot.Plot {
	var points []data.Point
	for i, value := range values {
		if drawable(value) {
			points = append(points, data.Point{h.Step[i], value})
		}
	}
	loss := curveOf(points)
	running := line(runnings[middle](loss, max(1, len(loss)/50)), Learned, 2)
	p := newChart(title, dots{points: points, ink: Learned, radius: 0.8, alpha: 0.35})
	steps(&p.X, "")
	p.Legend.Add("one step", markers(nil, pale(Learned, 0.5), 1.5))
	p.Legend.Add("running "+middle, running)
	if drawable(irreducible) {
		least := line(level(irreducible, 0, p.X.Max), True, 1.5)
		p.Add(least)
		p.Legend.Add(fmt.Sprintf("irreducible: %.4f", irreducible), least)
	}
	p.Add(running)
	logarithmic(&p.Y)
	return p
}

// heldOut returns the panel of the losses at held-out rows, over so many steps at least. The mark of the network that is kept has no legend,
// which would hide a part of a rising curve, but stands in the title.
func (h History) heldOut(curve plotter.XYs, last float64) *plot.Plot {
	var kept plotter.XYs
	for _, p := range curve {
		if p.X == h.Kept {
			kept = append(kept, p)
		}
	}
	title := fmt.Sprintf("loss at held-out rows, in nats a point; kept after step %.0f", h.Kept)
	p := newChart(title, line(curve, Learned, 2), markers(curve, Learned, 2.5), markers(kept, textGrey, 5))
	padded(&p.Y)
	p.X.Max = max(p.X.Max, last)
	steps(&p.X, "")
	return p
}

// Progress returns a figure of the excess loss over the steps of a training, on a logarithmic axis: how far the network was from the
// best possible one. Rows whose excess is not a positive number are left out.
func Progress(step, excess []float64) Sheet {
	curve := along(step, excess, tiny)
	p := newChart("excess loss during training", line(curve, Learned, 2), markers(curve, Learned, 2.5))
	steps(&p.X, "step")
	logarithmic(&p.Y)
	return charts(chartHeight, p)
}

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
