package figure

import (
	"fmt"

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

// The height of a chart that has a figure for itself, or shares one with another, in points.
const (
	chartHeight = 230
	halfHeight  = 180
)

// Loss returns a figure of a training: above, on a logarithmic axis, the loss of every step, faint, its running mean, strong, and
// the irreducible loss, where it is known; below, over the same steps, the learning rate. Rows whose loss is not a positive
// number are left out.
func Loss(h History) Sheet {
	var points []data.Point
	var rate plotter.XYs
	for i, value := range h.Loss {
		if drawable(value) {
			points = append(points, data.Point{h.Step[i], value})
			rate = append(rate, plotter.XY{X: h.Step[i], Y: h.Rate[i]})
		}
	}
	loss := curveOf(points)
	mean := line(runningMean(loss, max(1, len(loss)/50)), Learned, 2)
	losses := newChart("training loss", dots{points: points, ink: Learned, radius: 0.8, alpha: 0.35})
	steps(&losses.X, "")
	losses.Legend.Add("one step", markers(nil, pale(Learned, 0.5), 1.5))
	losses.Legend.Add("running mean", mean)
	if drawable(h.Irreducible) {
		least := line(level(h.Irreducible, 0, losses.X.Max), True, 1.5)
		losses.Add(least)
		losses.Legend.Add(fmt.Sprintf("irreducible: %.4f", h.Irreducible), least)
	}
	losses.Add(mean)
	logarithmic(&losses.Y)

	rates := newChart("learning rate", line(rate, textGrey, 1.5))
	fromZero(&rates.Y)
	steps(&rates.X, "step")
	return charts(halfHeight, losses, rates)
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
