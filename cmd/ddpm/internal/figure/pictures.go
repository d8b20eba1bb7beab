package figure

import (
	"image"
	"image/color/palette"
	stddraw "image/draw"
	"io"
	"math"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Picture is an image under a title.
type Picture struct {
	Title string
	Image image.Image
}

// PictureRow is a row of pictures under a heading, which may be empty.
type PictureRow struct {
	Heading  string
	Pictures []Picture
}

// PictureColumns is how many pictures a row of Pictures has room for: a picture then has 256 pixels.
const PictureColumns = 6

// The space between pictures in a row, and their width, in points.
const (
	pictureGap  = 4
	pictureSide = (width - 2*margin - (PictureColumns-1)*pictureGap) / PictureColumns
)

// Pictures writes a figure of rows of pictures, all of one size and in all their colours. It panics if there are none.
func Pictures(w io.Writer, rows []PictureRow) error {
	require(len(rows) > 0 && len(rows[0].Pictures) > 0, "figure: no pictures to draw")
	var s sheet
	for _, r := range rows {
		pictures := row{heading: r.Heading, columns: PictureColumns, gap: pictureGap, width: pictureSide, aspect: aspectOf(rows[0].Pictures[0])}
		for _, p := range r.Pictures {
			pictures.panels = append(pictures.panels, p.panel())
		}
		s.rows = append(s.rows, pictures)
	}
	return encodePhoto(w, s.draw())
}

// aspectOf returns the height of a picture's panel as a share of its width: that of the picture, at most 1.5.
func aspectOf(p Picture) float64 {
	size := p.Image.Bounds().Size()
	return min(1.5, float64(size.Y)/float64(size.X))
}

// panel returns the picture as a panel without a frame.
func (p Picture) panel() *plot.Plot {
	panel := frameless(p.Title, pixelated{p.Image})
	panel.Title.TextStyle.Font = letters(labelSize)
	return panel
}

// pixelated is a mark: an image, its pixels as squares, as large as the panel allows and in its middle.
type pixelated struct{ image image.Image }

// Plot draws the image. It implements plot.Plotter.
func (m pixelated) Plot(c draw.Canvas, _ *plot.Plot) {
	size := m.image.Bounds().Size()
	r := c.Rectangle
	wide := max(1, vg.Length(math.Round(float64(r.Size().Y)*float64(size.X)/float64(size.Y))))
	if wide < r.Size().X-1 {
		r.Min.X += vg.Length(math.Round(float64(r.Size().X-wide) / 2))
		r.Max.X = r.Min.X + wide
	}
	across, down, _ := pixels(draw.Canvas{Canvas: c.Canvas, Rectangle: r})
	c.DrawImage(r, enlarged(m.image, across, down))
}

// enlarged returns an image in another size; each pixel is the nearest one of the image.
func enlarged(img image.Image, wide, high int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, wide, high))
	xdraw.NearestNeighbor.Scale(out, out.Rect, img, img.Bounds(), xdraw.Src, nil)
	return out
}

// moviePicture is the longer side of an animated picture, in pixels.
const moviePicture = 256

// PictureGIF writes an animation of pictures, all of one size, one a frame. It panics if there are no frames.
func PictureGIF(w io.Writer, frames []Picture) error {
	require(len(frames) > 0, "figure: an animation without frames")
	size := frames[0].Image.Bounds().Size()
	factor := moviePicture / float64(max(size.X, size.Y))
	wide, high := max(1, int(math.Round(factor*float64(size.X)))), max(1, int(math.Round(factor*float64(size.Y))))
	return animate(w, len(frames), 2*gifDelay, func(i int) *image.Paletted {
		c := newCanvas(vg.Length(max(wide, 100)+2*margin), vg.Length(titleSpace+high+margin), 1)
		title := vg.Point{X: c.Center().X, Y: vg.Length(high + 2*margin)}
		c.FillText(style(labelSize, text.XCenter, text.YBottom), title, frames[i].Title)
		out := nearest(raster(c), palette.Plan9)
		left := (out.Rect.Dx() - wide) / 2
		into := image.Rect(left, titleSpace, left+wide, titleSpace+high)
		// Colours that are not in the palette are mixed from dots of others.
		stddraw.FloydSteinberg.Draw(out, into, enlarged(frames[i].Image, wide, high), image.Point{})
		return out
	})
}
