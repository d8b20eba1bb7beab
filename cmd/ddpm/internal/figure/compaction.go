package figure

import (
	"image/color"
	"io"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"ddpm/data"
)

// Compaction is how much of an image's energy is in its low frequencies: pairs of a share of the frequencies, and the share of the
// energy that they hold, both from 0 to 1.
type Compaction struct {
	Title              string
	Measured, Expected []data.Point
}

// Compactions writes a figure of compactions, from clean to noise: on the left over all frequencies, where white noise is a
// straight line, on the right the low ones, on a logarithmic axis. What is measured is a wide band of colour, and what is expected a
// thin line in it. It panics if there are none.
func Compactions(w io.Writer, all []Compaction) error {
	require(len(all) > 0, "figure: no compactions to draw")
	const bandWidth = 5
	least := 0.1
	for _, p := range all[0].Measured {
		if p[0] > 0 {
			least = min(least, p[0])
		}
	}
	marks := func(from float64) (marks []plot.Plotter) {
		for i, c := range all {
			marks = append(marks, line(startingAt(c.Measured, from), faint(timeInk(i, len(all))), bandWidth))
		}
		for i, c := range all {
			marks = append(marks, line(startingAt(c.Expected, from), timeInk(i, len(all)), 1.25))
		}
		return marks
	}
	linearPanel := newChart("share of the energy that they hold", marks(0)...)
	linear(&linearPanel.X, 0, 1)
	linearPanel.X.Label.Text = "share of the frequencies, lowest first"
	linearPanel.X.Tick.Marker = percents(0, .2, .4, .6, .8, 1)
	linearPanel.Legend.Top, linearPanel.Legend.YOffs = false, gap
	for i, c := range all {
		linearPanel.Legend.Add(c.Title, line(nil, timeInk(i, len(all)), bandWidth))
	}
	logPanel := newChart("bands: measured; lines: expected", marks(least)...)
	logPanel.X.Min, logPanel.X.Max, logPanel.X.Scale = least, 1, plot.LogScale{}
	logPanel.X.Label.Text = "on a logarithmic axis"
	logPanel.X.Tick.Marker = labels{Ticker: percents(1e-6, 1e-5, 1e-4, 1e-3, .01, .1, 1)}
	for _, p := range []*plot.Plot{linearPanel, logPanel} {
		linear(&p.Y, 0, 1)
		p.Y.Tick.Marker = percents(0, .2, .4, .6, .8, 1)
	}
	return sheet{rows: []row{{panels: []*plot.Plot{linearPanel, logPanel}, gap: gap, height: 300}}}.write(w)
}

// startingAt returns the curve through the points from a first value on.
func startingAt(points []data.Point, from float64) plotter.XYs {
	return curveOf(slices.DeleteFunc(slices.Clone(points), func(p data.Point) bool { return p[0] < from }))
}

// timeInk is the colour of the i-th of n times, from the data's colours to noise: a rainbow of four colours, and mixtures of them.
func timeInk(i, n int) color.RGBA {
	rainbow := []color.RGBA{Learned, green, orange, True}
	place := float64(i) / float64(max(1, n-1)) * float64(len(rainbow)-1)
	from := min(int(place), len(rainbow)-2)
	return mixed(rainbow[from], rainbow[from+1], place-float64(from))
}
