package data

import (
	"io"

	"github.com/bep/imagemeta"
)

// turn says how a picture is stored: where the pixel is that is shown in a place.
type turn struct{ swap, mirrorX, mirrorY bool } // columns are rows; columns are from the right; rows are from the bottom

// turns are the values of EXIF's tag Orientation (EXIF 2.32, 4.6.4 A). Any other value is as 1.
var turns = map[uint16]turn{
	2: {mirrorX: true}, 3: {mirrorX: true, mirrorY: true}, 4: {mirrorY: true},
	5: {swap: true}, 6: {swap: true, mirrorY: true}, 7: {swap: true, mirrorX: true, mirrorY: true}, 8: {swap: true, mirrorX: true},
}

// metadataFormats are the formats, by the names of package image, that can say how a picture is to be turned.
var metadataFormats = map[string]imagemeta.ImageFormat{
	"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "tiff": imagemeta.TIFF, "webp": imagemeta.WebP,
}

// readTurn returns how the picture in a file is stored, by its EXIF data. A file without such data, or with broken data, is stored as it is
// shown.
func readTurn(file io.ReadSeeker, format string) turn {
	imageFormat, ok := metadataFormats[format]
	if !ok {
		return turn{}
	}
	var found turn
	_, err := imagemeta.Decode(imagemeta.Options{
		R: file, ImageFormat: imageFormat, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok {
				found = turns[value]
			}
			return nil
		},
	})
	if err != nil {
		return turn{}
	}
	return found
}

// turned returns the picture as it is to be shown.
func (r Raster) turned(t turn) Raster {
	if t == (turn{}) {
		return r
	}
	shown := Raster{Width: r.Width, Height: r.Height}
	if t.swap {
		shown.Width, shown.Height = r.Height, r.Width
	}
	for _, plane := range r.Planes {
		turned := make([]float64, len(plane))
		for i := range turned {
			x, y := i%shown.Width, i/shown.Width
			if t.swap {
				x, y = y, x
			}
			if t.mirrorX {
				x = r.Width - 1 - x
			}
			if t.mirrorY {
				y = r.Height - 1 - y
			}
			turned[i] = plane[y*r.Width+x]
		}
		shown.Planes = append(shown.Planes, turned)
	}
	return shown
}
