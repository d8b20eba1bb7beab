package data

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// corner reports whether a pixel of a picture of 40×60 pixels belongs to a letter L.
func corner(x, y int) bool {
	return x >= 4 && x < 12 && y >= 4 && y < 56 || x >= 4 && x < 36 && y >= 48 && y < 56
}

// cornerPicture returns the letter L in one colour on a ground.
func cornerPicture(ink, ground func(x, y int) color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 60))
	for y := range 60 {
		for x := range 40 {
			if corner(x, y) {
				img.SetNRGBA(x, y, ink(x, y))
			} else {
				img.SetNRGBA(x, y, ground(x, y))
			}
		}
	}
	return img
}

func plain(grey, alpha uint8) func(x, y int) color.NRGBA {
	return func(int, int) color.NRGBA { return color.NRGBA{grey, grey, grey, alpha} }
}

func pngFile(t *testing.T, img image.Image) string {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A letter has the same distribution whatever it and its ground are made of, and what was taken for ink is said.
func TestInkOfALetter(t *testing.T) {
	uneven := func(x, y int) color.NRGBA { // paper in a shadow, with the noise of a camera
		grey := uint8(235 - x - y + (x*7919+y*104729)%13)
		return color.NRGBA{grey, grey, grey, 255}
	}
	pixels := 0.0
	for y := range 60 {
		for x := range 40 {
			if corner(x, y) {
				pixels++
			}
		}
	}
	for _, c := range []struct {
		name        string
		ink, ground func(x, y int) color.NRGBA
		choice      string
		kind        string
		paper       bool
	}{
		{"black on white", plain(0, 255), plain(255, 255), "", "dark", false},
		{"grey on white", plain(200, 255), plain(255, 255), "", "dark", false},
		{"black on off-white", plain(0, 255), plain(245, 255), "auto", "dark", true},
		{"black on a photograph of paper", plain(20, 255), uneven, "", "dark", true},
		{"white on black", plain(255, 255), plain(0, 255), "", "light", false},
		{"white on dark grey", plain(255, 255), plain(40, 255), "", "light", true},
		{"white on nothing", plain(255, 255), plain(0, 0), "", "alpha", false},
		{"black on nothing", plain(0, 255), plain(0, 0), "", "dark", false},
		{"light on black, as asked for", plain(200, 255), plain(0, 255), "light", "light", false},
		{"white on nothing, as asked for", plain(255, 255), plain(0, 0), "light", "light", false},
		{"what is there, as asked for", plain(90, 255), plain(0, 0), "alpha", "alpha", false},
	} {
		d, err := Selection{Ink: c.choice}.Open(writeFile(t, "l.png", pngFile(t, cornerPicture(c.ink, c.ground))))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d.Reading.Ink != c.kind || d.Reading.Ground > 0 != c.paper {
			t.Errorf("%s: taken for %+v", c.name, *d.Reading)
		}
		for y := range 60 {
			for x := range 40 {
				density := math.Exp(d.Distribution.LogDensity(Point{float64(x) + .5, 59.5 - float64(y)}))
				if want := map[bool]float64{true: 1 / pixels}[corner(x, y)]; math.Abs(density-want) > 1e-9 {
					t.Fatalf("%s: the density at (%d, %d) is %v, want %v", c.name, x, y, density, want)
				}
			}
		}
	}
	if _, err := (Selection{Ink: "blue"}).Open(writeFile(t, "l.png", "")); err == nil || err.Error() != `ink "blue": want one of auto, dark, light, alpha` {
		t.Errorf("an unknown ink: %v", err)
	}
	// With a kind of ink that was asked for, all shades count.
	d, err := Selection{Ink: "dark"}.Open(writeFile(t, "l.png", pngFile(t, cornerPicture(plain(0, 255), plain(245, 255)))))
	if err != nil || math.IsInf(d.Distribution.LogDensity(Point{39.5, 59.5}), -1) {
		t.Errorf("the ground has no probability, %v", err)
	}
}

// Otsu's threshold is the one with the largest variance between the two parts, and a picture of even shades has no ground.
func TestGround(t *testing.T) {
	rng := Rand(1, Drawn, 0, 0)
	histogram := make([]float64, shades)
	for range 20_000 {
		v := 60 + 10*rng.NormFloat64()
		if rng.IntN(5) == 0 {
			v = 200 + 15*rng.NormFloat64()
		}
		histogram[min(max(int(v), 0), shades-1)]++
	}
	threshold, share := ground(histogram)
	between := func(cut int) float64 {
		var n, s [2]float64
		for i, count := range histogram {
			part := 0
			if i >= cut {
				part = 1
			}
			n[part] += count
			s[part] += count * float64(i)
		}
		return n[0] * n[1] * math.Pow(s[0]/n[0]-s[1]/n[1], 2)
	}
	cut := int(math.Round(threshold * shades))
	for other := 1; other < shades; other++ {
		if between(other) > between(cut)*(1+1e-9) {
			t.Fatalf("the variance is larger between the parts at %d than at %d", other, cut)
		}
	}
	if want := 4. * 60 / (4*60 + 200); math.Abs(share-want) > .02 {
		t.Errorf("the ground has %v of the ink, want about %v", share, want)
	}
	for i := range histogram {
		histogram[i] = 1
	}
	if threshold, share := ground(histogram); threshold != 0 || share != 0 {
		t.Errorf("of even shades those below %v are a ground with %v of the ink", threshold, share)
	}
}

// A picture is shown as EXIF says: the sides of the picture that the first row and the first column of the stored pixels are at
// (EXIF 2.32, 4.6.4 A).
func TestOrientation(t *testing.T) {
	shown := cornerPicture(plain(0, 255), plain(255, 255))
	for tag, sides := range [][2]string{1: {"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"}, {"left", "top"}, {"right", "top"}, {"right", "bottom"}, {"left", "bottom"}} {
		if tag == 0 {
			continue
		}
		size := image.Point{40, 60}
		if sides[0] == "left" || sides[0] == "right" {
			size = image.Point{60, 40}
		}
		stored := image.NewNRGBA(image.Rectangle{Max: size})
		for row := range size.Y {
			for column := range size.X {
				var x, y int
				for side, far := range map[string]int{sides[0]: row, sides[1]: column} {
					switch side {
					case "left":
						x = far
					case "right":
						x = 39 - far
					case "top":
						y = far
					case "bottom":
						y = 59 - far
					}
				}
				stored.Set(column, row, shown.At(x, y))
			}
		}
		var file bytes.Buffer
		if err := jpeg.Encode(&file, stored, &jpeg.Options{Quality: 100}); err != nil {
			t.Fatal(err)
		}
		// An APP1 segment with a TIFF header, and a directory of one entry: tag 0x0112, a SHORT.
		exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(tag), 0, 0, 0, 0, 0, 0)
		segment := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
		r, err := rasterOf(bytes.Join([][]byte{file.Bytes()[:2], segment, file.Bytes()[2:]}, nil), 100)
		if err != nil || r.Width != 40 || r.Height != 60 {
			t.Errorf("orientation %d: %d×%d, %v", tag, r.Width, r.Height, err)
			continue
		}
		for i, ink := range r.Ink() {
			if want := map[bool]float64{true: 1}[corner(i%40, i/40)]; math.Abs(ink-want) > .2 {
				t.Errorf("orientation %d: the ink at (%d, %d) is %v", tag, i%40, i/40, ink)
				break
			}
		}
	}
}

func TestMoreFormatsOfPictures(t *testing.T) {
	img := cornerPicture(plain(0, 255), plain(255, 255))
	var asBMP, asTIFF bytes.Buffer
	if err := bmp.Encode(&asBMP, img); err != nil {
		t.Fatal(err)
	}
	if err := tiff.Encode(&asTIFF, img, nil); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"a.bmp": asBMP.String(), "a.tif": asTIFF.String(), "a.TIFF": asTIFF.String()} {
		r, err := ReadRaster(writeFile(t, name, content), 100)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, ink := range r.Ink() {
			if ink != map[bool]float64{true: 1}[corner(i%40, i/40)] {
				t.Fatalf("%s: the ink at (%d, %d) is %v", name, i%40, i/40, ink)
			}
		}
	}
}
