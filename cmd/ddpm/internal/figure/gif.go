package figure

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"

	"gonum.org/v1/plot/vg"

	"ddpm/data/parallel"
)

// Of an animation: the width of a frame's panel in pixels; how many points of a set are drawn, and how; and how long a frame
// stays, in hundredths of a second.
const (
	gifWidth  = 440
	gifDots   = 2500
	gifRadius = 1.4
	gifAlpha  = 0.7
	gifDelay  = 6
	gifFirst  = 60
	gifLast   = 300
)

// GIF writes an animation of point sets under titles, a set a frame. Of every set the first 2,500 points are drawn, so that point i
// of one frame is point i of the next. All frames have the ink of the first. It panics if there are no frames.
func GIF(w io.Writer, view View, frames []Panel) error {
	require(len(frames) > 0, "figure: an animation without frames")
	colours := inkPalette(frames[0].Ink)
	return animate(w, len(frames), gifDelay, func(i int) *image.Paletted { return gifFrame(view, frames[i], colours) })
}

// gifFrame draws one frame: a panel, with space for its title above.
func gifFrame(view View, frame Panel, colours color.Palette) *image.Paletted {
	view, aspect, _ := view.shaped()
	points := frame.Points[:min(gifDots, len(frame.Points))]
	p := showing(view, newPanel(frame.Title, dots{points: points, ink: frame.Ink, radius: gifRadius, alpha: gifAlpha}))
	height := vg.Length(math.Round(gifWidth * aspect))
	c := newCanvas(gifWidth+2*margin, titleSpace+height+margin, 1)
	drawAt(c, p, rectangle(margin, margin, margin+gifWidth, margin+height))
	return nearest(raster(c), colours)
}

// animate writes an animation of n frames of one size, each of which stays for a delay in hundredths of a second; the first and the
// last stay longer. It then starts again.
func animate(w io.Writer, n, delay int, frame func(i int) *image.Paletted) error {
	movie := gif.GIF{Image: make([]*image.Paletted, n), Delay: make([]int, n)}
	parallel.Each(context.Background(), n, func(i int) {
		movie.Delay[i], movie.Image[i] = delay, frame(i)
	})
	movie.Delay[0], movie.Delay[n-1] = gifFirst, gifLast
	first := movie.Image[0]
	movie.Config = image.Config{ColorModel: first.Palette, Width: first.Rect.Dx(), Height: first.Rect.Dy()}
	return gif.EncodeAll(w, &movie)
}

// inkPalette returns 16 colours: white, 11 shades of an ink, and 4 of grey. Fewer colours make smaller files.
func inkPalette(ink color.RGBA) color.Palette {
	const inkShades, greyShades = 11, 4
	colours := color.Palette{white}
	for i := range inkShades {
		colours = append(colours, mixed(white, ink, float64(i+1)/inkShades))
	}
	text := color.RGBA{R: textGrey.Y, G: textGrey.Y, B: textGrey.Y, A: 0xff}
	for i := range greyShades {
		colours = append(colours, mixed(white, text, float64(i+1)/greyShades))
	}
	return colours
}
