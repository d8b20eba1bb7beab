package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"
	"runtime"
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

func spectrum(title string, magnitude func(u, v int) float64) Spectrum {
	s := Spectrum{Picture: Picture{title, motley(32, 24)}, Width: 32, Height: 24}
	for i := range 32 * 24 {
		s.Magnitude = append(s.Magnitude, magnitude(i%32, i/32))
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
var imageFigures = map[string]func(io.Writer) error{
	"pictures": func(w io.Writer) error {
		return Pictures(w, []PictureRow{{"a row", []Picture{{"t = 0", motley(256, 192)}, {"t = 1", motley(256, 192)}}}, {"", []Picture{{"t = 2", motley(20, 15)}}}})
	},
	"spectra": func(w io.Writer) error {
		return Spectra(w, []Spectrum{spectrum("t = 0", func(u, v int) float64 { return 100 / float64(1+u+v) }), spectrum("t = 1", func(u, v int) float64 { return 1 })})
	},
	"compactions": func(w io.Writer) error { return Compactions(w, []Compaction{packed("t = 0", .1), packed("t = 1", 1)}) },
	"redundancy": func(w io.Writer) error {
		return Redundancy(w, []Redundant{redundant("16 × 12", 10), redundant("8 × 6", 4)})
	},
	"film": func(w io.Writer) error {
		return PictureGIF(w, []Picture{{"t = 0", motley(64, 48)}, {"t = 1", motley(64, 48)}})
	},
}

func TestImageFiguresAreTheSameBytes(t *testing.T) {
	Scale = .5 // for speed
	defer func() { Scale = scale }()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, figure := range imageFigures {
		first := written(t, figure)
		runtime.GOMAXPROCS(1)
		if !bytes.Equal(first, written(t, figure)) {
			t.Errorf("%s: other bytes with one thread", name)
		}
		runtime.GOMAXPROCS(4)
	}
}

// A picture 256 pixels wide is drawn pixel by pixel, in all its colours.
func TestPicturesKeepTheirPixels(t *testing.T) {
	img := motley(256, 192)
	got := decoded(t, func(w io.Writer) error {
		return Pictures(w, []PictureRow{{"", []Picture{{"t = 0", motley(256, 192)}, {"t = 1", img}}}})
	})
	left, top := scale*(margin+pictureSide+pictureGap), got.Bounds().Dy()-scale*rowGap-192
	for y := range 192 {
		for x := range 256 {
			if r, g, b, _ := got.At(left+x, top+y).RGBA(); color.RGBAModel.Convert(img.At(x, y)) != (color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}) {
				t.Fatalf("pixel %d, %d is not the picture's", x, y)
			}
		}
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
	img := decoded(t, func(w io.Writer) error { return Spectra(w, []Spectrum{one, one, one, one, one}) })
	_, frames := spectra([]Spectrum{one, one, one, one, one}).layout()
	r := region(img, frames[1][0])
	bottom := r.Max.Y
	dark := inked(img, r, func(c color.Color) bool { return near(c, darkest, 10) })
	// A frequency has a 32nd of the panel's width.
	if dark.Empty() || dark.Dx() > 10 || dark.Dy() > 10 || dark.Max.Y < bottom-2 || dark.Min.X > r.Min.X+2 {
		t.Errorf("the mean is drawn at %v, the corner being at %d", dark, bottom)
	}
}

func TestPictureGIFRestsOnItsEnds(t *testing.T) {
	movie, err := gif.DecodeAll(bytes.NewReader(written(t, func(w io.Writer) error {
		return PictureGIF(w, []Picture{{"t = 0", motley(3, 300)}, {"t = 1", motley(3, 300)}, {"t = 2", motley(3, 300)}})
	})))
	if err != nil {
		t.Fatal(err)
	}
	if len(movie.Image) != 3 || movie.Delay[0] <= movie.Delay[1] || movie.Delay[2] <= movie.Delay[0] {
		t.Errorf("%d frames with delays %v", len(movie.Image), movie.Delay)
	}
	if movie.Config.Height != moviePicture+titleSpace+margin {
		t.Errorf("the animation is %d high", movie.Config.Height)
	}
}
