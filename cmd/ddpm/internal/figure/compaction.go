package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// Compaction is how the energy of an image is packed in its low frequencies: the share of the frequencies, and that of the energy
// that they hold, both from 0 to 1.
type Compaction struct {
	Title              string
	Measured, Expected []data.Point
}

// Compactions writes a figure of compactions, from clean to noise: on the left over all frequencies, where white noise is a
// straight line, on the right the low ones, on a logarithmic axis. What is measured is a band of colour, and what is expected a
// line in it. It panics if there are none.
func Compactions(w io.Writer, all []Compaction) error {
	if len(all) == 0 {
		panic("figure: no compactions to draw")
	}
	return encode(w, compactions(all))
}

func compactions(all []Compaction) draw.Canvas {
	const tall, between = 300, 40
	least := 1.0
	for _, p := range all[0].Measured {
		if p[0] > 0 {
			least = min(least, p[0])
		}
	}
	y := axis{hi: 1, scale: plot.LinearScale{}, ticks: percents(0, .2, .4, .6, .8, 1), grid: true}
	linear := axis{hi: 1, scale: plot.LinearScale{}, ticks: percents(0, .2, .4, .6, .8, 1), label: "share of the frequencies, lowest first", grid: true}
	low := axis{lo: least, hi: 1, scale: plot.LogScale{}, ticks: percents(1e-6, 1e-5, 1e-4, 1e-3, .01, .1, 1), label: "the same, on a logarithmic axis", grid: true}
	left := whole(margin + labelDistance + labelWidth(y))
	wide := whole((width - left - between - overhang) / 2)
	bottom := vg.Length(margin + labelSpace + tickSpace)
	c := newCanvas(bottom + tall + titleSpace + margin)
	right := left + wide + between
	var thumbnails []plot.Thumbnailer
	marks := func(from float64) (marks []plot.Plotter) {
		for i, curve := range all {
			ink := timeInk(i, len(all))
			band := line(along2(curve.Measured, from), faint(ink), 5)
			marks = append(marks, band)
			if len(thumbnails) < len(all) {
				thumbnails = append(thumbnails, band)
			}
		}
		for i, curve := range all {
			marks = append(marks, line(along2(curve.Expected, from), timeInk(i, len(all)), 1.25))
		}
		return marks
	}
	panel{title: "share of the energy that they hold", x: linear, y: y, marks: marks(0), legend: func(l *plot.Legend) {
		l.XOffs, l.YOffs = -gap, gap
		for i, curve := range all {
			l.Add(curve.Title, thumbnails[i])
		}
	}}.draw(c, rectangle(left, bottom, left+wide, bottom+tall))
	y.bare = true
	panel{title: "bands: measured; lines: expected", x: low, y: y, marks: marks(least)}.draw(c, rectangle(right, bottom, right+wide, bottom+tall))
	return c
}

// along2 returns the points of a curve from a first value on.
func along2(curve []data.Point, from float64) (xys plotter.XYs) {
	for _, p := range curve {
		if p[0] >= from {
			xys = append(xys, plotter.XY{X: p[0], Y: p[1]})
		}
	}
	return xys
}

// percents returns ticks at shares, labelled in per cent.
func percents(shares ...float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for _, share := range shares {
		ticks = append(ticks, plot.Tick{Value: share, Label: positive(share*100) + "%"})
	}
	ticks[0].Label = zeroPercent(ticks[0])
	return ticks
}

func zeroPercent(t plot.Tick) string {
	if t.Value == 0 {
		return "0"
	}
	return t.Label
}

// timeInk is the colour of the i-th of n moments: from the blue of data over violet to the vermillion of noise.
func timeInk(i, n int) color.RGBA {
	part := float64(i) / float64(max(1, n-1))
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + part*(float64(b)-float64(a))) }
	return color.RGBA{mix(Learned.R, True.R), mix(Learned.G, True.G), mix(Learned.B, True.B), 0xff}
}
