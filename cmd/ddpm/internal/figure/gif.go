package figure

import (
	"context"
	"image"
	"image/color/palette"
	stddraw "image/draw"
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
	return Animation{frames: len(panels), delay: gifDelay, heat: frames.heat, draw: func(i int) *image.Paletted {
		frame := frames.grids[0]
		frame.panels, frame.columns = frame.panels[i:i+1], 1
		return paletted(raster(Sheet{grids: []grid{frame}}.draw(gifWidth, 1)), frames.heat)
	}}
}

// Beside returns the animation with a panel that stands still beside it, on the same axes: what the film leads to, for example. It is not in
// the GIF file.
func (a Animation) Beside(view View, panel Panel) Animation {
	still := GIF(view, []Panel{panel})
	a.still = func() *image.Paletted { return still.draw(0) }
	return a
}

// PictureGIF returns an animation of pictures, all of one size, one a frame. It panics if there are no frames.
func PictureGIF(frames []Picture) Animation {
	require(len(frames) > 0, "figure: an animation without frames")
	return Animation{frames: len(frames), delay: 2 * gifDelay, draw: func(i int) *image.Paletted {
		img := raster(Sheet{grids: []grid{pictures("", 1, frames[i])}}.draw(photoWidth, 1))
		out := image.NewPaletted(img.Rect, palette.Plan9)
		stddraw.FloydSteinberg.Draw(out, out.Rect, img, image.Point{}) // mixes colours that are not in the palette from dots of others
		return out
	}}
}

// Animation is frames of one size, which follow each other for ever.
type Animation struct {
	frames int
	heat   bool // whether they show heat maps
	delay  int  // of a frame, in hundredths of a second; the first and the last stay longer
	draw   func(i int) *image.Paletted
	still  func() *image.Paletted // stands beside the frames; nil: nothing does
}

// Write writes the animation as a GIF file, with a pixel for each point whatever pixels is.
func (a Animation) Write(w io.Writer, pixels float64) error { return a.Drawn().Write(w) }

// Drawn returns the animation with all its frames drawn, for more than one kind of file.
func (a Animation) Drawn() Movie {
	m := Movie{Frames: make([]*image.Paletted, a.frames), heat: a.heat, delay: a.delay}
	parallel.Each(context.Background(), a.frames, func(i int) { m.Frames[i] = a.draw(i) })
	if a.still != nil {
		m.Still = a.still()
	}
	return m
}
