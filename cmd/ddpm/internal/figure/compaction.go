package figure

import (
	"image/color"
	"io"
	"math"

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
	least := 0.1
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
	marks := func(from float64) (marks []plot.Plotter) {
		for i, curve := range all {
			ink := timeInk(i, len(all))
			marks = append(marks, band{stretch(curve.Measured, from), draw.LineStyle{Color: faint(ink), Width: bandWidth}})
		}
		for i, curve := range all {
			marks = append(marks, line(stretch(curve.Expected, from), timeInk(i, len(all)), 1.25))
		}
		return marks
	}
	panel{title: "share of the energy that they hold", x: linear, y: y, marks: marks(0), legend: func(l *plot.Legend) {
		l.XOffs, l.YOffs = -gap, gap
		for i, curve := range all {
			l.Add(curve.Title, line(nil, timeInk(i, len(all)), bandWidth))
		}
	}}.draw(c, rectangle(left, bottom, left+wide, bottom+tall))
	y.bare = true
	panel{title: "bands: measured; lines: expected", x: low, y: y, marks: marks(least)}.draw(c, rectangle(right, bottom, right+wide, bottom+tall))
	return c
}

// bandWidth is how wide the curve of what is measured is, in points.
const bandWidth = 5

// band is a mark: a curve so wide that it hangs over the ends of the axes, which a plotter.Line would move in for it.
type band struct {
	plotter.XYs
	draw.LineStyle
}

// Plot draws the curve. It implements plot.Plotter.
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	curve := make([]vg.Point, len(b.XYs))
	for i, xy := range b.XYs {
		curve[i] = vg.Point{X: c.X(p.X.Norm(xy.X)), Y: c.Y(p.Y.Norm(xy.Y))}
	}
	c.StrokeLines(b.LineStyle, curve)
}

// stretch returns the points of a curve from a first value on.
func stretch(curve []data.Point, from float64) (xys plotter.XYs) {
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
		label := "0"
		if share > 0 {
			label = positive(share*100) + "%"
		}
		ticks = append(ticks, plot.Tick{Value: share, Label: label})
	}
	return ticks
}

// timeInks are colours of Okabe and Ito's palette in the order of the rainbow, for data to noise.
var timeInks = []color.RGBA{Learned, {R: 0x00, G: 0x9e, B: 0x73, A: 0xff}, {R: 0xe6, G: 0x9f, B: 0x00, A: 0xff}, True}

// timeInk is the colour of the i-th of n moments.
func timeInk(i, n int) color.RGBA {
	place := float64(i) / float64(max(1, n-1)) * float64(len(timeInks)-1)
	from := min(int(place), len(timeInks)-2)
	a, b, part := timeInks[from], timeInks[from+1], place-float64(from)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + part*(float64(b)-float64(a)))) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}
