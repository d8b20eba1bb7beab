package figure

import (
	"context"
	"image"
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
	table := Table(view, 2, panels)
	a := Animation{Frames: make([]*image.Paletted, len(panels)), heat: table.heat, delay: gifDelay}
	parallel.Each(context.Background(), len(panels), func(i int) {
		frame := table.grids[0]
		frame.panels, frame.columns = frame.panels[i:i+1], 1
		a.Frames[i] = paletted(raster(Sheet{grids: []grid{frame}}.draw(gifWidth, 1)), a.heat)
	})
	return a
}

// Beside returns the animation with a panel that stands still beside it, on the same axes: what the film leads to, for example. It is not in
// the GIF file.
func (a Animation) Beside(view View, panel Panel) Animation {
	a.Still = GIF(view, []Panel{panel}).Frames[0]
	return a
}

// PictureGIF returns an animation of pictures, all of one size, one a frame. Each frame has the 256 colours that serve it best. It panics if there are no frames.
func PictureGIF(frames []Picture) Animation {
	require(len(frames) > 0, "figure: an animation without frames")
	a := Animation{Frames: make([]*image.Paletted, len(frames)), photos: make([]*image.RGBA, len(frames)), delay: 2 * gifDelay}
	parallel.Each(context.Background(), len(frames), func(i int) {
		a.photos[i] = raster(Sheet{grids: []grid{pictures("", 1, frames[i])}}.draw(photoWidth, 1))
		a.Frames[i] = dithered(a.photos[i], nil)
	})
	return a
}
