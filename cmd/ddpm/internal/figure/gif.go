package figure

import (
	"context"
	"image"
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
	return Animation{frames: len(panels), delay: gifDelay, heat: frames.heat, draw: func(i int) *image.RGBA {
		frame := frames.grids[0]
		frame.panels, frame.columns = frame.panels[i:i+1], 1
		return raster(Sheet{grids: []grid{frame}}.draw(gifWidth, 1))
	}}
}

// Beside returns the animation with a panel that stands still beside it, on the same axes: what the film leads to, for example. It is not in
// the GIF file.
func (a Animation) Beside(view View, panel Panel) Animation {
	still := GIF(view, []Panel{panel})
	a.still = func() *image.Paletted { return paletted(still.draw(0), still.heat) }
	return a
}

// PictureGIF returns an animation of pictures, all of one size, one a frame. Each frame has the 256 colours that serve it best. It panics if there are no frames.
func PictureGIF(frames []Picture) Animation {
	require(len(frames) > 0, "figure: an animation without frames")
	return Animation{frames: len(frames), delay: 2 * gifDelay, photo: true, draw: func(i int) *image.RGBA {
		return raster(Sheet{grids: []grid{pictures("", 1, frames[i])}}.draw(photoWidth, 1))
	}}
}

// Animation is frames of one size, which follow each other for ever.
type Animation struct {
	frames int
	heat   bool // whether they show heat maps
	photo  bool // whether they show pictures, with many colours
	delay  int  // of a frame, in hundredths of a second; the first and the last stay longer
	draw   func(i int) *image.RGBA
	still  func() *image.Paletted // stands beside the frames; nil: nothing does
}

// Write writes the animation as a GIF file, with a pixel for each point whatever pixels is.
func (a Animation) Write(w io.Writer, pixels float64) error { return a.Drawn().Write(w) }

// Drawn returns the animation with all its frames drawn, for more than one kind of file.
func (a Animation) Drawn() Movie {
	m := Movie{Frames: make([]*image.Paletted, a.frames), heat: a.heat, delay: a.delay}
	if a.photo {
		m.photos = make([]*image.RGBA, a.frames)
	}
	parallel.Each(context.Background(), a.frames, func(i int) {
		if img := a.draw(i); a.photo {
			m.Frames[i], m.photos[i] = dithered(img, nil), img
		} else {
			m.Frames[i] = paletted(img, a.heat)
		}
	})
	if a.still != nil {
		m.Still = a.still()
	}
	return m
}
