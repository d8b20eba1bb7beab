package figure

import (
	"context"
	"image"
	"image/color/palette"
	stddraw "image/draw"
	"image/gif"
	"io"
	"slices"

	"ddpm/data/parallel"
)

// Of an animation: the width of a frame in pixels, of panels and of pictures; how many points of a set are drawn; and how long a frame
// stays, in hundredths of a second.
const (
	gifWidth   = 412
	photoWidth = 268
	gifDots    = 2500
	gifDelay   = 6
	gifFirst   = 60
	gifLast    = 300
)

// GIF returns an animation of panels with the same axes, a panel a frame. Of every set of points the first 2,500 are drawn, so that point
// i of one frame is point i of the next. Densities have the colours of Table. It panics if there are no panels.
func GIF(view View, panels []Panel) Animation {
	require(len(panels) > 0, "figure: an animation without frames")
	panels = slices.Clone(panels)
	for i, p := range panels {
		panels[i].Points = p.Points[:min(gifDots, len(p.Points))]
	}
	frames := Table(view, 2, panels)
	return Animation{len(panels), gifDelay, func(i int) *image.Paletted {
		frame := frames.grids[0]
		frame.panels, frame.columns = frame.panels[i:i+1], 1
		return paletted(raster(Sheet{grids: []grid{frame}}.draw(gifWidth, 1)))
	}}
}

// PictureGIF returns an animation of pictures, all of one size, one a frame. It panics if there are no frames.
func PictureGIF(frames []Picture) Animation {
	require(len(frames) > 0, "figure: an animation without frames")
	return Animation{len(frames), 2 * gifDelay, func(i int) *image.Paletted {
		img := raster(Sheet{grids: []grid{pictures("", 1, frames[i])}}.draw(photoWidth, 1))
		out := image.NewPaletted(img.Rect, palette.Plan9)
		stddraw.FloydSteinberg.Draw(out, out.Rect, img, image.Point{}) // mixes colours that are not in the palette from dots of others
		return out
	}}
}

// Animation is frames of one size, which follow each other for ever.
type Animation struct {
	frames int
	delay  int // of a frame, in hundredths of a second; the first and the last stay longer
	draw   func(i int) *image.Paletted
}

// Write writes the animation as a GIF file, with a pixel for each point whatever pixels is.
func (a Animation) Write(w io.Writer, pixels float64) error {
	movie := gif.GIF{Image: make([]*image.Paletted, a.frames), Delay: make([]int, a.frames)}
	parallel.Each(context.Background(), a.frames, func(i int) {
		movie.Delay[i], movie.Image[i] = a.delay, a.draw(i)
	})
	movie.Delay[0], movie.Delay[a.frames-1] = gifFirst, gifLast
	return gif.EncodeAll(w, &movie)
}
