package figure

import (
	"context"
	"image"
	"image/gif"
	"image/png"
	"io"
	"math"
	"slices"

	"ddpm/data/parallel"
)

// Animation is frames of one size, which follow each other for ever.
type Animation struct {
	Frames []*image.Paletted // of one size
	Still  *image.Paletted   // of the same size, what stands beside them; nil: nothing does

	photos []*image.RGBA // the frames in all their colours; nil if they have few
	heat   bool          // whether it shows heat maps
	delay  int           // of a frame, in hundredths of a second; the first and the last stay longer
}

// Write writes the animation as a GIF file, with a pixel for each point whatever pixels is.
func (a Animation) Write(w io.Writer, pixels float64) error {
	file := gif.GIF{Image: a.Frames, Delay: slices.Repeat([]int{a.delay}, len(a.Frames))}
	file.Delay[0], file.Delay[len(a.Frames)-1] = gifFirst, gifLast
	return gif.EncodeAll(w, &file)
}

// Seconds returns how long the frames take, without the time for which the first and the last stand still.
func (a Animation) Seconds() float64 { return float64(a.delay*len(a.Frames)) / 100 }

// WriteSheet writes all frames as one PNG file, row by row in about a square, and returns how many are in a row. Unlike a GIF file, a page
// can stop it at any frame. All frames have one palette.
func (a Animation) WriteSheet(w io.Writer) (columns int, err error) {
	columns = int(math.Ceil(math.Sqrt(float64(len(a.Frames)))))
	size := a.Frames[0].Rect.Size()
	rows := (len(a.Frames) + columns - 1) / columns
	sheet := image.NewPaletted(image.Rect(0, 0, columns*size.X, rows*size.Y), nil)
	frames, places := a.alike(sheet)
	for i, frame := range frames {
		corner := image.Pt(i%columns*size.X, i/columns*size.Y)
		for y := range size.Y {
			to := sheet.Pix[sheet.PixOffset(corner.X, corner.Y+y):]
			for x, colour := range frame.Pix[y*frame.Stride:][:size.X] {
				to[x] = places[i][colour]
			}
		}
	}
	// A slower compression saves a tenth of the size, and takes as long as to draw all frames.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return columns, encoder.Encode(w, sheet)
}

// alike sets the palette of a sheet to one for all frames. It returns the frames, and where in the palette the colours of each are. Pictures
// are dithered anew, each from all its colours.
func (a Animation) alike(sheet *image.Paletted) (frames []*image.Paletted, places [][256]uint8) {
	if a.photos == nil {
		return a.Frames, a.commonPalette(sheet)
	}
	sheet.Palette = adaptive(a.photos...)
	frames, places = make([]*image.Paletted, len(a.photos)), make([][256]uint8, len(a.photos))
	parallel.Each(context.Background(), len(frames), func(i int) {
		frames[i] = dithered(a.photos[i], sheet.Palette)
		for k := range places[i] {
			places[i][k] = uint8(k)
		}
	})
	return frames, places
}

// commonPalette sets the palette of a sheet to one for all frames. It returns where in it the colours of each frame are.
func (a Animation) commonPalette(sheet *image.Paletted) [][256]uint8 {
	counts := make(map[rgb]int)
	each := func(do func(i, k int, c rgb)) {
		for i, frame := range a.Frames {
			for k, colour := range frame.Palette {
				r, g, b, _ := colour.RGBA()
				do(i, k, rgb{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)})
			}
		}
	}
	each(func(i, k int, c rgb) { counts[c]++ })
	common, places := placesOf(sheet, counts, a.heat), make([][256]uint8, len(a.Frames))
	each(func(i, k int, c rgb) { places[i][k] = common[c] })
	return places
}
