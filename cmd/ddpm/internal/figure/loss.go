package figure

import (
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// History is what a training wrote down, one element a row of its log.
type History struct {
	Step []float64 // growing
	Loss []float64
	Rate []float64 // the learning rate

	// Irreducible is the mean loss of the best possible network, which no training gets below: what is left of the noise
	// to guess when all of the data's distribution is known. If it is not positive, it is not known and not drawn.
	Irreducible float64
}

// Loss writes a figure of a training: above, on a logarithmic axis, the loss of every step, faint, its running mean,
// strong, and the irreducible loss, where it is known; below, over the same steps, the learning rate. Rows whose loss is
// not a positive number are left out.
func Loss(w io.Writer, h History) error {
	return encode(w, h.stack().draw())
}

func (h History) stack() stack {
	loss, rate := h.curves()
	steps, losses, rates := h.axes(loss, rate)
	window := max(1, len(loss)/50)
	raw := dots{points: points(loss), ink: Learned, radius: 0.8, alpha: 0.35}
	mean := line(runningMean(loss, window), Learned, 2)
	marks := []plot.Plotter{raw, mean}
	least := line(plotter.XYs{{X: steps.lo, Y: h.Irreducible}, {X: steps.hi, Y: h.Irreducible}}, True, 1.5)
	if h.irreducible() {
		marks = []plot.Plotter{raw, least, mean}
	}
	legend := func(l *plot.Legend) {
		l.Top = true
		l.XOffs, l.YOffs = -gap, -gap
		l.Add("one step", raw)
		l.Add(fmt.Sprintf("mean over %.0f steps", float64(window)*spacing(loss)), mean)
		if h.irreducible() {
			l.Add(fmt.Sprintf("irreducible: %.4f", h.Irreducible), least)
		}
	}
	return stack{steps, []floor{
		{panel{title: "training loss", y: losses, marks: marks, legend: legend}, 250},
		{panel{title: "learning rate", y: rates, marks: []plot.Plotter{line(rate, textGrey, 1.5)}}, 80},
	}}
}

// irreducible reports whether the irreducible loss is known.
func (h History) irreducible() bool {
	return drawable(h.Irreducible)
}

// curves returns loss and learning rate over the steps.
func (h History) curves() (loss, rate plotter.XYs) {
	for i, value := range h.Loss {
		if drawable(value) {
			loss = append(loss, plotter.XY{X: h.Step[i], Y: value})
			rate = append(rate, plotter.XY{X: h.Step[i], Y: h.Rate[i]})
		}
	}
	return loss, rate
}

// axes returns the axes on which the curves fit: the steps, the losses and the learning rates.
func (h History) axes(loss, rate plotter.XYs) (steps, losses, rates axis) {
	last, lowest, highest, peak := 1.0, 0.1, 1.0, 1.0
	if len(loss) > 0 {
		_, last, lowest, highest = plotter.XYRange(loss)
		_, _, _, peak = plotter.XYRange(rate)
	}
	if h.irreducible() {
		lowest, highest = min(lowest, h.Irreducible), max(highest, h.Irreducible)
	}
	if peak == 0 {
		peak = 1
	}
	return stepAxis(last), logAxis(lowest, highest), linearAxis(peak)
}

// spacing returns how many steps lie between two points of a curve, on average.
func spacing(curve plotter.XYs) float64 {
	if len(curve) < 2 {
		return 1
	}
	return (curve[len(curve)-1].X - curve[0].X) / float64(len(curve)-1)
}

// runningMean returns the curve of means over as many neighbours as the window has, fewer at the ends.
func runningMean(curve plotter.XYs, window int) plotter.XYs {
	sums := make([]float64, len(curve)+1) // sums[i] is the sum of the first i
	for i, p := range curve {
		sums[i+1] = sums[i] + p.Y
	}
	means := make(plotter.XYs, len(curve))
	for i, p := range curve {
		lo, hi := max(0, i-window/2), min(len(curve), i-window/2+window)
		means[i] = plotter.XY{X: p.X, Y: (sums[hi] - sums[lo]) / float64(hi-lo)}
	}
	return means
}

// points returns the points of a curve.
func points(curve plotter.XYs) []data.Point {
	points := make([]data.Point, len(curve))
	for i, p := range curve {
		points[i] = data.Point{p.X, p.Y}
	}
	return points
}

// line returns a smooth curve as a mark.
func line(curve plotter.XYs, ink color.Color, thickness vg.Length) *plotter.Line {
	return &plotter.Line{XYs: thinned(curve), LineStyle: draw.LineStyle{Color: ink, Width: thickness}}
}

// thinned returns every so manieth point of a smooth curve, as many as a picture can show.
func thinned(curve plotter.XYs) plotter.XYs {
	const enough = width
	if len(curve) <= enough {
		return curve
	}
	kept := make(plotter.XYs, enough)
	for i := range kept {
		kept[i] = curve[i*(len(curve)-1)/(enough-1)]
	}
	return kept
}
