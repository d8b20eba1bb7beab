package data

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // a format of pictures
	_ "image/jpeg" // a format of pictures
	_ "image/png"  // a format of pictures
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxSide is the largest width and the largest height of a picture file, in pixels.
const maxSide = 4000

// Raster is a picture in numbers.
type Raster struct {
	Width, Height int // in pixels
	// Planes has one plane if the picture is grey, else three: red, green, blue. Each has shape (Height, Width), with row 0 at the top,
	// and values from 0 (dark) to 1.
	Planes [][]float64
}

// PictureKinds are the kinds of files that pictures are read from, for people.
const PictureKinds = ".png, .jpg and .gif"

// IsPicture says whether a file is a picture, by the extension of its name.
func IsPicture(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif"}, strings.ToLower(filepath.Ext(name)))
}

// ReadRaster reads a PNG, a JPEG or the first frame of a GIF. Transparent pixels show a white ground. A picture whose longer side has
// more than side pixels is pooled, as NewRaster does. An error is one line that names the file.
func ReadRaster(path string, side int) (Raster, error) {
	file, err := os.Open(path)
	if err != nil {
		return Raster{}, fileError(path, err)
	}
	defer file.Close()
	return readRaster(file, path, side)
}

// densest is more than the number of pixels that one byte of a file can hold in any of the formats. A file whose header promises more
// is broken, and is refused: a decoder would allocate all the promised pixels before it reaches the end of the file.
const densest = 1 << 13

// readRaster does what ReadRaster does with an open file. Errors call the file path.
func readRaster(file io.ReadSeeker, path string, side int) (Raster, error) {
	config, _, err := image.DecodeConfig(bufio.NewReader(file))
	switch {
	case errors.Is(err, image.ErrFormat):
		return Raster{}, fmt.Errorf("%s: not a picture; want a PNG, JPEG or GIF file", path)
	case err != nil:
		return Raster{}, broken(path, err)
	case config.Width < 1 || config.Height < 1:
		return Raster{}, empty(path, config.Width, config.Height)
	case config.Width > maxSide || config.Height > maxSide:
		return Raster{}, fmt.Errorf("%s: %d×%d pixels; pictures go up to %d×%[4]d", path, config.Width, config.Height, maxSide)
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
	if size := picture.Bounds().Size(); size.X < 1 || size.Y < 1 { // the frame of a GIF can be smaller than its canvas
		return Raster{}, empty(path, size.X, size.Y)
	}
	return NewRaster(picture, side), nil
}

// empty returns the error of a picture without pixels.
func empty(path string, width, height int) error {
	return fmt.Errorf("%s: a picture of %d×%d pixels has nothing in it", path, width, height)
}

// broken returns the error of a picture that cannot be decoded.
func broken(path string, err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%s: a broken picture: %w", path, err)
}

// Ink returns how dark each pixel is, from 0 for white to 1 for black: 1 minus the luma of Rec. 601. It has shape (Height, Width), with
// row 0 at the top.
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
