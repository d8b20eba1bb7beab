// Package landscape draws a picture to be drowned in noise: a gopher by a lake. Like a photograph it has both what noise takes
// last, the slow shades of a sky, and what it takes first, the blades of a meadow.
package landscape

import (
	"context"
	"image"
	"image/color"
	"math"

	"ddpm/data/parallel"
)

// The picture's size in pixels.
const (
	Width  = 512
	Height = 384
)

// Draw returns the picture. It is always the same.
func Draw() image.Image {
	const samples = 2 // on either side of a pixel, of which it is the mean
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	parallel.Blocks(context.Background(), Height, 16, func(lo, hi int) {
		for row := lo; row < hi; row++ {
			for column := range Width {
				var sum rgb
				for i := range samples * samples {
					x := (float64(column) + (float64(i%samples)+0.5)/samples) / Height
					y := 1 - (float64(row)+(float64(i/samples)+0.5)/samples)/Height
					c := at(x, y)
					for channel := range sum {
						sum[channel] += c[channel] / (samples * samples)
					}
				}
				img.SetRGBA(column, row, sum.colour())
			}
		}
	})
	return img
}

// rgb is a colour, each channel from 0 to 1.
type rgb [3]float64

func hex(code uint32) rgb {
	return rgb{float64(code>>16&255) / 255, float64(code>>8&255) / 255, float64(code&255) / 255}
}

func (c rgb) colour() color.RGBA {
	level := func(v float64) uint8 { return uint8(math.Round(255 * min(max(v, 0), 1))) }
	return color.RGBA{level(c[0]), level(c[1]), level(c[2]), 255}
}

// mix returns the colour a share of the way from a to b.
func mix(a, b rgb, share float64) (c rgb) {
	share = min(max(share, 0), 1)
	for i := range c {
		c[i] = a[i] + share*(b[i]-a[i])
	}
	return c
}

// times returns the colour with its brightness scaled.
func (c rgb) times(factor float64) rgb { return rgb{c[0] * factor, c[1] * factor, c[2] * factor} }

// The heights of the lake's shores, and where the sun stands. The picture is 1 high and 4/3 wide.
const (
	farShore  = 0.44
	nearShore = 0.27
	sunX      = 1.02
	sunY      = 0.8
)

// at returns the colour at a place, x to the right and y up.
func at(x, y float64) rgb {
	if c, ok := gopher(x, y); ok {
		return c
	}
	if y < nearShore+0.02*fractal(3*x, 9, 4)-0.01 {
		return meadow(x, y)
	}
	if y < farShore {
		return lake(x, y)
	}
	return above(x, y)
}

// above is the land and the sky behind the lake.
func above(x, y float64) rgb {
	haze := hex(0xf2c9a0)
	for _, ridge := range [...]struct {
		height, rough, frequency, seed float64
		dark, light                    rgb
		haze                           float64
	}{
		{0.05, 0.06, 9, 7, hex(0x1d3a2f), hex(0x3c6b45), 0.08},
		{0.10, 0.28, 2.6, 3, hex(0x3b4560), hex(0x8d8fa3), 0.22},
		{0.24, 0.22, 1.7, 1, hex(0x6d7b9c), hex(0xaab0c6), 0.5},
	} {
		crest := farShore + ridge.height + ridge.rough*(fractal(ridge.frequency*x, ridge.seed, 6)-0.4)
		if y > crest {
			continue
		}
		// Slopes to the right face the sun; the rock is rough.
		const step = 0.004
		slope := fractal(ridge.frequency*(x+step)+y, ridge.seed+5, 5) - fractal(ridge.frequency*(x-step)+y, ridge.seed+5, 5)
		light := 0.45 + 6*slope + 0.7*(fractal(40*x, 40*y+ridge.seed, 4)-0.5)
		c := mix(ridge.dark, ridge.light, light)
		if snow := farShore + 0.27 + 0.05*fractal(12*x, 2, 3); ridge.rough > 0.2 && y > snow && light > 0.3 {
			c = mix(c, hex(0xf7f4f2), min(1, 14*(y-snow)))
		}
		return mix(c, haze, ridge.haze*(1-0.5*(y-farShore)/0.3))
	}
	c := mix(haze, hex(0x3f77b8), math.Pow((y-farShore)/(1-farShore), 0.7))
	distance := math.Hypot(x-sunX, y-sunY)
	c = mix(c, hex(0xffe9b8), 0.75*math.Exp(-distance*distance/0.03))
	cloud := fractal(2.2*x+0.3, 7*y+20, 5) - 0.5
	c = mix(c, hex(0xfff3e6), min(0.85, 4*max(0, cloud)))
	if distance < 0.055 {
		c = mix(hex(0xfffbe8), c, (distance-0.05)/0.005)
	}
	return c
}

// lake mirrors what is above it, with ripples that grow towards the near shore.
func lake(x, y float64) rgb {
	depth := (farShore - y) / (farShore - nearShore)
	wave := math.Sin(2*math.Pi*(14/(0.12+depth)+1.5*fractal(6*x, 30*y, 3))) * depth
	mirrored := above(x+0.006*wave, min(0.999, 2*farShore-y+0.012*wave+0.001))
	c := mix(mirrored, hex(0x1f4a63), 0.25+0.35*depth)
	if glint := math.Abs(x-sunX) / (0.03 + 0.06*depth); glint < 1 && wave > 0.25*depth {
		c = mix(c, hex(0xfff0c4), 0.7*(1-glint))
	}
	return c
}

