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
	"slices"

	_ "golang.org/x/image/bmp"  // a format of pictures
	_ "golang.org/x/image/tiff" // a format of pictures
	_ "golang.org/x/image/webp" // a format of pictures
)

// mostPixels bounds the memory of a picture file that is decoded: a pixel takes at most 8 bytes.
const mostPixels = 100_000_000

// Raster is a picture in numbers.
type Raster struct {
	Width, Height int // in pixels
	// Planes has one plane if the picture is grey, else three: red, green, blue. Each has shape (Height, Width), with row 0 at the top,
	// and values from 0 (dark) to 1.
	Planes [][]float64
}

// PictureKinds are the kinds of files that pictures are read from, for people.
const PictureKinds = ".png, .jpg, .gif, .webp, .bmp and .tiff"

var pictureExtensions = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tiff", ".tif"}

// IsPicture says whether a file is a picture, by the extension of its name.
func IsPicture(name string) bool { return slices.Contains(pictureExtensions, extension(name)) }

// ReadRaster reads a picture: the first frame if there are several. It is turned as its EXIF data says. Transparent pixels count as
// white. A picture whose longer side has more than side pixels is pooled, as NewRaster does. An error is one line that names the file.
func ReadRaster(path string, side int) (Raster, error) {
	picture, turn, err := readPictureFile(path)
	if err != nil {
		return Raster{}, err
	}
	return NewRaster(picture, side).turned(turn), nil
}

// readPictureFile reads the picture in a file, as it is stored.
func readPictureFile(path string) (image.Image, turn, error) {
	if CanBeReadOnce(path) {
		return nil, turn{}, fmt.Errorf("%s: a picture is read several times, and a pipe once: want a file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, turn{}, fileError(path, err)
	}
	defer file.Close()
	return decodePicture(file, path)
}

// densest is more than the number of pixels that one byte of a file can hold in any of the formats. A file whose header promises more
// is broken, and is refused: a decoder would allocate all the promised pixels before it reaches the end of the file.
const densest = 1 << 13

// decodePicture does what readPictureFile does with an open file. Errors call the file path.
func decodePicture(file io.ReadSeeker, path string) (image.Image, turn, error) {
	none := turn{}
	config, format, err := image.DecodeConfig(bufio.NewReader(file))
	switch {
	case errors.Is(err, image.ErrFormat):
		return nil, none, fmt.Errorf("%s: not a picture; pictures are read from %s", path, PictureKinds)
	case err != nil:
		return nil, none, broken(path, err)
	case config.Width < 1 || config.Height < 1:
		return nil, none, empty(path, config.Width, config.Height)
	case config.Width > mostPixels/config.Height:
		return nil, none, fmt.Errorf("%s: %d×%d pixels; pictures have up to %d million", path, config.Width, config.Height, mostPixels/1_000_000)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, none, fileError(path, err)
	}
	if int64(config.Width)*int64(config.Height) > densest*size {
		return nil, none, broken(path, io.ErrUnexpectedEOF)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, none, fileError(path, err)
	}
	stored := readTurn(file, format)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, none, fileError(path, err)
	}
	picture, _, err := image.Decode(bufio.NewReader(file))
	if err != nil {
		return nil, none, broken(path, err)
	}
	if size := picture.Bounds().Size(); size.X < 1 || size.Y < 1 { // the frame of a GIF can be smaller than its canvas
		return nil, none, empty(path, size.X, size.Y)
	}
	return picture, stored, nil
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
	return fmt.Errorf("%s: a broken picture, or one of a kind that is not read: %w", path, err)
}

// luma are the shares of red, green and blue in the brightness of a colour (Rec. 601).
var luma = [3]float64{0.299, 0.587, 0.114}

// Ink returns how dark each pixel is, from 0 for white to 1 for black: 1 minus the luma of Rec. 601. It has shape (Height, Width), with
// row 0 at the top.
func (r Raster) Ink() []float64 {
	ink := make([]float64, r.Width*r.Height)
	for i := range ink {
		if len(r.Planes) == 1 {
			ink[i] = 1 - r.Planes[0][i]
			continue
		}
		for channel, plane := range r.Planes {
			ink[i] += luma[channel] * (1 - plane[i])
		}
	}
	return ink
}
