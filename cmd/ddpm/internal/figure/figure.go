// Package figure draws the pictures of a run: PNG files and an animation, in one look.
//
// A figure is 800 points wide, a point being a pixel of the screen it is made for, and is drawn with two pixels a point (Scale).
// It is a grid of panels; a panel is a rectangle with a title, axes and marks in it, and marks are gonum plotters. The
// same input gives the same bytes.
package figure

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Scale is how many pixels a figure has a point: two, which is sharp on any screen. Who does not look at figures may do with less;
// it must not change while they are drawn.
var Scale float64 = scale

// The width of a figure in points, and pixels a point.
const (
	width         = 800
	scale         = 2
	pointsPerInch = 72
)

// Learned and True are the colours of what a model made and of what it was to learn: blue and vermillion of Okabe and
// Ito's palette, which stay apart for every kind of colour vision.
var (
	Learned = color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff}
	True    = color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}
)

// The greys of text, of the lines around panels, and of the grid in them.
var (
	textGrey  = color.Gray{Y: 0x33}
	frameGrey = color.Gray{Y: 0xa0}
	gridGrey  = color.Gray{Y: 0xea}
)

// newCanvas returns a white canvas of the figure's width and the given height in points.
func newCanvas(height vg.Length) draw.Canvas {
	return draw.New(vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(int(math.Round(Scale*pointsPerInch)))))
}

// encode writes a canvas made by newCanvas as PNG.
func encode(w io.Writer, c draw.Canvas) error {
	return png.Encode(w, paletted(c.Canvas.(*vgimg.Canvas).Image().(*image.RGBA)))
}

// style returns the style of text of a size in points, placed by its alignment.
func style(size vg.Length, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color:   textGrey,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign:  x,
		YAlign:  y,
		Handler: plot.DefaultTextHandler,
	}
}
