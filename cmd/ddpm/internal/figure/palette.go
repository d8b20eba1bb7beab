package figure

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
)

// rgb is an opaque colour.
type rgb [3]uint8

// paletted returns an opaque image with a palette. If the image has more than 256 colours, its greys, which are the edges of letters and
// lines, are rounded to a few. If it still has more, their channels are rounded to fewer levels, as many as leave 256. That would draw bands
// into heat maps. So where there are some, each colour becomes the nearest of those of heat maps and the most frequent of the others.
func paletted(img *image.RGBA, heat bool) *image.Paletted {
	pixel := func(i int) rgb { return rgb(img.Pix[4*i : 4*i+3]) }
	out := image.NewPaletted(img.Rect, nil)
	counts := make(map[rgb]int)
	for i := range out.Pix {
		if i == 0 || pixel(i) != pixel(i-1) { // as few are
			counts[pixel(i)]++
		}
	}
	places := placesOf(out, counts, heat)
	for i := range out.Pix {
		if i > 0 && pixel(i) == pixel(i-1) {
			out.Pix[i] = out.Pix[i-1]
			continue
		}
		out.Pix[i] = places[pixel(i)]
	}
	return out
}

// placesOf sets the palette of an image that has colours so often each, and heat maps or none. It returns the place of each colour in the
// palette.
func placesOf(img *image.Paletted, counts map[rgb]int, heat bool) map[rgb]uint8 {
	all := slices.SortedFunc(maps.Keys(counts), func(a, b rgb) int { return cmp.Or(counts[b]-counts[a], slices.Compare(a[:], b[:])) })
	shown := shownAs(all, heat)
	chosen, known := []rgb(nil), make(map[rgb]uint8)
	choose := func(c rgb) {
		if _, ok := known[c]; !ok && len(chosen) < 256 {
			known[c] = uint8(len(chosen))
			chosen = append(chosen, c)
		}
	}
	if heat && len(all) > 256 {
		for _, c := range heatPalette {
			choose(c)
		}
	}
	for _, c := range all {
		choose(shown(c))
	}
	places := make(map[rgb]uint8, len(all))
	for _, c := range all {
		place, ok := known[shown(c)]
		if !ok {
			place = nearest(chosen, c)
		}
		places[c] = place
	}
	for _, c := range chosen {
		img.Palette = append(img.Palette, color.RGBA{R: c[0], G: c[1], B: c[2], A: 0xff})
	}
	return places
}

// shownAs returns how colours are rounded, so that few enough are left; of heat maps only greys are.
func shownAs(all []rgb, heat bool) func(c rgb) rgb {
	if len(all) <= 256 {
		return func(c rgb) rgb { return c }
	}
	if heat {
		return fewGreys
	}
	for levels := 255; ; levels -= max(1, levels/16) {
		round := func(c rgb) rgb { return rounded(fewGreys(c), levels) }
		distinct := make(map[rgb]bool)
		for _, c := range all {
			distinct[round(c)] = true
		}
		if len(distinct) <= 256 {
			return round
		}
	}
}

// heatPalette is the colours of heat maps and of what is drawn beside them, and the greys of fewGreys.
var heatPalette = func() (all []rgb) {
	for _, c := range []color.RGBA{heatInk, pale(heatInk, marginalShare), Learned, True} {
		all = append(all, rgb{c.R, c.G, c.B})
	}
	for _, c := range darkening.Palette(heatColours).Colors() {
		r, g, b, _ := c.RGBA()
		all = append(all, rgb{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)})
	}
	for level := range greys + 1 {
		v := grey(level)
		all = append(all, rgb{v, v, v})
	}
	return all
}()

// grey returns one of the levels of grey, from 0 for black to greys for white.
func grey(level int) uint8 { return uint8(math.Round(255 * float64(level) / greys)) }

// greys is how many levels of grey above black an image with many colours has.
const greys = 24

// fewGreys returns the colour; a grey is rounded to one of a few.
func fewGreys(c rgb) rgb {
	if c[0] != c[1] || c[1] != c[2] {
		return c
	}
	v := grey(int(math.Round(float64(c[0]) / 255 * greys)))
	return rgb{v, v, v}
}

// nearest returns the number of the colour that is nearest to another one.
func nearest(colours []rgb, c rgb) (best uint8) {
	least := math.MaxInt
	for i, other := range colours {
		sum := 0
		for k := range c {
			d := int(c[k]) - int(other[k])
			sum += d * d
		}
		if sum < least {
			least, best = sum, uint8(i)
		}
	}
	return best
}

// rounded returns a colour with so many levels from 0 to 255 besides 0 in each channel.
func rounded(c rgb, levels int) rgb {
	for i, v := range c {
		c[i] = uint8((2*int(v)*levels + 255) / 510 * 255 / levels)
	}
	return c
}
