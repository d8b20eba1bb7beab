package figure

import (
	"image"
	"image/color"
	"sort"
)

// paletted returns an opaque image with a palette, which makes a PNG of it a third the size: as it is if it has no more
// than 256 colours, else with its colours rounded, about as little as makes them so few.
func paletted(img *image.RGBA) *image.Paletted {
	colours, places := distinct(img)
	coarse := sort.Search(finest-1, func(coarse int) bool {
		palette, _ := rounded(colours, finest-coarse)
		return len(palette) <= 256
	})
	palette, merged := rounded(colours, finest-coarse)
	out := image.NewPaletted(img.Rect, palette)
	for i, place := range places {
		out.Pix[i] = uint8(merged[place])
	}
	return out
}

// finest is how many steps a channel has that is not rounded.
const finest = 255

// distinct returns the colours of an image in the order of their first appearance, and for every pixel, row by row, the
// place of its colour among them.
func distinct(img *image.RGBA) (colours []color.RGBA, places []int) {
	size := img.Rect.Size()
	places = make([]int, 0, size.X*size.Y)
	known := make(map[color.RGBA]int)
	for y := range size.Y {
		var last color.RGBA
		place := -1
		for x := range size.X {
			pixel := img.Pix[y*img.Stride+4*x:]
			if c := (color.RGBA{R: pixel[0], G: pixel[1], B: pixel[2], A: pixel[3]}); place < 0 || c != last {
				last = c
				var ok bool
				if place, ok = known[c]; !ok {
					place = len(colours)
					known[c] = place
					colours = append(colours, c)
				}
			}
			places = append(places, place)
		}
	}
	return colours, places
}

// rounded returns the colours that remain if every channel has levels steps from 0 to 255 besides 0, and the place of
// each colour among them.
func rounded(colours []color.RGBA, levels int) (palette color.Palette, places []int) {
	round := func(v uint8) uint8 { return uint8((2*int(v)*levels + 255) / 510 * 255 / levels) }
	known := make(map[color.RGBA]int)
	places = make([]int, len(colours))
	for i, c := range colours {
		c = color.RGBA{R: round(c.R), G: round(c.G), B: round(c.B), A: c.A}
		place, ok := known[c]
		if !ok {
			place = len(palette)
			known[c] = place
			palette = append(palette, c)
		}
		places[i] = place
	}
	return palette, places
}
