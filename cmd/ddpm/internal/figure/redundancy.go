package figure

import (
	"image/png"
	"io"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"ddpm/data"
)

// Redundant is an image with noise at one resolution, and after pooling to the smallest.
type Redundant struct {
	Size, Ratio   string // in words: of the image, and its signal-to-noise ratio after pooling
	Noised        Picture
	Pooled        Picture
	SNR, Measured []data.Point // the ratio after pooling in decibels over time, as expected and as drawn
}

// Redundancy writes a figure of an image at several resolutions with the same amount of noise: above as it is, in the middle
// pooled to the smallest resolution, below the signal-to-noise ratio that is left over time, a line as expected and dots as drawn.
// It panics if there are no resolutions.
func Redundancy(w io.Writer, all []Redundant) error {
	if len(all) == 0 {
		panic("figure: no resolutions to draw")
	}
	return png.Encode(w, redundancy(all).Canvas.(*vgimg.Canvas).Image())
}

func redundancy(all []Redundant) draw.Canvas {
	const words, apart, curves = 150, 24, 220
	tall := tallOf(all[0].Noised.Image, pictureSide)
	height := 2*(titleSpace+tall) + gap + titleSpace + curves + tickSpace + labelSpace + margin
	c := newCanvas(height)
	upper := height - titleSpace - tall
	lower := upper - titleSpace - tall
	right := style(labelSize, text.XLeft, text.YCenter)
	c.FillText(right, vg.Point{X: margin, Y: upper + tall/2 + 8}, "the same noise")
	c.FillText(right, vg.Point{X: margin, Y: upper + tall/2 - 8}, "at each resolution")
	c.FillText(right, vg.Point{X: margin, Y: lower + tall/2 + 8}, "pooled to "+all[len(all)-1].Size+":")
	c.FillText(right, vg.Point{X: margin, Y: lower + tall/2 - 8}, "what survives")
	var marks []plot.Plotter
	var sets [][]float64
	var legend []plot.Thumbnailer
	for i, r := range all {
		left := vg.Length(words + i*(pictureSide+apart))
		r.Noised.Title, r.Pooled.Title = r.Size, "SNR "+strings.Replace(r.Ratio, "-", "−", 1)
		r.Noised.draw(c, rectangle(left, upper, left+pictureSide, upper+tall))
		r.Pooled.draw(c, rectangle(left, lower, left+pictureSide, lower+tall))
		ink := scheduleInks[i%Schedules]
		curve := line(stretch(r.SNR, 0), ink, 2)
		legend = append(legend, curve)
		marks = append(marks, curve, dots{points: r.Measured, ink: ink, radius: 2.5, alpha: 1})
		var values []float64
		for _, p := range r.SNR {
			values = append(values, p[1])
		}
		sets = append(sets, values)
	}
	last := all[0].SNR[len(all[0].SNR)-1][0]
	y := span(sets)
	x := axis{hi: last, scale: plot.LinearScale{}, ticks: toEnds(last), label: "step t of the forward process", grid: true}
	marks = append(marks, level(last, 0))
	bottom := vg.Length(margin + tickSpace + labelSpace)
	left := whole(margin + labelDistance + labelWidth(y))
	panel{title: "signal-to-noise ratio after pooling, in decibels; dashed: as much noise as signal", x: x, y: y, marks: marks,
		legend: func(l *plot.Legend) {
			l.Top = true
			l.XOffs, l.YOffs = -gap, -gap
			for i, r := range all {
				l.Add(r.Size, legend[i])
			}
		}}.draw(c, rectangle(left, bottom, width-overhang, bottom+curves))
	return c
}
