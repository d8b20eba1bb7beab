package data

import (
	"image"
	"image/color"
	"math"
)

// NewRaster returns a picture as a raster with at most side pixels on either side. A larger picture is pooled: each pixel of the result
// is the mean of the part of the picture that it covers. Transparent pixels show a white ground.
func NewRaster(picture image.Image, side int) Raster {
	size := picture.Bounds().Size()
	r := Raster{Width: size.X, Height: size.Y}
	if longer := max(size.X, size.Y); longer > side {
		r.Width = max(1, int(math.Round(float64(size.X)*float64(side)/float64(longer))))
		r.Height = max(1, int(math.Round(float64(size.Y)*float64(side)/float64(longer))))
	}
	// The sums are of darkness, 1 minus the value. So the mean of white pixels is exactly 1.
	acrossShares, downShares := shares(size.X, r.Width), shares(size.Y, r.Height)
	dark := [3][]float64{}
	for channel := range dark {
		dark[channel] = make([]float64, r.Width*r.Height)
	}
	at := darkness(picture)
	grey := true
	for y, rows := range downShares {
		for x, columns := range acrossShares {
			d := at(x, y)
			grey = grey && d[0] == d[1] && d[1] == d[2]
			for _, row := range rows {
				for _, column := range columns {
					share := row.part * column.part / math.MaxUint16
					for channel, d := range d[:3] {
						dark[channel][row.place*r.Width+column.place] += share * float64(d)
					}
				}
			}
		}
	}
	for channel := range dark {
		for i, d := range dark[channel] {
			dark[channel][i] = 1 - min(d, 1)
		}
	}
	r.Planes = dark[:]
	if grey {
		r.Planes = dark[:1]
	}
	return r
}

// darkness returns a function of a pixel, counted from the upper left corner, that returns 65535 minus its value in each channel, over a
// white ground, and 65535 minus its opacity.
func darkness(picture image.Image) func(x, y int) [4]uint32 {
	at := func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(picture.At(x, y)).(color.RGBA64) }
	if quick, ok := picture.(image.RGBA64Image); ok {
		at = quick.RGBA64At
	}
	least := picture.Bounds().Min
	return func(x, y int) [4]uint32 {
		// Values are multiplied by the opacity a. Over white, a value v becomes v + (65535 − a), and its darkness is a − v.
		c := at(least.X+x, least.Y+y)
		return [4]uint32{uint32(c.A - min(c.R, c.A)), uint32(c.A - min(c.G, c.A)), uint32(c.A - min(c.B, c.A)), uint32(math.MaxUint16 - c.A)}
	}
}

// share says which part of a new pixel's width an old pixel covers.
type share struct {
	place int // of the new pixel
	part  float64
}

// shares returns the shares of each of from old pixels in a row, where to ≤ from new pixels take their place.
func shares(from, to int) [][]share {
	all := make([][]share, from)
	width := float64(from) / float64(to) // of a new pixel, in old ones
	for i := range all {
		for place := i * to / from; place < to && float64(place)*width < float64(i+1); place++ {
			overlap := min(float64(i+1), float64(place+1)*width) - max(float64(i), float64(place)*width)
			if overlap > 1e-9 {
				all[i] = append(all[i], share{place, overlap / width})
			}
		}
	}
	return all
}
