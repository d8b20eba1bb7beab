package data

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drawing is a small picture with white, black, shades, and gaps both narrow and wide.
func drawing(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	rng := Rand(1, Drawn, 0, 0)
	for i := range img.Pix {
		img.Pix[i] = 255
		if x, y := i%width, i/width; (x/3+y/4)%3 > 0 && (2*x < width || x == width-1) {
			img.Pix[i] = uint8(rng.IntN(256))
		}
	}
	return img
}

// The mass of each pixel is its share of the ink, at its place, and so is the share of draws in it (χ² over the pixels; a right program
// fails with a probability below 1e-6).
func TestMassOfAPixelIsItsInksShare(t *testing.T) {
	img := drawing(12, 10)
	m, err := NewPicture(NewRaster(img, PictureSide))
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, grey := range img.Pix {
		total += 255 - float64(grey)
	}
	hits := make(map[[2]int]float64)
	points := make([]Point, 200_000)
	Draw(points, nil, m, 1, Drawn, 0)
	for _, x := range points {
		hits[[2]int{int(x[0]), int(x[1])}]++
	}
	statistic, pixels := 0.0, 0.0
	for i, grey := range img.Pix {
		column, row := i%12, 9-i/12 // row 0 of a picture is at the top
		want := (255 - float64(grey)) / total
		middle := Point{float64(column) + .5, float64(row) + .5}
		if got := math.Exp(m.LogDensity(middle)); math.Abs(got-want) > 1e-12 {
			t.Errorf("the mass of the pixel around %v is %v, its ink's share %v", middle, got, want)
		}
		if n := hits[[2]int{column, row}]; want > 0 {
			expected := want * float64(len(points))
			statistic += (n - expected) * (n - expected) / expected
			pixels++
		} else if n > 0 {
			t.Errorf("%v draws where there is no ink", n)
		}
	}
	if z := (statistic - pixels + 1) / math.Sqrt(2*(pixels-1)); z > 6 {
		t.Errorf("draws miss the ink's shares: χ² %v for %v pixels", statistic, pixels)
	}
}

// Pooling keeps the amount and the place of the ink, whatever the sizes.
func TestPoolingKeepsTheInk(t *testing.T) {
	for _, size := range []image.Point{{300, 170}, {129, 128}, {64, 64}, {1000, 3}, {2, 500}} {
		img := drawing(size.X, size.Y)
		r := NewRaster(img, PictureSide)
		if max(r.Width, r.Height) != min(PictureSide, max(size.X, size.Y)) {
			t.Errorf("%v is pooled to %d×%d", size, r.Width, r.Height)
		}
		moments := func(ink []float64, width int, scaleX, scaleY float64) (m [3]float64) {
			for i, v := range ink {
				m[0] += v * scaleX * scaleY
				m[1] += v * scaleX * scaleY * scaleX * (float64(i%width) + .5)
				m[2] += v * scaleX * scaleY * scaleY * (float64(i/width) + .5)
			}
			return m
		}
		whole := NewRaster(img, 1<<20)
		got := moments(r.Ink(), r.Width, float64(size.X)/float64(r.Width), float64(size.Y)/float64(r.Height))
		want := moments(whole.Ink(), size.X, 1, 1)
		if math.Abs(got[0]-want[0]) > 1e-9*want[0] {
			t.Errorf("%v: the ink %v becomes %v", size, want[0], got[0])
		}
		// Ink moves by at most half a new pixel.
		for axis, side := range []float64{float64(size.X) / float64(r.Width), float64(size.Y) / float64(r.Height)} {
			if math.Abs(got[1+axis]-want[1+axis])/want[0] > side/2 {
				t.Errorf("%v: the centre of the ink moves from %v to %v", size, want, got)
			}
		}
	}
}

