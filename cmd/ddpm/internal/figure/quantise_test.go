package figure

import (
	"image"
	"image/color"
	"image/color/palette"
	"math"
	"math/rand/v2"
	"testing"
)

// sky returns a picture of smooth blues and a warm light, with noise of a standard deviation.
func sky(wide, tall int, noise float64) *image.RGBA {
	random := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for y := range tall {
		for x := range wide {
			u, v := float64(x)/float64(wide), float64(y)/float64(tall)
			light := 120 * math.Exp(-40*((u-.7)*(u-.7)+(v-.3)*(v-.3)))
			level := func(mean float64) uint8 { return uint8(min(max(mean+noise*random.NormFloat64(), 0), 255)) }
			img.SetRGBA(x, y, color.RGBA{level(40 + 60*v + light), level(90 + 70*v + .8*light), level(150 + 50*u), 255})
		}
	}
	return img
}

// colourError returns the root of the mean squared distance of a picture's pixels from the nearest colours of a palette.
func colourError(img *image.RGBA, colours color.Palette) float64 {
	sum, size := 0., img.Rect.Size()
	for y := range size.Y {
		for x := range size.X {
			c := img.RGBAAt(x, y)
			r, g, b, _ := colours.Convert(c).RGBA()
			for _, d := range []float64{float64(c.R) - float64(r>>8), float64(c.G) - float64(g>>8), float64(c.B) - float64(b>>8)} {
				sum += d * d
			}
		}
	}
	return math.Sqrt(sum / float64(size.X*size.Y))
}

// A picture of few colours keeps all of them.
func TestFewColoursAreKept(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 20, 10))
	for i := range 200 {
		img.SetRGBA(i%20, i/20, color.RGBA{uint8(i), uint8(255 - i), uint8(7 * i), 255})
	}
	out := dithered(img, nil)
	if len(out.Palette) > 256 {
		t.Fatalf("%d colours", len(out.Palette))
	}
	for y := range 10 {
		for x := range 20 {
			if got := color.RGBAModel.Convert(out.At(x, y)); got != img.At(x, y) {
				t.Errorf("%d, %d is %v, want %v", x, y, got, img.At(x, y))
			}
		}
	}
	if one := adaptive(image.NewRGBA(image.Rect(0, 0, 3, 3))); len(one) != greys+2 {
		t.Errorf("a picture of one colour has a palette of %d", len(one))
	}
}

// Colours of the picture's own are several times as near as those of a palette for all pictures. White and black, for what is written on a
// picture, are always there.
func TestPaletteIsThePicturesOwn(t *testing.T) {
	img := sky(120, 90, 0)
	own := adaptive(img)
	if got, all := colourError(img, own), colourError(img, palette.Plan9); got > all/5 || got > 4 {
		t.Errorf("the colours are off by %.1f levels, and with a palette for all pictures by %.1f", got, all)
	}
	for _, c := range []color.Color{color.White, color.Black} {
		if colours := (color.Palette)(own); color.GrayModel.Convert(colours.Convert(c)) != color.GrayModel.Convert(c) {
			t.Errorf("%v is not in the palette", c)
		}
	}
}

// Where pictures share a palette, a smooth one has nearly the colours that it would have alone, since a wrong colour is hardly seen in a rough
// one.
func TestSmoothPicturesComeFirst(t *testing.T) {
	smooth, rough := sky(120, 90, 0), sky(120, 90, 100)
	alone, shared := colourError(smooth, adaptive(smooth)), colourError(smooth, adaptive(smooth, rough, rough, rough))
	if shared > 3*alone {
		t.Errorf("the colours are off by %.1f levels, and by %.1f beside a rough picture", alone, shared)
	}
	if rough := colourError(rough, adaptive(smooth, rough, rough, rough)); rough > 45 {
		t.Errorf("the rough picture's colours are off by %.1f levels", rough)
	}
}

// Dithering keeps the mean colour of each part of a picture, in the frames of a film and in its sheet.
func TestFilmOfPicturesKeepsColours(t *testing.T) {
	shots := []Picture{{"clean", sky(64, 48, 0)}, {"noisy", sky(64, 48, 60)}, {"noise", sky(64, 48, 200)}}
	movie := PictureGIF(shots)
	sheet, columns := sheetOf(movie)
	const part = 16
	size := movie.Frames[0].Rect.Size()
	for i, frame := range movie.Frames {
		corner := image.Pt(i%columns*size.X, i/columns*size.Y)
		for y := 0; y+part <= size.Y; y += part {
			for x := 0; x+part <= size.X; x += part {
				at := image.Rect(x, y, x+part, y+part)
				want := meanColour(movie.photos[i], at)
				for name, got := range map[string][3]float64{"the frame": meanColour(frame, at), "the sheet": meanColour(sheet, at.Add(corner))} {
					for k := range got {
						if math.Abs(got[k]-want[k]) > 8 {
							t.Fatalf("frame %d at %v: %s has %.0f, the picture %.0f", i, at, name, got, want)
						}
					}
				}
			}
		}
	}
}

// meanColour returns the mean levels of the pixels of a part of a picture.
func meanColour(img image.Image, part image.Rectangle) (mean [3]float64) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			for k, v := range []uint32{r, g, b} {
				mean[k] += float64(v>>8) / float64(part.Dx()*part.Dy())
			}
		}
	}
	return mean
}
