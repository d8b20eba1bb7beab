package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/data"
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
			points, err := data.ReadFile(out, nil)
			if err != nil {
				t.Fatal(err)
			}
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

// A built-in's class has an exact distribution, and so does what guidance leads to with the exact denoisers.
func TestCompareOfAClass(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "moons", "--label", "label", "--out", folder)...)
	for _, guidance := range []string{"0", "1.5"} {
		text, _ := do(t, 0, "compare", folder, "-n", "200", "--class", "1", "--guidance", guidance, "--json", "--out", dir)
		var found evaluate.Findings
		if err := json.Unmarshal([]byte(text), &found); err != nil {
			t.Fatal(err)
		}
		if found.Data != "moons, class 1" || found.KL == nil || found.Chains == nil || !(found.Chains.Between > 0) {
			t.Errorf("guidance %s: found %+v", guidance, found)
		}
	}
}

func TestClassesThatAreNotThere(t *testing.T) {
	dir := t.TempDir()
	plain, moons := filepath.Join(dir, "plain"), filepath.Join(dir, "moons")
	do(t, 0, with(tiny, "train", "moons", "--out", plain)...)
	do(t, 0, with(tiny, "train", "moons", "--label", "label", "--out", moons)...)
	for _, c := range []struct{ flags, want string }{
		{plain + " --class 1", "the network knows no classes; it learns them with ddpm train --label"},
		{moons + " --class 2", "--class 2: want one of 0, 1"},
		{moons + " --guidance 2", "--guidance leads towards a class: want --class with it"},
		{moons + " --class 0 --guidance NaN", "--guidance NaN: want a number"},
	} {
		for _, command := range []string{"sample", "compare"} {
			if _, stderr := do(t, 2, append([]string{command}, strings.Fields(c.flags)...)...); !strings.Contains(stderr, c.want) {
				t.Errorf("%s %s: %s", command, c.flags, stderr)
			}
		}
	}
}
