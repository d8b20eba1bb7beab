package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
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

// Excess writes a figure of a network's loss by noise level, on a logarithmic time axis: above, the loss beside the best
// possible; below, on a logarithmic axis, the excess with a bar of one standard error each way. What is not positive has
// no place on a logarithmic axis and is left out.
func Excess(w io.Writer, l Levels) error {
	return encode(w, l.stack().draw())
}

func (l Levels) stack() stack {
	first, last := reach(l.Time)
	learned, optimal := line(along(l.Time, l.Learned), Learned, 2), line(along(l.Time, l.Optimal), True, 1.5)
	excess := along(l.Time, l.Excess)
	lowest, highest := reach(l.Excess)
	gaps := logAxis(lowest, highest)
	_, most := reach(l.Learned, l.Optimal)
	return stack{timeAxis(max(1, first), last), []floor{
		{panel{title: "loss by noise level", y: linearAxis(most), marks: []plot.Plotter{learned, optimal},
			legend: func(legend *plot.Legend) {
				legend.Top = true
				legend.XOffs, legend.YOffs = -gap, -gap
				legend.Add("learned", learned)
				legend.Add("irreducible: the best possible", optimal)
			}}, 190},
		{panel{title: "excess: learned less best possible, ± standard error", y: gaps, marks: []plot.Plotter{
			l.bars(gaps.lo), line(excess, Learned, 1), dots{points: points(excess), ink: Learned, radius: 2, alpha: 1},
		}}, 190},
	}}
}

// bars returns one standard error each way about the excess as a mark, cut off at the lower end of the axis.
func (l Levels) bars(lowest float64) plot.Plotter {
	bars := &plotter.YErrorBars{LineStyle: draw.LineStyle{Color: faint(Learned), Width: 1.5}, CapWidth: vg.Points(0)}
	for i, excess := range l.Excess {
		if drawable(excess) && drawable(l.SE[i]) {
			bars.XYs = append(bars.XYs, plotter.XY{X: l.Time[i], Y: excess})
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{-min(l.SE[i], excess-lowest), l.SE[i]})
		}
	}
	return bars
}

// along returns the curve of the values that have a place on a logarithmic axis.
func along(x, values []float64) plotter.XYs {
	var curve plotter.XYs
	for i, value := range values {
		if drawable(value) {
			curve = append(curve, plotter.XY{X: x[i], Y: value})
		}
	}
	return curve
}

// faint returns an ink mixed with as much again of paper.
func faint(ink color.RGBA) color.RGBA {
	half := func(v uint8) uint8 { return v/2 + 128 }
	return color.RGBA{R: half(ink.R), G: half(ink.G), B: half(ink.B), A: 0xff}
}
