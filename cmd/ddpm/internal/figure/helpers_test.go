package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
	"ddpm/data/must"
)

// gaussian2 is a standard normal distribution of the plane around a centre.
type gaussian2 struct{ centre data.Point }

func (g gaussian2) LogDensities(dst []float64, x []data.Point) {
	for i, p := range x {
		u, v := p[0]-g.centre[0], p[1]-g.centre[1]
		dst[i] = -(u*u+v*v)/2 - math.Log(2*math.Pi)
	}
}

// draw returns n points of the distribution.
func (g gaussian2) draw(n, index int) []data.Point {
	rng := data.Rand(1, data.Drawn, index, 0)
	points := make([]data.Point, n)
	for i := range points {
		points[i] = data.Point{g.centre[0] + rng.NormFloat64(), g.centre[1] + rng.NormFloat64()}
	}
	return points
}

// circle returns points on a circle.
func circle(centre data.Point, radius float64) []data.Point {
	points := make([]data.Point, 2000)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(points)))
		points[i] = data.Point{centre[0] + radius*cos, centre[1] + radius*sin}
	}
	return points
}

// written returns the bytes of a figure's file.
func written(figure Figure) []byte {
	var b bytes.Buffer
	must.Do(figure.Write(&b, Sharp))
	return b.Bytes()
}

// decoded returns the picture in a figure's file.
func decoded(t *testing.T, figure Figure) image.Image {
	t.Helper()
	img := must.Get(png.Decode(bytes.NewReader(written(figure))))
	if got := img.Bounds().Dx(); got != width*Sharp {
		t.Fatalf("picture %d pixels wide, want %d", got, width*Sharp)
	}
	return img
}

// framed returns all panels of a figure and where their frames are in its picture, in pixels.
func framed(figure Sheet) (panels []*plot.Plot, frames []image.Rectangle) {
	height, places := figure.layout(width)
	at := func(length vg.Length) int { return int(math.Round(Sharp * length.Points())) }
	for i, g := range figure.grids {
		for k, p := range g.panels {
			r := p.DataCanvas(places[i][k/g.columns][k%g.columns])
			panels = append(panels, p)
			frames = append(frames, image.Rect(at(r.Min.X), at(height-r.Max.Y), at(r.Max.X), at(height-r.Min.Y)))
		}
	}
	return panels, frames
}

// seen returns the picture in a figure's file, all panels, and where their frames are in the picture, in pixels.
func seen(t *testing.T, figure Sheet) (img image.Image, panels []*plot.Plot, frames []image.Rectangle) {
	t.Helper()
	panels, frames = framed(figure)
	return decoded(t, figure), panels, frames
}

// pixelOf returns the pixel of a place in a panel's frame.
func pixelOf(p *plot.Plot, frame image.Rectangle, x, y float64) image.Point {
	return image.Pt(frame.Min.X+int(p.X.Norm(x)*float64(frame.Dx())), frame.Max.Y-int(math.Ceil(p.Y.Norm(y)*float64(frame.Dy()))))
}

// isBlue and isRed report whether a colour is like the ink Learned, or True, and not grey.
func isBlue(c color.Color) bool { r, _, b, _ := c.RGBA(); return int(b)-int(r) > 0x3000 }
func isRed(c color.Color) bool  { r, _, b, _ := c.RGBA(); return int(r)-int(b) > 0x3000 }

// inked returns the smallest rectangle around all pixels in r that have such a colour.
func inked(img image.Image, r image.Rectangle, coloured func(color.Color) bool) image.Rectangle {
	var box image.Rectangle
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if coloured(img.At(x, y)) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}
