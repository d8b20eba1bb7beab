package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/sample/audit"
)

// Every sampler draws finite points and shows its way, with each option that it has, and says how often it asked the network.
func TestSampleWithEverySampler(t *testing.T) {
	dir := t.TempDir()
	folder, out := filepath.Join(dir, "run"), filepath.Join(dir, "x.csv")
	do(t, 0, with(tiny, "train", "--out", folder)...)
	for _, c := range []struct {
		flags         string
		evals, states int
	}{
		{"--sampler ddpm", 8, 9},
		{"--sampler ddpm --evals 5 --variance beta-tilde", 5, 6},
		{"--variance optimal", 8, 9},
		{"--sampler ddim --evals 4", 4, 5},
		{"--sampler ddim --eta 0.5 --clip-x0 2", 8, 9},
		{"--sampler heun", 21, 12},
		{"--sampler heun --evals 6", 6, 5},
		{"--sampler dpmpp", 20, 21},
		{"--sampler dpmpp --evals 10 --eta 0", 10, 11},
	} {
		t.Run(c.flags, func(t *testing.T) {
			trajectory, animation := filepath.Join(dir, "t.npy"), filepath.Join(dir, "t.gif")
			args := append([]string{"sample", folder, "-n", "30", "--json", "-o", out, "--trajectory", trajectory, "--gif", animation},
				strings.Fields(c.flags)...)
			text, _ := do(t, 0, args...)
			var result sampled
			if err := json.Unmarshal([]byte(text), &result); err != nil || result.Evals != c.evals {
				t.Errorf("%d evaluations, want %d: %v", result.Evals, c.evals, err)
			}
			if points, err := data.ReadFile(out, nil); err != nil || len(points) != 30 {
				t.Errorf("%d points: %v", len(points), err)
			}
			if path := read(t, trajectory); !bytes.Contains(path[:128], fmt.Appendf(nil, "(%d, 30, 2)", c.states)) {
				t.Errorf("trajectory %q, want %d states", path[:128], c.states)
			}
			if _, err := gif.DecodeAll(bytes.NewReader(read(t, animation))); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCompareSamplers(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "eightgaussians", "--out", folder)...)
	text, _ := do(t, 0, "compare", folder, "-n", "200", "--samplers", "ddpm,dpmpp", "--evals", "3,20")
	if !strings.Contains(text, "evals 20: want 1 to 8") {
		t.Errorf("no reason for the cell that is left out:\n%s", text)
	}
	var found struct{ Samplers audit.Samplers }
	if err := json.Unmarshal(read(t, folder, "compare.json"), &found); err != nil || len(found.Samplers.Cells) != 4 || found.Samplers.Points != 200 {
		t.Errorf("compare.json: %+v, %v", found, err)
	}
	if csv := string(read(t, folder, "samplers.csv")); !strings.HasPrefix(csv, "sampler,evals,learned,exact,floor\nddpm,3,") || strings.Count(csv, "\n") != 5 {
		t.Errorf("samplers.csv:\n%s", csv)
	}
	if _, err := png.Decode(bytes.NewReader(read(t, folder, "figures", "samplers.png"))); err != nil {
		t.Error(err)
	}
	if !bytes.Contains(read(t, folder, "report.html"), []byte("What fewer evaluations cost")) {
		t.Error("the report says nothing of samplers")
	}
}

// An animation shows the first points that are drawn, however many come after them, and in more than one go.
func TestAnimationIsOfTheFirstPoints(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "--timesteps", "2", "--width", "4", "--out", folder)...)
	few, many := filepath.Join(dir, "few.gif"), filepath.Join(dir, "many.gif")
	do(t, 0, "sample", folder, "-n", "10000", "-o", filepath.Join(dir, "few.csv"), "--gif", few)
	do(t, 0, "sample", folder, "-n", "66000", "-o", filepath.Join(dir, "many.csv"), "--gif", many)
	if !bytes.Equal(read(t, few), read(t, many)) {
		t.Error("the animation is another one where more points are drawn")
	}
	points := filepath.Join(dir, "points.csv") // not drawn, if there is no place for the animation
	_, stderr := do(t, statusFailed, "sample", folder, "-o", points, "--gif", filepath.Join(dir, "none", "x.gif"))
	if _, err := os.Stat(points); err == nil || !strings.Contains(stderr, "x.gif: no such file") {
		t.Errorf("%q, and points: %v", stderr, err)
	}
	_, stderr = do(t, statusFailed, "sample", folder, "-o", filepath.Join(dir, "none", "x.csv"), "--trajectory", filepath.Join(dir, "t.npy"))
	if strings.Contains(stderr, "missing from the array") {
		t.Errorf("%q, want the cause alone", stderr)
	}
}
