package main

import (
	"bytes"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
)

// A picture serves wherever a distribution does, and a run notices when it has changed.
func TestPicturesOfInk(t *testing.T) {
	dir := t.TempDir()
	draw := func(dark uint8) string {
		img := image.NewGray(image.Rect(0, 0, 40, 30))
		for i := range img.Pix {
			img.Pix[i] = 255
			if x, y := i%40, i/40; (x-20)*(x-20)+(y-15)*(y-15) < 100 && x != 20 {
				img.Pix[i] = dark
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return write(t, filepath.Join(dir, "disc.png"), b.String())
	}
	disc, folder, points := draw(0), filepath.Join(dir, "run"), filepath.Join(dir, "points.csv")
	do(t, 0, with(tiny, "run", disc, "--out", folder, "-n", "300")...)
	do(t, 0, with(tiny, "train", "--resume", folder)...)
	do(t, 0, "compare", folder, "-n", "300")
	do(t, 0, "data", "draw", disc, "-n", "300", "-o", points)
	dark, _ := do(t, 0, "compare", points, disc)
	if light, _ := do(t, 0, "compare", points, disc, "--ink", "light"); light == dark {
		t.Error("compare takes the same ink for dark and for light")
	}
	if shown, _ := do(t, 0, "data", "show", disc); !strings.Contains(shown, "picture") || !strings.Contains(shown, "entropy") {
		t.Errorf("data show: %s", shown)
	}
	if _, stderr := do(t, 2, with(tiny, "train", disc, "--holdout", ".1")...); !strings.Contains(stderr, "new points") {
		t.Errorf("--holdout: %s", stderr)
	}
	draw(200)
	do(t, 2, "compare", folder, "-n", "300") // of other darkness
}
