package figure

import (
	"image"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Spectrum is a picture and the size of its frequencies.
type Spectrum struct {
	Picture
	Width, Height int
	Magnitude     []float64 // (Height, Width), the lowest frequencies first
}

// leastMagnitude is the least magnitude that is told from none; white noise has 1.
const leastMagnitude = 0.01

// Spectra writes a figure of pictures, and under each the magnitude of its frequencies in colours that follow the logarithm, the
// lowest frequency in the lower left corner. All have the size of the first. It panics if there are none.
func Spectra(w io.Writer, spectra []Spectrum) error {
	if len(spectra) == 0 {
		panic("figure: no spectra to draw")
	}
	first := spectra[0]
	top := leastMagnitude * 10
	for _, s := range spectra {
		for _, m := range s.Magnitude {
			if !math.IsInf(m, 1) {
				top = max(top, m)
			}
		}
	}
	x := cycles(first.Width)
	y := cycles(first.Height)
	left := whole(margin + labelDistance + labelWidth(y) + labelSpace)
	columns := vg.Length(len(spectra))
	wide := whole((width - left - margin - barGap - barWidth - barRight - (columns-1)*gap) / columns)
	tall := tallOf(first.Image, wide)
	bottom := vg.Length(margin + labelSpace + tickSpace)
	c := newCanvas(bottom + 2*tall + gap + titleSpace)
	for i, s := range spectra {
		from := left + vg.Length(i)*(wide+gap)
		upper := bottom + tall + gap
		s.Picture.draw(c, rectangle(from, upper, from+wide, upper+tall))
		across, up := x, y
		up.bare = i > 0
		if i == len(spectra)/2 {
			across.label = "cycles across the picture"
		}
		panel{x: across, y: up, marks: []plot.Plotter{magnitudes{s, top}}}.draw(c, rectangle(from, bottom, from+wide, bottom+tall))
	}
	name := style(labelSize, text.XCenter, text.YTop)
	name.Rotation = math.Pi / 2
	c.FillText(name, vg.Point{X: margin, Y: bottom + tall/2}, "cycles up")
	right := width - margin - barRight - vg.Length(barWidth)
	magnitudeBar(c, rectangle(right, bottom, right+barWidth, bottom+tall), top)
	return png.Encode(w, c.Canvas.(*vgimg.Canvas).Image())
}

// cycles returns the axis of so many frequencies: a cosine of number k swings k/2 times over the picture.
func cycles(frequencies int) axis {
	side := float64(frequencies) / 2
	ticks := ticksFor(side)
	ticks.step *= 2
	return axis{hi: side, scale: plot.LinearScale{}, ticks: ticks}
}

// magnitudes is a mark: a spectrum in colours.
type magnitudes struct {
	Spectrum
	top float64
}

// Plot draws the colours. It implements plot.Plotter.
func (m magnitudes) Plot(c draw.Canvas, _ *plot.Plot) {
	img := image.NewRGBA(image.Rect(0, 0, m.Width, m.Height))
	for i, v := range m.Magnitude {
		part := math.Log(max(v, leastMagnitude)/leastMagnitude) / math.Log(m.top/leastMagnitude)
		if math.IsNaN(part) {
			part = 0
		}
		img.SetRGBA(i%m.Width, m.Height-1-i/m.Width, shades[int(math.Round(min(part, 1)*float64(len(shades)-1)))])
	}
	size := c.Rectangle.Size()
	c.DrawImage(c.Rectangle, enlarged(img, pixels(size.X), pixels(size.Y)))
}

// magnitudeBar draws the colours from the least magnitude to the top in the rectangle, and what they stand for right of it.
func magnitudeBar(c draw.Canvas, r vg.Rectangle, top float64) {
	ramp := image.NewRGBA(image.Rect(0, 0, 1, len(shades)))
	for i, shade := range shades {
		ramp.SetRGBA(0, len(shades)-1-i, shade)
	}
	c.DrawImage(r, ramp)
	line := draw.LineStyle{Color: frameGrey, Width: lineWidth}
	outline(c, r, line)
	right := style(tickSize, text.XLeft, text.YCenter)
	for power := math.Ceil(math.Log10(leastMagnitude)); power <= math.Log10(top); power++ {
		y := r.Min.Y + vg.Length((power-math.Log10(leastMagnitude))/math.Log10(top/leastMagnitude))*r.Size().Y
		c.StrokeLine2(line, r.Max.X, y, r.Max.X+tickLength, y)
		c.FillText(right, vg.Point{X: r.Max.X + labelDistance, Y: y}, positive(math.Pow(10, power)))
	}
}
