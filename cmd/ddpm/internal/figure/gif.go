package figure

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"ddpm/data/parallel"
)

// Of an animation: the width of its panel, the height of the title above and the edge around it, in pixels; how many
// points of a set are drawn, and how; and how long a frame stands, in hundredths of a second.
const (
	gifWidth  = 440
	gifTitle  = 34
	gifEdge   = 5
	gifDots   = 2500
	gifRadius = 1.4
	gifAlpha  = 0.7
	gifDelay  = 6
	gifFirst  = 60
	gifLast   = 300
)

// GIF writes an animation of point sets under titles, a set a frame, that rests on its last frame and then starts again.
// Of every set the first 2,500 points are drawn, so that point i of one frame is point i of the next. All frames have
// the ink of the first. It panics if there are no frames.
func GIF(w io.Writer, view View, frames []Panel) error {
	if len(frames) == 0 {
		panic("figure: an animation without frames")
	}
	colours := gifPalette(frames[0].Ink)
	movie := gif.GIF{Image: make([]*image.Paletted, len(frames)), Delay: make([]int, len(frames))}
	parallel.Each(context.Background(), len(frames), func(i int) {
		movie.Delay[i], movie.Image[i] = gifDelay, gifFrame(view, frames[i], colours)
	})
	movie.Delay[0] = gifFirst
	movie.Delay[len(frames)-1] = gifLast
	size := movie.Image[0].Rect.Size()
	movie.Config = image.Config{ColorModel: colours, Width: size.X, Height: size.Y}
	return gif.EncodeAll(w, &movie)
}

// The 16 colours of an animation: paper, shades of the ink, shades of grey. Fewer colours make smaller files.
const (
	inkShades  = 11
	greyShades = 4
)

func gifPalette(ink color.RGBA) color.Palette {
	mix := func(dark uint8, part float64) uint8 { return uint8(math.Round(255 + part*(float64(dark)-255))) }
	colours := color.Palette{color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}}
	for i := range inkShades {
		part := float64(i+1) / inkShades
		colours = append(colours, color.RGBA{R: mix(ink.R, part), G: mix(ink.G, part), B: mix(ink.B, part), A: 0xff})
	}
	for i := range greyShades {
		grey := mix(textGrey.Y, float64(i+1)/greyShades)
		colours = append(colours, color.RGBA{R: grey, G: grey, B: grey, A: 0xff})
	}
	return colours
}

// shade returns the place among n shades, the last of which is full, of a part from 0 to 1; 0 is none of them.
func shade(part float64, n int) uint8 {
	return uint8(math.Round(part * float64(n)))
}

// gifFrame draws one frame.
func gifFrame(view View, frame Panel, colours color.Palette) *image.Paletted {
	view, aspect, _ := view.shaped()
	height := int(math.Round(gifWidth * aspect))
	img := image.NewPaletted(image.Rect(0, 0, gifWidth+2*gifEdge, gifTitle+height+gifEdge), colours)
	lettering(img, frame.Title)

	f := newFilm(gifWidth, height)
	w, h := view.size()
	for _, x := range frame.Points[:min(gifDots, len(frame.Points))] {
		f.disc((x[0]-view.Lo[0])/w*gifWidth, (view.Hi[1]-x[1])/h*float64(height), gifRadius, gifAlpha)
	}
	for i, light := range f.light {
		img.SetColorIndex(gifEdge+i%gifWidth, gifTitle+i/gifWidth, shade(float64(1-light), inkShades))
	}

	const frameShade = 1 + inkShades + 1
	for x := gifEdge - 1; x <= gifEdge+gifWidth; x++ {
		img.SetColorIndex(x, gifTitle-1, frameShade)
		img.SetColorIndex(x, gifTitle+height, frameShade)
	}
	for y := gifTitle; y < gifTitle+height; y++ {
		img.SetColorIndex(gifEdge-1, y, frameShade)
		img.SetColorIndex(gifEdge+gifWidth, y, frameShade)
	}
	return img
}

// lettering writes a title in the middle of the top of a frame.
func lettering(img *image.Paletted, title string) {
	w := vg.Length(img.Rect.Dx())
	c := draw.New(vgimg.NewWith(vgimg.UseWH(w, gifTitle), vgimg.UseDPI(pointsPerInch)))
	c.FillText(style(titleSize, text.XCenter, text.YBottom), vg.Point{X: w / 2, Y: titleDistance}, title)
	letters := c.Canvas.(*vgimg.Canvas).Image()
	for y := range gifTitle {
		for x := range img.Rect.Dx() {
			grey := color.GrayModel.Convert(letters.At(x, y)).(color.Gray)
			if n := shade(float64(255-grey.Y)/float64(255-textGrey.Y), greyShades); n > 0 {
				img.SetColorIndex(x, y, inkShades+n)
			}
		}
	}
}
