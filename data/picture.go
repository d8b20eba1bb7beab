package data

import (
	"errors"
	"fmt"

	"ddpm/data/mixture"
)

// PictureSide is the largest number of pixels on either side of a picture's distribution.
const PictureSide = mixture.LatticeSide

// ReadPicture returns the distribution of a picture, as NewPicture does, from a file that ReadRaster can read. An error is one line.
func ReadPicture(path string) (*mixture.Mixture, error) {
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

// NewPicture returns the distribution whose density is a picture's ink: each pixel is a box with a share of the mass that is its share
// of the darkness. A pixel's side is 1, and the lower left corner of the picture is at the origin. It fails if there is no
// ink. It panics if the picture has more than 128 pixels on a side.
func NewPicture(r Raster) (*mixture.Mixture, error) {
	if r.Width > PictureSide || r.Height > PictureSide {
		panic("data: a picture has at most 128 pixels on a side")
	}
	ink := r.Ink()
	weights := make([]float64, len(ink))
	total := 0.0
	for i, dark := range ink {
		row, column := r.Height-1-i/r.Width, i%r.Width
		weights[row*r.Width+column] = dark
		total += dark
	}
	if total == 0 {
		return nil, errors.New("a white picture, and only what is darker than white has probability")
	}
	return mixture.NewLattice(r.Width, r.Height, weights), nil
}
