package figure

import (
	"fmt"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"ddpm/data"
)

// History is what a training recorded, one element a row of its log.
type History struct {
	Step []float64 // growing
	Loss []float64
	Rate []float64 // the learning rate

	// Irreducible is the mean loss of the best possible network, below which no training gets: part of the noise stays unknown
	// even if the data's distribution is known. If it is not positive, it is not known and not drawn.
	Irreducible float64
}

// Loss writes a figure of a training: above, on a logarithmic axis, the loss of every step, faint, its running mean, strong, and
// the irreducible loss, where it is known; below, over the same steps, the learning rate. Rows whose loss is not a positive
// number are left out.
func Loss(w io.Writer, h History) error { return h.sheet().write(w) }

func (h History) sheet() sheet {
	var points []data.Point
	var rate plotter.XYs
	for i, value := range h.Loss {
		if drawable(value) {
			points = append(points, data.Point{h.Step[i], value})
			rate = append(rate, plotter.XY{X: h.Step[i], Y: h.Rate[i]})
		}
	}
	loss := curveOf(points)
	last, lowest, highest, peak := 1.0, 0.1, 1.0, 0.0
	if len(loss) > 0 {
		_, last, lowest, highest = plotter.XYRange(loss)
		_, _, _, peak = plotter.XYRange(rate)
	}
	window := max(1, len(loss)/50)
	raw := dots{points: points, ink: Learned, radius: 0.8, alpha: 0.35}
	mean := line(runningMean(loss, window), Learned, 2)
	marks := []plot.Plotter{raw, mean}
	least := line(level(h.Irreducible, 0, last), True, 1.5)
	known := drawable(h.Irreducible)
	if known {
		lowest, highest = min(lowest, h.Irreducible), max(highest, h.Irreducible)
		marks = []plot.Plotter{raw, least, mean}
	}
	losses, rates := newChart("training loss", marks...), newChart("learning rate", line(rate, textGrey, 1.5))
	logarithmic(&losses.Y, lowest, highest)
	if peak == 0 {
		peak = 1
	}
	fromZero(&rates.Y, peak)
	steps(&losses.X, last, "")
	steps(&rates.X, last, "step")
	losses.Legend.Add("one step", markers(nil, faint(Learned), 1.5))
	losses.Legend.Add(fmt.Sprintf("mean over %.0f steps", float64(window)*spacing(loss)), mean)
	if known {
		losses.Legend.Add(fmt.Sprintf("irreducible: %.4f", h.Irreducible), least)
	}
	return sheet{rows: append(charts(250, losses), charts(80, rates)...)}
}

// spacing returns how many steps lie between two points of a curve, on average.
func spacing(curve plotter.XYs) float64 {
	if len(curve) < 2 {
		return 1
	}
	return (curve[len(curve)-1].X - curve[0].X) / float64(len(curve)-1)
}

// Progress writes a figure of the excess loss over the steps of a training, on a logarithmic axis: how far the network was from the
// best possible one. Rows whose excess is not a positive number are left out.
func Progress(w io.Writer, step, excess []float64) error { return progress(step, excess).write(w) }

func progress(step, excess []float64) sheet {
	curve := along(step, excess)
	p := newChart("excess loss during training", line(curve, Learned, 2), markers(curve, Learned, 2.5))
	_, last := reach(step)
	steps(&p.X, last, "step")
	lowest, highest := reach(excess)
	logarithmic(&p.Y, lowest, highest)
	return sheet{rows: charts(220, p)}
}
