// Package figure draws the pictures of the program: PNG files and animations, in one style.
//
// A figure is 800 points wide. A point is a pixel of the screen that the figure is made for. The same input gives the same bytes.
//
// Read figure.go and sheet.go first: a figure is a Sheet, which is grids of panels; a panel is a gonum plot in the package's style, and
// what is drawn in it are gonum plotters, here called marks. axes.go and marks.go hold the parts that several figures use; field.go and
// plane.go turn distributions and points into panels. Each other file has figures of one kind.
package figure

import (
	"image"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Figure is a picture that can be written to a file.
type Figure interface {
	// Write writes the picture, with so many pixels for each point of a figure that does not move.
	Write(w io.Writer, pixels float64) error
}

// Sharp is how many pixels a point has in a file that is sharp on any screen.
const Sharp = 2

// The width of a figure, and of an inch, in points.
const (
	width         = 800
	pointsPerInch = 72
)

// Learned and True are the colours of what a model made and of what it was to learn: blue and vermillion of Okabe and
// Ito's palette, which people with any kind of colour vision can tell apart.
var (
	Learned = color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff}
	True    = color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}
)

// inks are the colours of things that are compared, in their order, all of that palette.
var inks = []color.RGBA{
	Learned, True, {R: 0x00, G: 0x9e, B: 0x73, A: 0xff}, {R: 0xcc, G: 0x79, B: 0xa7, A: 0xff}, {R: 0xe6, G: 0x9f, B: 0x00, A: 0xff},
	{R: 0x56, G: 0xb4, B: 0xe9, A: 0xff},
}

// ink returns the colour of the i-th of things that are compared.
func ink(i int) color.RGBA { return inks[i%len(inks)] }

// White, and the greys of text, of the lines around panels, of points behind something else, and of the grid.
var (
	white      = color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	textGrey   = color.Gray{Y: 0x33}
	frameGrey  = color.Gray{Y: 0xa0}
	shadowGrey = color.RGBA{R: 0xd0, G: 0xd0, B: 0xd0, A: 0xff}
	gridGrey   = color.Gray{Y: 0xea}
)

// pale returns an ink mixed with white: a share of it, from 0 to 1, is ink.
func pale(ink color.RGBA, share float64) color.RGBA {
	mix := func(channel uint8) uint8 { return uint8(math.Round(255 - share*(255-float64(channel)))) }
	return color.RGBA{R: mix(ink.R), G: mix(ink.G), B: mix(ink.B), A: 0xff}
}

// require panics with a message unless a condition holds that only a programmer's mistake can break.
func require(condition bool, message string) {
	if !condition {
		panic(message)
	}
}

// newCanvas returns a white canvas of a size in points, with so many pixels a point.
func newCanvas(wide, high vg.Length, pixelsPerPoint float64) draw.Canvas {
	dpi := int(math.Round(pixelsPerPoint * pointsPerInch))
	return draw.New(vgimg.NewWith(vgimg.UseWH(wide, high), vgimg.UseDPI(dpi)))
}

// raster returns the pixels of a canvas made by newCanvas.
func raster(c draw.Canvas) *image.RGBA { return c.Canvas.(*vgimg.Canvas).Image().(*image.RGBA) }

// pixels returns the part of its picture that a canvas is, whose rows go down, and how many pixels a point has.
func pixels(c draw.Canvas) (part *image.RGBA, perPoint float64) {
	inner := c.Canvas
	for nested, ok := inner.(draw.Canvas); ok; nested, ok = inner.(draw.Canvas) {
		inner = nested.Canvas
	}
	whole := inner.(*vgimg.Canvas)
	dots := func(x vg.Length) int { return int(math.Round(x.Dots(whole.DPI()))) }
	picture := whole.Image().(*image.RGBA)
	bottom := picture.Bounds().Max.Y
	area := image.Rect(dots(c.Min.X), bottom-dots(c.Max.Y), dots(c.Max.X), bottom-dots(c.Min.Y))
	return picture.SubImage(area).(*image.RGBA), whole.DPI() / pointsPerInch
}

// style returns the style of text of a size in points. The alignments say where the text stands from its place.
func style(size vg.Length, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{Color: textGrey, Font: letters(size), XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler}
}

// letters returns the font of a size in points.
func letters(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}
