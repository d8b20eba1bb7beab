package figure

import (
	"io"

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

// Excess writes a figure of a network's loss by noise level, on a logarithmic time axis: above, the loss beside the best possible
// one; below, on a logarithmic axis, the excess with a bar of one standard error each way. A value that is not positive has no
// place on a logarithmic axis and is left out.
func Excess(w io.Writer, l Levels) error { return l.sheet().write(w) }

func (l Levels) sheet() sheet {
	learned, optimal := line(along(l.Time, l.Learned), Learned, 2), line(along(l.Time, l.Optimal), True, 1.5)
	losses := newChart("loss by noise level", learned, optimal)
	losses.Legend.Add("learned", learned)
	losses.Legend.Add("irreducible: the best possible", optimal)
	_, most := reach(l.Learned, l.Optimal)
	fromZero(&losses.Y, most)

	lowest, highest := reach(l.Excess)
	excess := along(l.Time, l.Excess)
	bars := l.bars(lowest / headroom)
	excesses := newChart("excess: learned less best possible, ± standard error", bars, line(excess, Learned, 1), markers(excess, Learned, 2))
	logarithmic(&excesses.Y, lowest, highest)
	for _, p := range []*plot.Plot{losses, excesses} {
		p.X.Min, p.X.Max = reach(l.Time)
		p.X.Min = max(1, p.X.Min)
		p.X.Max = max(p.X.Max, 2*p.X.Min)
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, labels{Ticker: logTicks{}}
	}
	excesses.X.Label.Text = "noise level t"
	return sheet{rows: charts(190, losses, excesses)}
}

// bars returns one standard error each way about the excess as a mark, cut off at the lower end of the axis.
func (l Levels) bars(lowest float64) plot.Plotter {
	bars := &plotter.YErrorBars{LineStyle: draw.LineStyle{Color: faint(Learned), Width: 1.5}}
	for i, excess := range l.Excess {
		if drawable(excess) && drawable(l.SE[i]) {
			bars.XYs = append(bars.XYs, plotter.XY{X: l.Time[i], Y: excess})
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{-min(l.SE[i], excess-lowest), l.SE[i]})
		}
	}
	return bars
}