func TestColourAndTransparency(t *testing.T) {
	img := image.NewNRGBA(image.Rect(5, 5, 9, 6))
	img.SetNRGBA(5, 5, color.NRGBA{R: 255, A: 255}) // red
	img.SetNRGBA(6, 5, color.NRGBA{A: 128})         // half of black
	img.SetNRGBA(7, 5, color.NRGBA{R: 9, A: 0})     // nothing
	img.SetNRGBA(8, 5, color.NRGBA{255, 255, 255, 255})
	r := NewRaster(img, PictureSide)
	if len(r.Planes) != 3 {
		t.Fatalf("%d planes", len(r.Planes))
	}
	for i, want := range []float64{1 - .299, 128. / 255, 0, 0} {
		if got := r.Ink()[i]; math.Abs(got-want) > 1e-4 || want == 0 && got != 0 {
			t.Errorf("pixel %d has ink %v, want %v", i, got, want)
		}
	}
	if grey := NewRaster(drawing(4, 4), PictureSide); len(grey.Planes) != 1 {
		t.Error("a grey picture has colours")
	}
}

func TestPictureFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	encoded := func(img image.Image) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var asJPEG, asGIF bytes.Buffer
	if err := jpeg.Encode(&asJPEG, drawing(40, 30), nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&asGIF, drawing(40, 30), nil); err != nil {
		t.Fatal(err)
	}
	good := encoded(drawing(40, 30))
	for _, path := range []string{file("a.png", good), file("b.JPG", asJPEG.Bytes()), file("c.gif", asGIF.Bytes()), file("d.jpeg", good)} {
		d, err := Open(path, nil, "")
		if err != nil || d.Distribution == nil || d.Fixed != nil || d.Name != filepath.Base(path) {
			t.Errorf("%s: %+v, %v", path, d, err)
		}
	}
	white := image.NewGray(image.Rect(0, 0, 200, 3))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	for _, bad := range []struct {
		name    string
		content []byte
		columns []string
		want    string
	}{
		{"text.png", []byte("x,y\n1,2\n"), nil, "not a picture"},
		{"empty.png", nil, nil, "not a picture"},
		{"half.png", good[:len(good)/2], nil, "broken"},
		{"head.gif", asGIF.Bytes()[:20], nil, "broken"},
		{"half.jpg", asJPEG.Bytes()[:300], nil, "broken"},
		{"huge.png", []byte(pngOf(1<<20, 1<<10)), nil, "1048576×1024 pixels; pictures have up to 100 million"},
		{"white.png", encoded(white), nil, "without ink: all of it is ground, which has no probability (the ink is dark; --ink says otherwise)"},
		{"black.png", encoded(image.NewGray(image.Rect(0, 0, 3, 3))), nil, "(the ink is light; --ink says otherwise)"},
		{"clear.png", encoded(image.NewNRGBA(image.Rect(0, 0, 3, 3))), nil, "without ink"},
		{"good.png", good, []string{"1", "2"}, "columns"},
	} {
		_, err := Open(file(bad.name, bad.content), bad.columns, "")
		if err == nil || !strings.Contains(err.Error(), bad.want) || !strings.Contains(err.Error(), bad.name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", bad.name, err)
		}
	}
	if _, err := Open(filepath.Join(dir, "missing.png"), nil, ""); err == nil {
		t.Error("a missing file is read")
	}
}

// Any bytes are either refused by an error of one line that names the file, or give one value from 0 to 1 for each pixel.
func FuzzReadRaster(f *testing.F) {
	img := drawing(9, 7)
	var asPNG, asJPEG, asGIF bytes.Buffer
	for _, err := range []error{png.Encode(&asPNG, img), jpeg.Encode(&asJPEG, img, nil), gif.Encode(&asGIF, img, nil)} {
		if err != nil {
			f.Fatal(err)
		}
	}
	for _, file := range [][]byte{asPNG.Bytes(), asJPEG.Bytes(), asGIF.Bytes(), asPNG.Bytes()[:40]} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := rasterOf(file, 16)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.png: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		if r.Width < 1 || r.Width > 16 || r.Height < 1 || r.Height > 16 {
			t.Errorf("%d×%d", r.Width, r.Height)
		}
		for _, plane := range r.Planes {
			if len(plane) != r.Width*r.Height {
				t.Errorf("%d values of %d×%d", len(plane), r.Width, r.Height)
			}
			for _, v := range plane {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("a value of %v", v)
				}
			}
		}
		if distribution, err := NewPicture(r); err == nil && math.IsNaN(distribution.Entropy()) {
			t.Error("a distribution without an entropy")
		}
	})
}
