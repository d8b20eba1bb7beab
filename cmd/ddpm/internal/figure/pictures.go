package figure

import (
	"context"
	"image"
	"image/color/palette"
	stddraw "image/draw"
	"image/gif"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"ddpm/data/parallel"
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

// pictureGap is the space between pictures, in points.
const pictureGap = 4

// pictureSide is the width of a picture in a row, in points.
const pictureSide = (width - 2*margin - (PictureColumns-1)*pictureGap) / PictureColumns

// Pictures writes a figure of rows of pictures, all of one size and in all their colours. It panics if there are none.
func Pictures(w io.Writer, rows []PictureRow) error {
	if len(rows) == 0 || len(rows[0].Pictures) == 0 {
		panic("figure: no pictures to draw")
	}
	tall := tallOf(rows[0].Pictures[0].Image, pictureSide)
	height := vg.Length(margin)
	for _, row := range rows {
		height += titleSpace + tall
		if row.Heading != "" {
			height += titleSpace
		}
	}
	c := newCanvas(height)
	top := height
	for _, row := range rows {
		if row.Heading != "" {
			top -= titleSpace
			c.FillText(style(titleSize, text.XLeft, text.YBottom), vg.Point{X: margin, Y: top + titleDistance}, row.Heading)
		}
		top -= titleSpace + tall
		for i, p := range row.Pictures {
			left := vg.Length(margin + i*(pictureSide+pictureGap))
			p.draw(c, rectangle(left, top, left+pictureSide, top+tall))
		}
	}
	return png.Encode(w, c.Canvas.(*vgimg.Canvas).Image())
}

// tallOf returns the height in whole points of an image of that width, at most one and a half times as much.
func tallOf(img image.Image, wide vg.Length) vg.Length {
	size := img.Bounds().Size()
	return min(max(1, whole(wide*vg.Length(size.Y)/vg.Length(size.X))), whole(1.5*wide))
}

// draw draws the picture, its pixels as squares, as large as the rectangle allows and in its middle, and writes the title above.
func (p Picture) draw(c draw.Canvas, r vg.Rectangle) {
	size, image := r.Size(), p.Image.Bounds().Size()
	middle := (r.Min.X + r.Max.X) / 2
	c.FillText(style(labelSize, text.XCenter, text.YBottom), vg.Point{X: middle, Y: r.Max.Y + titleDistance}, p.Title)
	if narrow := max(1, whole(size.Y*vg.Length(image.X)/vg.Length(image.Y))); narrow < size.X-1 {
		left := whole(middle - narrow/2)
		r.Min.X, r.Max.X = left, left+narrow
		size = r.Size()
	}
	c.DrawImage(r, enlarged(p.Image, pixels(size.X), pixels(size.Y)))
}

// enlarged returns an image in another size, each pixel that of the nearest place.
func enlarged(img image.Image, wide, tall int) *image.RGBA {
	from := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for y := range tall {
		for x := range wide {
			out.Set(x, y, img.At(from.Min.X+x*from.Dx()/wide, from.Min.Y+y*from.Dy()/tall))
		}
	}
	return out
}

// moviePicture is the longer side of an animated picture, in pixels.
const moviePicture = 256

// PictureGIF writes an animation of pictures, all of one size, one a frame, that rests on its ends and then starts again. It panics
// if there are no frames.
func PictureGIF(w io.Writer, frames []Picture) error {
	if len(frames) == 0 {
		panic("figure: an animation without frames")
	}
	size := frames[0].Image.Bounds().Size()
	factor := moviePicture / float64(max(size.X, size.Y))
	wide, tall := max(1, int(math.Round(factor*float64(size.X)))), max(1, int(math.Round(factor*float64(size.Y))))
	movie := gif.GIF{Image: make([]*image.Paletted, len(frames)), Delay: make([]int, len(frames))}
	parallel.Each(context.Background(), len(frames), func(i int) {
		frame := frames[i]
		movie.Delay[i] = 2 * gifDelay
		c := draw.New(vgimg.NewWith(vgimg.UseWH(vg.Length(max(wide, 100)+2*margin), vg.Length(tall+titleSpace+margin)), vgimg.UseDPI(pointsPerInch)))
		letters := style(labelSize, text.XCenter, text.YBottom)
		c.FillText(letters, vg.Point{X: c.Center().X, Y: vg.Length(tall + margin + titleDistance)}, frame.Title)
		out := nearest(c.Canvas.(*vgimg.Canvas).Image(), palette.Plan9)
		left := (out.Rect.Dx() - wide) / 2
		into := image.Rect(left, titleSpace, left+wide, titleSpace+tall)
		// The colours that are missing are made of dots of others.
		stddraw.FloydSteinberg.Draw(out, into, enlarged(frame.Image, wide, tall), image.Point{})
		movie.Image[i] = out
	})
	movie.Delay[0], movie.Delay[len(frames)-1] = gifFirst, gifLast
	bounds := movie.Image[0].Rect
	movie.Config = image.Config{ColorModel: movie.Image[0].Palette, Width: bounds.Dx(), Height: bounds.Dy()}
	return gif.EncodeAll(w, &movie)
}
