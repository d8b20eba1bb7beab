package data

import (
	"errors"
	"fmt"
	"slices"

	"ddpm/data/mixture"
)

// PictureSide is the largest number of pixels on either side of a picture's distribution.
const PictureSide = mixture.LatticeSide

// readPicture returns the distribution of the picture in a file, and how its ink was read. ink is the name of one, or "" or "auto" to see
// from the picture which it is. A larger picture is pooled to PictureSide pixels on its longer side.
func readPicture(path, ink string) (*mixture.Mixture, *Reading, error) {
	kind, err := inkNamed(ink)
	if err != nil {
		return nil, nil, err
	}
	picture, turn, err := readPictureFile(path)
	if err != nil {
		return nil, nil, err
	}
	p, threshold, reading := pixelsOf(picture), 0., &Reading{}
	if kind < 0 {
		kind = p.ink()
		threshold, reading.Ground = ground(p.histograms[kind][:])
	}
	reading.Ink = inks[kind].name
	if kind != darkInk || threshold > 0 {
		picture = inked{p, kind, threshold}
	}
	raster := NewRaster(picture, PictureSide).turned(turn)
	reading.Extent = &Extent{High: Point{float64(raster.Width), float64(raster.Height)}}
	distribution, err := NewPicture(raster)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w (%s; --ink says otherwise)", path, err, inkMeanings[reading.Ink])
	}
	return distribution, reading, nil
}

// NewPicture returns the distribution whose density is the ink of a picture. Each pixel is a box of side 1, and its share of the mass is
// its share of the ink. The lower left corner of the picture is the origin. It is an error if the picture has no ink. NewPicture panics
// if the picture has more than PictureSide pixels on a side.
func NewPicture(r Raster) (*mixture.Mixture, error) {
	if r.Width > PictureSide || r.Height > PictureSide {
		panic("data: a picture has at most 128 pixels on a side")
	}
	ink := r.Ink()
	if slices.Max(ink) == 0 {
		return nil, errors.New("a picture without ink: all of it is ground, which has no probability")
	}
	return mixture.NewLattice(r.Width, r.Height, ink), nil
}
