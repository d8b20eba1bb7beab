package data

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
)

// inks are the kinds of ink of a picture: what of it has probability. Each gives, from 0 to 1, the ink of a pixel with that opacity and
// darkness, its darkness being 1 minus its luma over a white ground.
var inks = []struct {
	name string
	of   func(opacity, dark float64) float64
}{
	{"dark", func(_, dark float64) float64 { return dark }},
	{"light", func(opacity, dark float64) float64 { return opacity - dark }}, // the luma over a black ground
	{"alpha", func(opacity, _ float64) float64 { return opacity }},
}

const (
	darkInk = iota
	lightInk
	alphaInk
)

// inkNamed returns the number of an ink by its name, or −1 for "auto" and "".
func inkNamed(name string) (int, error) {
	var names []string
	for i, ink := range inks {
		if ink.name == name {
			return i, nil
		}
		names = append(names, ink.name)
	}
	if name == "" || name == "auto" {
		return -1, nil
	}
	return 0, fmt.Errorf("ink %q: want one of auto, %s", name, strings.Join(names, ", "))
}

// shades is the number of bars of a histogram of ink.
const shades = 256

// pixels is what is known of a picture's pixels as ink.
type pixels struct {
	at          func(x, y int) (opacity, dark float64)
	size        image.Point
	histograms  [3][shades]float64 // of the pixels' ink, by its kind
	dark, solid float64            // means over all pixels: darkness, opacity
	edge        float64            // mean darkness of the pixels at the four sides
}

// pixelsOf looks at all pixels of a picture.
func pixelsOf(picture image.Image) *pixels {
	darkness := darkness(picture)
	p := &pixels{size: picture.Bounds().Size()}
	p.at = func(x, y int) (opacity, dark float64) {
		d := darkness(x, y)
		for channel, weight := range luma {
			dark += weight * float64(d[channel])
		}
		return 1 - float64(d[3])/math.MaxUint16, dark / math.MaxUint16
	}
	sides := 0.0
	for y := range p.size.Y {
		for x := range p.size.X {
			opacity, dark := p.at(x, y)
			p.dark += dark
			p.solid += opacity
			if x == 0 || y == 0 || x == p.size.X-1 || y == p.size.Y-1 {
				p.edge += dark
				sides++
			}
			for i, ink := range inks {
				p.histograms[i][shade(ink.of(opacity, dark))]++
			}
		}
	}
	all := float64(p.size.X * p.size.Y)
	p.dark, p.solid, p.edge = p.dark/all, p.solid/all, p.edge/sides
	return p
}

// shade returns the bar of a histogram that an ink belongs to.
func shade(ink float64) int { return min(max(int(ink*shades), 0), shades-1) }

// ink returns the kind of ink that a picture seems to have: its opacity if it has a transparent ground and what is on that is light;
// otherwise what is light, if the picture is dark as a whole and at its sides; otherwise what is dark.
func (p *pixels) ink() int {
	switch {
	case p.solid < .99 && p.dark < p.solid/4:
		return alphaInk
	case p.solid >= .99 && p.edge > .5 && p.dark > .5:
		return lightInk
	}
	return darkInk
}

// ground returns the ink below which a pixel is part of a ground that is not quite without ink, such as paper on a photograph, and the
// share of all ink that this ground has. It returns 0, 0 if the ground has at most 5% of it, or if the picture is not divided into ground
// and ink. The threshold is Otsu's (1979), which divides the histogram so that the variance between the two parts is largest. The picture
// counts as divided if that is four fifths of all variance: of shades that are all as frequent it is three quarters.
func ground(histogram []float64) (threshold, share float64) {
	const least, divided = .05, .8
	var count, sum, squares float64
	for i, n := range histogram {
		v := (float64(i) + .5) / shades
		count, sum, squares = count+n, sum+n*v, squares+n*v*v
	}
	mean := sum / count
	var below, sumBelow, best, ink float64
	for i, n := range histogram {
		below, sumBelow, ink = below+n, sumBelow+n*(float64(i)+.5)/shades, ink+n*float64(i)
		if below == 0 || below == count {
			continue
		}
		apart := sumBelow/below - (sum-sumBelow)/(count-below)
		if between := below * (count - below) / (count * count) * apart * apart; between > best {
			best, threshold, share = between, float64(i+1)/shades, ink
		}
	}
	total := 0.0
	for i, n := range histogram {
		total += n * float64(i)
	}
	if share /= total; best < divided*(squares/count-mean*mean) || !(share > least) {
		return 0, 0
	}
	return threshold, share
}

// inked is a picture of ink, from white, which is none, to black.
type inked struct {
	pixels    *pixels
	ink       int
	threshold float64 // less ink than this is none
}

func (p inked) ColorModel() color.Model { return color.Gray16Model }
func (p inked) Bounds() image.Rectangle { return image.Rectangle{Max: p.pixels.size} }
func (p inked) At(x, y int) color.Color { return p.RGBA64At(x, y) }

// RGBA64At returns a grey.
func (p inked) RGBA64At(x, y int) color.RGBA64 {
	ink := inks[p.ink].of(p.pixels.at(x, y))
	if ink < p.threshold {
		ink = 0
	}
	grey := uint16(math.Round(math.MaxUint16 * (1 - min(max(ink, 0), 1))))
	return color.RGBA64{R: grey, G: grey, B: grey, A: math.MaxUint16}
}
