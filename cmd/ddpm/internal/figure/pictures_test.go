package figure

import (
	"image"
	"image/color"
	"math"
	"testing"

	"ddpm/data"
)

// motley is an image with many colours.
func motley(wide, tall int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, wide, tall))
	rng := data.Rand(1, data.Drawn, wide, tall)
	for i := range wide * tall {
		img.SetRGBA(i%wide, i/wide, color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 0xff})
	}
	return img
}

// dark is an image of one dark colour.
func dark(wide, tall int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for i := range wide * tall {
		img.SetRGBA(i%wide, i/wide, darkest)
	}
	return img
}

func spectrum(title string, magnitude func(u, v int) float64) Spectrum {
	s := Spectrum{Picture{title, motley(32, 24)}, Field{View: View{Hi: data.Point{16, 12}}, Width: 32, Height: 24}}
	for i := range 32 * 24 {
		s.Magnitude.Values = append(s.Magnitude.Values, magnitude(i%32, i/32))
	}
	return s
}

func packed(title string, power float64) Compaction {
	c := Compaction{Title: title}
	for i := range 101 {
		x := float64(i) / 100
		c.Measured = append(c.Measured, data.Point{x, math.Pow(x, power)})
	}
	c.Expected = c.Measured
	return c
}

func redundant(size string, first float64) Redundant {
	r := Redundant{Size: size, Ratio: "-3.0 dB", Noised: Picture{"", motley(16, 12)}, Pooled: Picture{"", motley(8, 6)}}
	for t := 1.0; t <= 10; t++ {
		r.SNR = append(r.SNR, data.Point{t, first - t})
	}
	r.Measured = r.SNR
	return r
}

// imageFigures are the figures of images, each with an example.
var imageFigures = map[string]Figure{
	"pictures": Pictures([]PictureRow{
		{"a row", []Picture{{"t = 0", motley(256, 192)}, {"t = 1", motley(256, 192)}}}, {"", []Picture{{"t = 2", motley(20, 15)}}},
	}),
	"spectra": Spectra([]Spectrum{
		spectrum("t = 0", func(u, v int) float64 { return 100 / float64(1+u+v) }), spectrum("t = 1", func(u, v int) float64 { return 1 }),
	}),
	"compactions": Compactions([]Compaction{packed("t = 0", .1), packed("t = 1", 1)}),
	"redundancy":  Redundancy([]Redundant{redundant("16 × 12", 10), redundant("8 × 6", 4)}),
	"film":        PictureGIF([]Picture{{"t = 0", motley(64, 48)}, {"t = 1", motley(64, 48)}}),
}

// A picture 256 pixels wide is drawn pixel by pixel, in all its colours. The frame covers its edge.
func TestPicturesKeepTheirPixels(t *testing.T) {
	img := motley(256, 192)
	figure := Pictures([]PictureRow{{"", []Picture{{"t = 0", motley(256, 192)}, {"t = 1", img}}}})
	got, _, frames := seen(t, figure)
	if frames[1].Dx() != 256 || frames[1].Dy() != 192 {
		t.Fatalf("the picture is drawn in %v", frames[1])
	}
	for y := 1; y < 191; y++ {
		for x := 1; x < 255; x++ {
			if c := got.At(frames[1].Min.X+x, frames[1].Min.Y+y); !near(c, img.At(x, y), 0) {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, c, img.At(x, y))
			}
		}
	}
}

// A picture in a panel of another shape keeps its own, and is in the middle.
func TestTallPicturesKeepTheirShape(t *testing.T) {
	figure := Pictures([]PictureRow{{"", []Picture{{"", dark(10, 40)}}}})
	img, _, frames := seen(t, figure)
	frame := frames[0].Inset(2)
	box := inked(img, frame, func(c color.Color) bool { return near(c, darkest, 10) })
	if ratio := float64(frames[0].Dy()) / float64(box.Dx()); ratio < 3.8 || ratio > 4.2 {
		t.Errorf("a picture four times as high as wide is drawn %d wide and %d high", box.Dx(), frames[0].Dy())
	}
	if off := box.Min.X + box.Max.X - frame.Min.X - frame.Max.X; off < -3 || off > 3 {
		t.Errorf("the picture is in %v, its frame is %v", box, frame)
	}
}

// The lowest frequency is drawn in the lower left corner. It is the darkest here; the others are white.
func TestSpectraLieOnTheirAxes(t *testing.T) {
	one := spectrum("", func(u, v int) float64 {
		if u == 0 && v == 0 {
			return 1000
		}
		return 0
	})
	figure := Spectra([]Spectrum{one, one, one, one, one})
	img, _, frames := seen(t, figure)
	r := frames[5]
	corner := inked(img, r, func(c color.Color) bool { return near(c, darkest, 10) })
	// A frequency has a 32nd of the panel's width.
	if corner.Empty() || corner.Dx() > 10 || corner.Dy() > 10 || corner.Max.Y < r.Max.Y-2 || corner.Min.X > r.Min.X+2 {
		t.Errorf("the mean is drawn at %v in %v", corner, r)
	}
}
