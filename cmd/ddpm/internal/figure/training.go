package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

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
