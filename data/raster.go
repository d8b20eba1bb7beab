package data

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // a format of pictures
	_ "image/jpeg" // a format of pictures
	_ "image/png"  // a format of pictures
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// MaxSide is the largest width and height of a picture that is read, in pixels.
const MaxSide = 4000

// Raster is a picture in numbers.
type Raster struct {
	Width, Height int
	Planes        [][]float64 // one if the picture is grey, else red, green, blue; each (Height, Width), row 0 on top, from 0 to 1
}

// IsPicture reports whether a file's name is that of a picture.
func IsPicture(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif"}, strings.ToLower(filepath.Ext(name)))
}

// ReadRaster reads a PNG, a JPEG or the first frame of a GIF. What is transparent lets a white ground through. A picture with
// a side of more than side pixels is pooled until it has as many: a pixel of the result is the mean of what it covers. An
// error is one line.
func ReadRaster(path string, side int) (Raster, error) {
	file, err := os.Open(path)
	if err != nil {
		return Raster{}, fileError(path, err)
	}
	defer file.Close()
	return readRaster(file, path, side)
}

// densest is how many pixels a byte of a picture's file can stand for at most, generously. Decoders make room for all the
// pixels that a header promises before they find out that the file ends.
const densest = 1 << 13

// readRaster reads a picture as ReadRaster does, from a file that errors call path.
func readRaster(file io.ReadSeeker, path string, side int) (Raster, error) {
	config, _, err := image.DecodeConfig(bufio.NewReader(file))
	switch {
	case errors.Is(err, image.ErrFormat):
		return Raster{}, fmt.Errorf("%s: not a picture; want a PNG, JPEG or GIF file", path)
	case err != nil:
		return Raster{}, broken(path, err)
	case config.Width < 1 || config.Height < 1:
		return Raster{}, empty(path, config.Width, config.Height)
	case config.Width > MaxSide || config.Height > MaxSide:
		return Raster{}, fmt.Errorf("%s: %d×%d pixels; pictures go up to %d×%[4]d", path, config.Width, config.Height, MaxSide)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return Raster{}, fileError(path, err)
	}
	if int64(config.Width)*int64(config.Height) > densest*size {
		return Raster{}, broken(path, io.ErrUnexpectedEOF)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Raster{}, fileError(path, err)
	}
	picture, _, err := image.Decode(bufio.NewReader(file))
	if err != nil {
		return Raster{}, broken(path, err)
	}
	if size := picture.Bounds().Size(); size.X < 1 || size.Y < 1 { // a GIF's frame can be smaller than its canvas
		return Raster{}, empty(path, size.X, size.Y)
	}
	return NewRaster(picture, side), nil
}

func empty(path string, width, height int) error {
	return fmt.Errorf("%s: a picture of %d×%d pixels has nothing in it", path, width, height)
}

func broken(path string, err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%s: a broken picture: %w", path, err)
}

// NewRaster returns a picture as a raster of at most side pixels on either side, as ReadRaster does.
func NewRaster(picture image.Image, side int) Raster {
	size := picture.Bounds().Size()
	r := Raster{Width: size.X, Height: size.Y}
	if longer := max(size.X, size.Y); longer > side {
		r.Width = max(1, int(math.Round(float64(size.X)*float64(side)/float64(longer))))
		r.Height = max(1, int(math.Round(float64(size.Y)*float64(side)/float64(longer))))
	}
	// Darkness is what is summed, so that white is exactly 1 whatever it is pooled with.
	across, up := shares(size.X, r.Width), shares(size.Y, r.Height)
	dark := [3][]float64{}
	for channel := range dark {
		dark[channel] = make([]float64, r.Width*r.Height)
	}
	at := reader(picture)
	grey := true
	for y, rows := range up {
		for x, columns := range across {
			d := at(x, y)
			grey = grey && d[0] == d[1] && d[1] == d[2]
			for _, row := range rows {
				for _, column := range columns {
					share := row.part * column.part / math.MaxUint16
					for channel, d := range d {
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

// reader returns a function that returns how far the colour of a pixel over white is from white in each channel, up to 65535.
func reader(picture image.Image) func(x, y int) [3]uint32 {
	at := func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(picture.At(x, y)).(color.RGBA64) }
	if quick, ok := picture.(image.RGBA64Image); ok {
		at = quick.RGBA64At
	}
	least := picture.Bounds().Min
	return func(x, y int) [3]uint32 {
		// Colours are premultiplied: over white, a channel v of opacity a is v + (max − a), and max less that is a − v.
		c := at(least.X+x, least.Y+y)
		return [3]uint32{uint32(c.A - min(c.R, c.A)), uint32(c.A - min(c.G, c.A)), uint32(c.A - min(c.B, c.A))}
	}
}

// share is the part of a new cell's whole that an old cell makes up.
type share struct {
	place int // of the new cell
	part  float64
}

// shares returns, for each of from cells on a line, what it makes up of each of the to ≤ from cells that take their place.
func shares(from, to int) [][]share {
	all := make([][]share, from)
	width := float64(from) / float64(to) // of a new cell, in old ones
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

// Ink returns how dark each pixel is, from 0 for white to 1 for black, by the luma of Rec. 601; row 0 is on top.
func (r Raster) Ink() []float64 {
	ink := make([]float64, r.Width*r.Height)
	weights := [...]float64{0.299, 0.587, 0.114}
	for i := range ink {
		if len(r.Planes) == 1 {
			ink[i] = 1 - r.Planes[0][i]
			continue
		}
		for channel, plane := range r.Planes {
			ink[i] += weights[channel] * (1 - plane[i])
		}
	}
	return ink
}
