package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
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
	excesses.X.Label.Text = "noise level t"
	return charts(halfHeight, losses, excesses)
}

// bars returns one standard error each way about the excess as a mark. It is cut off a little below the lowest excess, because it may
// reach below 0, which has no place on a logarithmic axis.
func (l Levels) bars(excess plotter.XYs) *plotter.YErrorBars {
	_, _, lowest, _ := plotter.XYRange(excess)
	bars := &plotter.YErrorBars{LineStyle: draw.LineStyle{Color: faint(Learned), Width: 1.5}}
	for i, value := range l.Excess {
		if drawable(value) && drawable(l.SE[i]) {
			bars.XYs = append(bars.XYs, plotter.XY{X: l.Time[i], Y: value})
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{-min(l.SE[i], value-lowest/headroom), l.SE[i]})
		}
	}
	return bars
}
