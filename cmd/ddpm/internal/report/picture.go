package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	_ "image/gif" // a format of pictures
	_ "image/png" // a format of pictures
	"strconv"
)

// picture is a figure as the page shows it.
type picture struct {
	Figure
	URL           template.URL // the image itself
	Width, Height int          // in points of the screen
	Wide          bool         // whether a telephone shows it smaller than it is

	Last   int          // number of the last frame of a film, from 0
	Period string       // seconds from one beginning of a film to the next
	Still  template.URL // what stands beside a film; "": nothing
}

// moving is the share of a film's period in which it moves: it stands still at its first frame for .08 of it, and at its last one for the
// rest. page.css and page.js have the same.
const moving = 0.52

// telephone is the width of a picture that fits on one, in points of the screen.
const telephone = 480

// newPicture returns the figure with its image as a data URI. It fails if the image is neither PNG nor GIF.
func newPicture(f Figure) (picture, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(f.Image))
	if err != nil {
		return picture{}, fmt.Errorf("picture %q: want PNG or GIF: %w", f.Name, err)
	}
	pixels := 2 // a point of the screen
	if format == "gif" || f.Film != nil {
		pixels = 1
	}
	p := picture{Figure: f, Width: config.Width / pixels, Height: config.Height / pixels}
	p.URL = embedded(format, f.Image)
	p.Wide = p.Width > telephone
	if film := f.Film; film != nil {
		p.Last, p.Period = film.Frames-1, strconv.FormatFloat(film.Seconds/moving, 'f', 1, 64)
		if film.Still != nil {
			p.Still = embedded("png", film.Still)
		}
	}
	return p, nil
}

// embedded returns an image of a format as a data URI.
func embedded(format string, image []byte) template.URL {
	return template.URL("data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(image))
}
