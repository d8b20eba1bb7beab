package figure

import (
	"image"
	"image/color"
	"sort"
)

// paletted returns an opaque image with a palette of at most 256 colours. If the image has more colours, the palette is of colours
// whose channels are rounded to fewer levels, as many as give 256 colours or less.
func paletted(img *image.RGBA) *image.Paletted {
	const finest = 255
	colours, _ := distinct(img)
	coarse := sort.Search(finest-1, func(coarse int) bool { return len(rounded(colours, finest-coarse)) <= 256 })
	return nearest(img, rounded(colours, finest-coarse))
}

// nearest returns an image with each pixel in the nearest of the colours.
func nearest(img *image.RGBA, palette color.Palette) *image.Paletted {
	colours, places := distinct(img)
	indices := make([]uint8, len(colours))
	for i, c := range colours {
		indices[i] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(img.Rect, palette)
	for i, place := range places {
		out.Pix[i] = indices[place]
	}
	return out
}

// distinct returns the colours of an image in the order of their first appearance, and for every pixel, row by row, the place of its
// colour among them.
func distinct(img *image.RGBA) (colours []color.RGBA, places []int) {
	size := img.Rect.Size()
	places = make([]int, size.X*size.Y)
	known := make(map[color.RGBA]int)
	for i := range places {
		pixel := img.Pix[i/size.X*img.Stride+i%size.X*4:]
		c := color.RGBA{R: pixel[0], G: pixel[1], B: pixel[2], A: pixel[3]}
		if i > 0 && c == colours[places[i-1]] { // as most pixels are
			places[i] = places[i-1]
			continue
		}
		place, ok := known[c]
		if !ok {
			place = len(colours)
			known[c] = place
			colours = append(colours, c)
		}
		places[i] = place
	}
	return colours, places
}

// rounded returns the colours that remain if every channel has so many levels from 0 to 255 besides 0.
func rounded(colours []color.RGBA, levels int) (palette color.Palette) {
	round := func(v uint8) uint8 { return uint8((2*int(v)*levels + 255) / 510 * 255 / levels) }
	known := make(map[color.RGBA]bool)
	for _, c := range colours {
		c = color.RGBA{R: round(c.R), G: round(c.G), B: round(c.B), A: c.A}
		if !known[c] {
			known[c] = true
			palette = append(palette, c)
		}
	}
	return palette
}
