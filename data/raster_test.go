package data

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
)

// The ink of a colour is the darkness of its grey in the standard library, which also uses the luma of Rec. 601.
func TestInkIsTheDarknessOfTheGrey(t *testing.T) {
	const n = 100
	img := image.NewRGBA64(image.Rect(0, 0, n, 1))
	rng := Rand(1, Drawn, 0, 0)
	value := func() uint16 { return uint16(rng.IntN(1 << 16)) }
	for i := range n {
		img.SetRGBA64(i, 0, color.RGBA64{value(), value(), value(), math.MaxUint16})
	}
	// The pure colours, each of which shows one of the three weights.
	img.SetRGBA64(0, 0, color.RGBA64{math.MaxUint16, 0, 0, math.MaxUint16})
	img.SetRGBA64(1, 0, color.RGBA64{0, math.MaxUint16, 0, math.MaxUint16})
	img.SetRGBA64(2, 0, color.RGBA64{0, 0, math.MaxUint16, math.MaxUint16})
	for i, got := range NewRaster(img, n).Ink() {
		grey := color.Gray16Model.Convert(img.At(i, 0)).(color.Gray16)
		if want := 1 - float64(grey.Y)/math.MaxUint16; math.Abs(got-want) > 5e-5 {
			t.Errorf("%v has ink %v, want %v", img.At(i, 0), got, want)
		}
	}
}

// A picture has three planes if one channel of one pixel differs from the others, and each plane is that of its channel.
func TestOneColouredPixelMakesPlanes(t *testing.T) {
	for channel := range 3 {
		img := image.NewRGBA(image.Rect(0, 0, 3, 2))
		for i := range img.Pix {
			img.Pix[i] = 200
			if i%4 == 3 {
				img.Pix[i] = 255
			}
		}
		img.Pix[4+channel] = 51 // of the second pixel
		r := NewRaster(img, PictureSide)
		if len(r.Planes) != 3 {
			t.Errorf("channel %d differs: %d planes", channel, len(r.Planes))
			continue
		}
		for c, plane := range r.Planes {
			want := 200. / 255
			if c == channel {
				want = .2
			}
			if math.Abs(plane[1]-want) > 1e-9 {
				t.Errorf("channel %d differs: plane %d has %v, want %v", channel, c, plane[1], want)
			}
		}
	}
}

// Pooling keeps the ratio of the sides as well as whole pixels can.
func TestPoolingKeepsTheShape(t *testing.T) {
	for _, size := range []image.Point{{300, 170}, {170, 300}, {129, 127}, {1000, 5}, {3, 900}, {400, 301}, {301, 400}, {128, 128}} {
		r := NewRaster(image.NewGray(image.Rectangle{Max: size}), PictureSide)
		scale := min(1, PictureSide/float64(max(size.X, size.Y)))
		for _, side := range []struct{ got, of int }{{r.Width, size.X}, {r.Height, size.Y}} {
			if want := max(1, scale*float64(side.of)); math.Abs(float64(side.got)-want) > .5 {
				t.Errorf("%v becomes %d×%d: a side of %d pixels, want nearly %v", size, r.Width, r.Height, side.got, want)
			}
		}
	}
}

// A file can hold the most pixels in a byte if all have the same colour and one bit each. It is read.
func TestPlainPageIsRead(t *testing.T) {
	page := image.NewPaletted(image.Rect(0, 0, 1000, 1000), color.Palette{color.Black, color.White})
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, page); err != nil {
		t.Fatal(err)
	}
	r, err := rasterOf(file.Bytes(), 10)
	if err != nil {
		t.Fatalf("%d pixels to the byte: %v", 1_000_000/file.Len(), err)
	}
	for i, ink := range r.Ink() {
		if math.Abs(ink-1) > 1e-9 {
			t.Fatalf("pixel %d of a black page has ink %v", i, ink)
		}
	}
}

// A picture may have mostPixels pixels, on any side, and not more. The header says it; nothing is allocated for a picture that is refused.
func TestMostPixelsOfAPicture(t *testing.T) {
	for _, c := range []struct {
		width, height int
		good          bool
	}{{4032, 3024, true}, {20000, 1, true}, {1, 20000, true}, {10000, mostPixels/10000 + 1, false}, {mostPixels + 1, 1, false}} {
		header := pngOf(uint32(c.width), uint32(c.height))
		_, err := rasterOf([]byte(header+strings.Repeat("\x00", 2*c.width*c.height/densest)), 10)
		if refused := err != nil && strings.Contains(err.Error(), "pictures have up to"); refused == c.good {
			t.Errorf("%d×%d pixels: %v", c.width, c.height, err)
		}
	}
}
