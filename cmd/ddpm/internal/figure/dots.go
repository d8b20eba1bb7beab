package figure

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// dots is a mark: points as translucent discs, so that a crowd is darker than its members.
type dots struct {
	points []data.Point
	ink    color.RGBA
	radius float64 // of a disc, in points
	alpha  float64 // its opacity
}

// scatter returns the points as dots that suit their number and the width of their panel: the fewer, the larger and the darker.
func scatter(points []data.Point, ink color.RGBA, wide float64) dots {
	room := math.Sqrt(wide * wide / 4 / float64(max(1, len(points)))) // if they share a quarter of the panel
	return dots{points, ink, min(2, max(0.65, 0.45*room)), min(0.8, max(0.2, 0.5*room))}
}

// DataRange returns the ends of the axes that the points are on. It implements plot.DataRanger.
func (d dots) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(curveOf(d.points)) }

// Plot draws the discs. It implements plot.Plotter.
func (d dots) Plot(c draw.Canvas, p *plot.Plot) {
	wide, high, perPoint := pixels(c)
	f := newFilm(wide, high)
	for _, x := range d.points {
		f.disc(p.X.Norm(x[0])*float64(wide), (1-p.Y.Norm(x[1]))*float64(high), d.radius*perPoint, d.alpha)
	}
	c.DrawImage(c.Rectangle, f.image(d.ink))
}

// film is how much of the light the discs drawn on it let through.
type film struct {
	width, height int
	light         []float32 // shape (height, width), row 0 on top; 1 where nothing was drawn
}

func newFilm(width, height int) *film {
	f := &film{width: width, height: height, light: make([]float32, width*height)}
	for i := range f.light {
		f.light[i] = 1
	}
	return f
}

// disc darkens a disc by the opacity alpha. Its centre (x, y), with y downwards, and its radius are in pixels. Its rim is one pixel
// wide: there, a pixel is covered in part. What is outside the film is not drawn.
func (f *film) disc(x, y, radius, alpha float64) {
	reach := radius + 0.5
	if !(x > -reach && x < float64(f.width)+reach && y > -reach && y < float64(f.height)+reach) {
		return
	}
	for row := max(0, int(y-reach)); row <= min(f.height-1, int(y+reach)); row++ {
		for column := max(0, int(x-reach)); column <= min(f.width-1, int(x+reach)); column++ {
			distance := math.Hypot(float64(column)+0.5-x, float64(row)+0.5-y)
			if cover := min(1, reach-distance); cover > 0 {
				f.light[row*f.width+column] *= float32(1 - alpha*cover)
			}
		}
	}
}

// image returns the film as an image of one ink in 20 opacities, transparent where nothing was drawn.
func (f *film) image(ink color.RGBA) image.Image {
	const steps = 20
	img := image.NewRGBA(image.Rect(0, 0, f.width, f.height))
	for i, light := range f.light {
		if opacity := math.Round(float64(1-light)*steps) / steps; opacity > 0 {
			part := func(full uint8) uint8 { return uint8(math.Round(opacity * float64(full))) }
			premultiplied := color.RGBA{R: part(ink.R), G: part(ink.G), B: part(ink.B), A: part(0xff)}
			img.SetRGBA(i%f.width, i/f.width, premultiplied)
		}
	}
	return img
}
