package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	_ "image/gif" // a format of pictures
	_ "image/png" // a format of pictures
)

// picture is a figure as the page shows it.
type picture struct {
	Figure
	URL           template.URL // the image itself
	Width, Height int          // in points of the screen
	Wide          bool         // whether a telephone shows it smaller than it is
}

// telephone is the width of a picture that fits on one, in points of the screen.
const telephone = 480

// newPicture returns the figure with its image as a data URI. It fails if the image is neither PNG nor GIF.
func newPicture(f Figure) (picture, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(f.Image))
	if err != nil {
		return picture{}, fmt.Errorf("picture %q: want PNG or GIF: %w", f.Name, err)
	}
	pixels := 2 // a point of the screen
	if format == "gif" {
		pixels = 1
	}
	p := picture{Figure: f, Width: config.Width / pixels, Height: config.Height / pixels}
	p.URL = template.URL("data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(f.Image))
	p.Wide = p.Width > telephone
	return p, nil
}
