package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"testing"

	"gonum.org/v1/plot/vg"

	"ddpm/data"
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

// written returns the bytes that a figure writes.
func written(t *testing.T, figure func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := figure(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decoded returns the picture that a figure writes.
func decoded(t *testing.T, figure func(io.Writer) error) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(written(t, figure)))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Dx(); got != width*scale {
		t.Fatalf("picture %d pixels wide, want %d", got, width*scale)
	}
	return img
}

// region returns the pixels of a rectangle given in points from the lower left corner.
func region(img image.Image, r vg.Rectangle) image.Rectangle {
	bottom := img.Bounds().Max.Y
	at := func(length vg.Length) int { return int(math.Round(scale * length.Points())) }
	return image.Rect(at(r.Min.X), bottom-at(r.Max.Y), at(r.Max.X), bottom-at(r.Min.Y))
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
