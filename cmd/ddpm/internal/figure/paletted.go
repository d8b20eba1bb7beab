package figure

import (
	"image"
	"image/color"
)

// paletted returns an opaque image with a palette of at most so many colours, at least 8. If the image has more, the channels of its
// colours are rounded to fewer levels, as many as leave that many colours.
func paletted(img *image.RGBA, most int) *image.Paletted {
	for levels := 255; ; levels -= max(1, levels/16) {
		if out := rounded(img, levels, most); out != nil {
			return out
		}
	}
}

// rounded returns the image with so many levels from 0 to 255 besides 0 in each channel, or nil if it has more colours than most.
func rounded(img *image.RGBA, levels, most int) *image.Paletted {
	var round [256]uint8
	for v := range round {
		round[v] = uint8((2*v*levels + 255) / 510 * 255 / levels)
	}
	out := image.NewPaletted(img.Rect, nil)
	known := make(map[color.RGBA]uint8)
	for i := range out.Pix {
		pixel := img.Pix[4*i:]
		c := color.RGBA{R: round[pixel[0]], G: round[pixel[1]], B: round[pixel[2]], A: 0xff}
		place, ok := known[c]
		if !ok {
			if len(known) == most {
				return nil
			}
			place = uint8(len(known))
			known[c] = place
			out.Palette = append(out.Palette, c)
		}
		out.Pix[i] = place
	}
	return out
}