// meadow is blades of grass, finer than noise leaves for long, and flowers.
func meadow(x, y float64) rgb {
	near := (nearShore - y) / nearShore
	bend := 0.03 * (fractal(5*x, 3*y+50, 3) - 0.5)
	blades := value(math.Floor(260*(x+bend)), math.Floor(26*(y+0.05*value(math.Floor(260*(x+bend)), 3))))
	c := mix(hex(0x24401c), hex(0x8fae3c), 0.15+0.6*blades+0.35*(fractal(4*x, 4*y, 4)-0.5)+0.1*near)
	cellX, cellY := math.Floor(22*x), math.Floor(22*y)
	if h := value(cellX+91, cellY+17); h > 0.72 {
		dx, dy := 22*x-cellX-0.2-0.6*value(cellX, cellY+7), 22*y-cellY-0.2-0.6*value(cellX+5, cellY)
		switch r := math.Hypot(dx, dy); {
		case r < 0.05:
			return hex(0xf6c531)
		case r < 0.14:
			return [...]rgb{hex(0xffffff), hex(0xe86a8a), hex(0xf3f0a0)}[int(97*h)%3]
		}
	}
	return c
}

// gopher is the Go gopher, which Renée French designed, in front of it all.
func gopher(x, y float64) (c rgb, ok bool) {
	const middle, floor, size = 0.4, 0.06, 0.46
	u, v := (x-middle)/size, (y-floor)/size // the gopher is about 1 high
	inside := func(cx, cy, rx, ry float64) float64 { return math.Pow((u-cx)/rx, 2) + math.Pow((v-cy)/ry, 2) }
	skin, shade, tan, ink := hex(0x79d2e6), hex(0x2c7f9c), hex(0xf0d9a8), hex(0x151518)
	rounded := func(cx, cy float64) rgb { // lit from the upper right
		return mix(skin, shade, 0.25-0.9*((u-cx)*0.5+(v-cy)*0.35))
	}
	m := math.Abs(u)
	side := math.Copysign(1, u)
	eye := math.Pow((m-0.165)/0.125, 2) + math.Pow((v-0.72)/0.13, 2)
	pupil := math.Hypot(u-side*0.165-0.035, v-0.715)
	switch {
	case math.Hypot(u-side*0.165-0.052, v-0.735) < 0.014:
		return hex(0xffffff), true
	case pupil < 0.048:
		return ink, true
	case eye < 1:
		return mix(hex(0xffffff), hex(0xc9d4dc), eye*eye*0.6), true
	case eye < 1.16:
		return ink, true
	case inside(0, 0.615, 0.05, 0.032) < 1:
		return ink, true
	case m < 0.042 && v > 0.475 && v < 0.545:
		return mix(hex(0xffffff), ink, 30*(0.004-m)), true
	case inside(side*0.055, 0.57, 0.075, 0.05) < 1:
		return mix(tan, hex(0xb98f58), inside(side*0.055, 0.57, 0.075, 0.05)*0.5), true
	case inside(side*0.31, 0.93, 0.035, 0.04) < 1:
		return shade.times(0.7), true
	case inside(side*0.36, 0.46, 0.075, 0.045) < 1 || inside(side*0.2, 0.02, 0.11, 0.045) < 1:
		return tan.times(0.95), true
	}
	body := math.Pow(m/0.36, 3) + math.Pow(math.Abs((v-0.5)/0.5), 3)
	switch {
	case body < 1:
		fur := 1 + 0.07*(value(math.Floor(400*x), math.Floor(150*y))-0.5)
		return rounded(0, 0.5).times(fur), true
	case inside(side*0.31, 0.93, 0.075, 0.08) < 1:
		return rounded(side*0.31, 0.93), true
	}
	return c, false
}

// fractal is smooth noise from about 0 to 1 that has as much detail at every one of some octaves (Perlin's fractal sum).
func fractal(x, y float64, octaves int) float64 {
	sum, weight := 0.0, 0.5
	for range octaves {
		sum += weight * smooth(x, y)
		x, y, weight = 2*x+17.3, 2*y+5.7, weight/2
	}
	return sum
}

// smooth interpolates value between whole numbers.
func smooth(x, y float64) float64 {
	i, j := math.Floor(x), math.Floor(y)
	ease := func(t float64) float64 { return t * t * (3 - 2*t) }
	u, v := ease(x-i), ease(y-j)
	low := value(i, j) + u*(value(i+1, j)-value(i, j))
	high := value(i, j+1) + u*(value(i+1, j+1)-value(i, j+1))
	return low + v*(high-low)
}

// value is a number from 0 to 1 that two whole numbers stand for.
func value(i, j float64) float64 {
	h := uint64(int64(i))*0x9e3779b97f4a7c15 ^ uint64(int64(j))*0xc2b2ae3d27d4eb4f
	h = (h ^ h>>29) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>32) * 0x94d049bb133111eb
	return float64(h>>11) / (1 << 53)
}
