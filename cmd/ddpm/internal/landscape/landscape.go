// Package landscape holds the example picture of "ddpm forward": the Go gopher, which Renée French designed, in front of a lake and
// mountains. Like a photograph it has both large smooth areas, the sky, and fine detail, the grass: noise hides the detail first.
package landscape

import (
	"bytes"
	_ "embed" // for the picture
	"image"
	"image/png"
)

//go:embed landscape.png
var encoded []byte

// Draw returns the picture, 512 pixels wide and 384 high. It is always the same.
func Draw() image.Image {
	img, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		panic("landscape: the embedded picture is broken")
	}
	return img
}
