package data

import (
	"errors"
	"fmt"
	"slices"

	"ddpm/data/mixture"
)

// PictureSide is the largest number of pixels on either side of a picture's distribution.
const PictureSide = mixture.LatticeSide

// readPicture returns the distribution of the picture in a file. A larger picture is pooled to PictureSide pixels on its longer side.
func readPicture(path string) (*mixture.Mixture, error) {
	raster, err := ReadRaster(path, PictureSide)
	if err != nil {
		return nil, err
	}
	distribution, err := NewPicture(raster)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return distribution, nil
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
		return nil, errors.New("a white picture; only what is darker than white has probability")
	}
	return mixture.NewLattice(r.Width, r.Height, ink), nil
}
