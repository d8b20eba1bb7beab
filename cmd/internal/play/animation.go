package play

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
)

// drawn are the frames of an animation that the page has drawn: the fields of a request export for animation.gif.
type drawn struct {
	Size    [2]int     `json:"size"` // width, height
	Frames  int        `json:"frames"`
	Delay   int        `json:"delay"`   // milliseconds a frame
	Palette [][3]uint8 `json:"palette"` // red, green, blue
}

// mostPixels bounds those of all frames of an animation.
const mostPixels = 1 << 26

// animation returns a GIF file that goes round for ever. Of each pixel of each frame, pixels has the index of its colour.
func (d drawn) animation(pixels []byte) ([]byte, error) {
	width, height := d.Size[0], d.Size[1]
	switch {
	case width < 1 || height < 1 || d.Frames < 1 || width > 1<<14 || height > 1<<14 || d.Frames > mostPixels/(width*height):
		return nil, fmt.Errorf("animation of %d frames of %d by %d: want at least 1 and at most %d pixels in all", d.Frames, width, height, mostPixels)
	case len(pixels) != d.Frames*width*height:
		return nil, fmt.Errorf("animation: %d bytes of pixels, want %d", len(pixels), d.Frames*width*height)
	case len(d.Palette) < 1 || len(d.Palette) > 256:
		return nil, fmt.Errorf("palette of %d colours: want 1 to 256", len(d.Palette))
	case d.Delay < 10 || d.Delay > 60_000:
		return nil, fmt.Errorf("delay %d: want 10 to 60000 milliseconds", d.Delay)
	}
	for _, index := range pixels {
		if int(index) >= len(d.Palette) {
			return nil, fmt.Errorf("animation: a pixel of colour %d, of %d colours", index, len(d.Palette))
		}
	}
	var colours color.Palette
	for _, c := range d.Palette {
		colours = append(colours, color.RGBA{c[0], c[1], c[2], 0xff})
	}
	film := gif.GIF{Config: image.Config{ColorModel: colours, Width: width, Height: height}}
	for i := range d.Frames {
		film.Image = append(film.Image, &image.Paletted{
			Pix: pixels[i*width*height : (i+1)*width*height], Stride: width, Rect: image.Rect(0, 0, width, height), Palette: colours,
		})
		film.Delay = append(film.Delay, d.Delay/10)
	}
	var content bytes.Buffer
	if err := gif.EncodeAll(&content, &film); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}
