package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
)

// points of two classes far apart, in a file whose labels are words.
func twoClasses(t *testing.T) string {
	text := "x,y,kind\n"
	for i := range 200 {
		text += fmt.Sprintf("%g,%g,north\n%g,%g,south\n", float64(i%10), 50+float64(i%7), float64(i%10), -50-float64(i%7))
	}
	return write(t, filepath.Join(t.TempDir(), "kinds.csv"), text)
}

// A class is drawn by its name, guided or not, and its points lie where the class does.
func TestSampleOfAClass(t *testing.T) {
	dir := t.TempDir()
	folder, out := filepath.Join(dir, "run"), filepath.Join(dir, "x.csv")
	do(t, 0, "train", twoClasses(t), "--label", "kind", "--steps", "500", "--batch", "64", "--width", "32", "--blocks", "1",
		"--timesteps", "40", "--lr", "0.01", "--ema", "0.9", "--out", folder)
	for class, sign := range map[string]float64{"north": 1, "south": -1} {
		for _, guidance := range []string{"0", "2"} {
			do(t, 0, "sample", folder, "-n", "200", "--class", class, "--guidance", guidance, "--out", out)
			points := must.Get(data.ReadFile(out, nil))
			right := 0
			for _, p := range points {
				if p[1]*sign > 0 {
					right++
				}
			}
			// An untrained network has half of them right.
			if right < 180 {
				t.Errorf("%s, guidance %s: only %d of 200 points lie on its side", class, guidance, right)
			}
		}
	}
	text, _ := do(t, 0, "compare", folder, "-n", "200", "--class", "north", "--out", filepath.Join(dir, "north"))
	if !strings.Contains(text, "sliced 2-Wasserstein") {
		t.Errorf("nothing is compared:\n%s", text)
	}
}
