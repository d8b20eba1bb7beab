package figure

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"slices"
)

// dithered returns an image with a palette of its own colours. Colours that are not in it are mixed from dots of others, by Floyd and
// Steinberg's method. A palette that is given is taken in place of its own.
func dithered(img *image.RGBA, palette color.Palette) *image.Paletted {
	if palette == nil {
		palette = adaptive(img)
	}
	out := image.NewPaletted(img.Rect, palette)
	stddraw.FloydSteinberg.Draw(out, out.Rect, img, img.Rect.Min)
	return out
}

// adaptive returns the 256 colours that serve opaque pictures best: greys for what is written on them, and the others by cutting the cube of
// colours into boxes (Heckbert 1982). The box with the largest sum of squared distances from its mean along an axis is cut there, at the
// mean, until there are as many boxes as colours (Wan, Wong & Prusinkiewicz 1988). Each gives its mean.
func adaptive(pictures ...*image.RGBA) (palette color.Palette) {
	for level := range greys + 1 {
		palette = append(palette, color.Gray{grey(level)})
	}
	boxes := []colourBox{newColourBox(coloursOf(pictures))}
	for len(boxes) < 256-len(palette) {
		widest := 0
		for i, b := range boxes {
			if b.spread > boxes[widest].spread {
				widest = i
			}
		}
		if boxes[widest].spread == 0 {
			break // every colour has a box
		}
		low, high := boxes[widest].cut()
		boxes[widest] = low
		boxes = append(boxes, high)
	}
	for _, b := range boxes {
		palette = append(palette, color.RGBA{R: uint8(b.mean[0] + .5), G: uint8(b.mean[1] + .5), B: uint8(b.mean[2] + .5), A: 0xff})
	}
	return palette
}

// weighted is a colour, and how much it counts.
type weighted struct {
	colour rgb
	weight float64
}

// coloursOf returns the colours of pictures. Each counts by how many pixels have it, and the less the rougher its picture is: there a wrong
// colour is hardly seen.
func coloursOf(pictures []*image.RGBA) (colours []weighted) {
	for _, img := range pictures {
		all := make([]uint32, len(img.Pix)/4)
		for i := range all {
			all[i] = uint32(img.Pix[4*i])<<16 | uint32(img.Pix[4*i+1])<<8 | uint32(img.Pix[4*i+2])
		}
		slices.Sort(all)
		weight := 1 / roughness(img)
		for i, c := range all {
			if i == 0 || c != all[i-1] {
				colours = append(colours, weighted{colour: rgb{uint8(c >> 16), uint8(c >> 8), uint8(c)}})
			}
			colours[len(colours)-1].weight += weight
		}
	}
	return colours
}

// roughness returns the mean square of the differences between neighbouring pixels' levels, and at least 1.
func roughness(img *image.RGBA) float64 {
	sum := 0
	for i := 4; i < len(img.Pix); i++ {
		d := int(img.Pix[i]) - int(img.Pix[i-4])
		sum += d * d
	}
	return max(1, float64(sum)/float64(len(img.Pix)))
}

// colourBox is a box of the cube of colours, and those of its colours that pictures have.
type colourBox struct {
	colours []weighted
	mean    [3]float64
	axis    int     // along which the colours are farthest from the mean
	spread  float64 // the weighted sum of the squares of these distances; 0: there is only one colour
}

// newColourBox returns the box of some colours, which it keeps.
func newColourBox(colours []weighted) colourBox {
	b := colourBox{colours: colours}
	total := 0.
	lo, hi := colours[0].colour, colours[0].colour
	for _, c := range colours {
		total += c.weight
		for k, v := range c.colour {
			b.mean[k] += c.weight * float64(v)
			lo[k], hi[k] = min(lo[k], v), max(hi[k], v)
		}
	}
	for k := range b.mean {
		b.mean[k] /= total
		if lo[k] == hi[k] {
			continue
		}
		spread := 0.
		for _, c := range colours {
			d := float64(c.colour[k]) - b.mean[k]
			spread += c.weight * d * d
		}
		if spread > b.spread {
			b.axis, b.spread = k, spread
		}
	}
	return b
}

// cut returns the two halves of the box, below and above the mean on its axis. There must be two colours.
func (b colourBox) cut() (low, high colourBox) {
	below := 0
	for i, c := range b.colours {
		if float64(c.colour[b.axis]) < b.mean[b.axis] {
			b.colours[i], b.colours[below] = b.colours[below], c
			below++
		}
	}
	return newColourBox(b.colours[:below]), newColourBox(b.colours[below:])
}
