package figure

import (
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

// Compactions returns a figure of compactions, from clean to noise: on the left over all frequencies, where white noise is a
// straight line, on the right the low ones, on a logarithmic axis. What is measured is a wide band of colour, and what is expected a
// thin line in it. It panics if there are none.
func Compactions(all []Compaction) Sheet {
	require(len(all) > 0, "figure: no compactions to draw")
	const bandWidth = 5
	even, low := newChart("energy in the lowest frequencies"), newChart("the same on a logarithmic axis; bands: measured; lines: expected")
	for i, c := range all {
		ink := mixed(Learned, True, float64(i)/float64(max(1, len(all)-1)))
		for _, side := range []struct {
			panel *plot.Plot
			from  float64
		}{{even, 0}, {low, tiny}} {
			side.panel.Add(line(startingAt(c.Measured, side.from), faint(ink), bandWidth), line(startingAt(c.Expected, side.from), ink, 1.25))
		}
		even.Legend.Add(c.Title, line(nil, faint(ink), bandWidth), line(nil, ink, 1.25))
	}
	even.Legend.Top, even.Legend.YOffs = false, gap
	even.X.Label.Text = "share of the frequencies"
	even.X.Tick.Marker = percents(0, .2, .4, .6, .8, 1)
	low.X.Scale, low.X.Tick.Marker = plot.LogScale{}, percents(1e-6, 1e-5, 1e-4, 1e-3, .01, .1, 1)
	panels := []*plot.Plot{even, low}
	for _, p := range panels {
		p.X.Max, p.Y.Min, p.Y.Max, p.Y.Tick.Marker = 1, 0, 1, percents(0, .2, .4, .6, .8, 1)
	}
	return Sheet{grids: []grid{{panels: panels, columns: 2, gap: gap, height: 300}}}
}

// startingAt returns the curve through the points from a first value on.
func startingAt(points []data.Point, from float64) plotter.XYs {
	return curveOf(slices.DeleteFunc(slices.Clone(points), func(p data.Point) bool { return p[0] < from }))
}
