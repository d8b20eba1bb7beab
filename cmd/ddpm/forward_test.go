package main

import (
	"bytes"
	"encoding/json"
	"image/gif"
	"image/png"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/data/must"
)

func TestForwardLeavesEverything(t *testing.T) {
	dir := t.TempDir()
	csv := filepath.Join(dir, "points.csv")
	do(t, 0, "data", "draw", "moons", "-n", "300", "--out", csv)
	for _, subject := range []string{"checkerboard", csv} {
		folder := filepath.Join(dir, "F-"+filepath.Base(subject))
		out, stderr := do(t, 0, "forward", subject, "--out", folder, "--timesteps", "12", "--schedule", "linear,linear:scale=20", "--json")
		if stderr != "" {
			t.Errorf("on standard error: %s", stderr)
		}
		var found forward.Found
		must.Do(json.Unmarshal([]byte(out), &found))
		if len(found.Forgetting) != 2 || len(found.Remarks) != 2 {
			t.Fatalf("%d schedules, %q", len(found.Forgetting), found.Remarks)
		}
		for i, f := range found.Forgetting {
			last := f.Last()
			if len(f.Levels) != 4 || f.Levels[0].T != 1 || last.T != 12 {
				t.Errorf("%s: levels %+v", f.Schedule, f.Levels)
			}
			// In the end a distribution of variance 1 tells what a Gaussian would: ln(1 + SNR), up to second order.
			if snr := math.Exp(last.LogSNR); !(math.Abs(last.Information-math.Log1p(snr)) < snr*snr+2e-6) {
				t.Errorf("%s: %v nats at log-SNR %v", f.Schedule, last.Information, last.LogSNR)
			}
			if called := strings.Contains(found.Remarks[i], "does not end in noise"); called == f.EndsInNoise() {
				t.Errorf("%s leaves %v nats: %s", f.Schedule, last.Information, found.Remarks[i])
			}
		}
		if found.Forgetting[1].EndsInNoise() {
			t.Error("data twenty times as large end in noise")
		}
		for _, name := range []string{"ridges", "particles", "heat", "forgetting"} {
			if _, err := png.Decode(bytes.NewReader(read(t, folder, "figures", name+".png"))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, name := range []string{"particles", "heat"} {
			movie, err := gif.DecodeAll(bytes.NewReader(read(t, folder, name+".gif")))
			if err != nil || len(movie.Image) < 8 {
				t.Errorf("%s.gif: %v", name, err)
			}
		}
		if table := string(read(t, folder, "forgetting.csv")); strings.Count(table, "\n") != 9 {
			t.Errorf("forgetting.csv:\n%s", table)
		}
		if page := string(read(t, folder, "forward.html")); strings.Count(page, "<img ") != 6 || !strings.Contains(page, "does not end in noise") {
			t.Error("forward.html lacks pictures, or does not call out the schedule")
		}
	}
}

// densities.csv holds densities: they integrate to 1 within the part that is seen.
func TestForwardDensitiesIntegrateToOne(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "F")
	do(t, 0, "forward", "eightgaussians", "-o", folder, "--timesteps", "12", "-q")
	mass := make(map[string]float64)
	before := make(map[string][2]float64)
	for _, line := range strings.Split(strings.TrimSpace(string(read(t, folder, "densities.csv"))), "\n")[1:] {
		fields := strings.Split(line, ",")
		key := fields[0] + "," + fields[1]
		var x, y float64
		for i, v := range []*float64{&x, &y} {
			must.Do(json.Unmarshal([]byte(fields[2+i]), v))
		}
		if b, ok := before[key]; ok {
			mass[key] += (x - b[0]) * (y + b[1]) / 2
		}
		before[key] = [2]float64{x, y}
	}
	if len(mass) < 8 {
		t.Errorf("densities of %d times and coordinates", len(mass))
	}
	for key, m := range mass {
		if !(math.Abs(m-1) < 3e-3) { // a standard normal number is beyond 3.2 with probability 1.4e-3
			t.Errorf("t, coordinate %s: mass %v", key, m)
		}
	}
}

// quickForward does a short forward process, whose line on standard error must have the words.
func quickForward(t *testing.T, status int, want string, args ...string) {
	t.Helper()
	_, stderr := do(t, status, append([]string{"forward", "-q", "--timesteps", "5"}, args...)...)
	if !strings.Contains(stderr, want) || strings.Count(stderr, "\n") > 1 {
		t.Errorf("%v: %q does not say %q in a line", args, stderr, want)
	}
}

func TestForwardRefuses(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "F")
	quickForward(t, 0, "", "square", "-o", folder)
	quickForward(t, 2, "--overwrite", "square", "-o", folder)
	quickForward(t, 0, "", "square", "-o", folder, "--overwrite")
	quickForward(t, 2, "want density or image", "square", "--as", "sound")
	quickForward(t, 2, "is none", "square", "--as", "image")
	quickForward(t, 2, "twice", "square", "--schedule", "linear,linear")
	quickForward(t, 2, "cubic", "square", "--schedule", "cubic")
	quickForward(t, 2, "unknown distribution", "nothing")
	run := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "--out", run)...)
	quickForward(t, 2, "holds a run", "square", "-o", run, "--overwrite")
}

// As many schedules are compared as there are colours for, and no more.
func TestForwardTakesAScheduleForEachColour(t *testing.T) {
	six := "linear,quadratic,cosine,sigmoid,linear:scale=0.5,cosine:scale=0.5"
	out := filepath.Join(t.TempDir(), "forward")
	text, _ := do(t, 0, "forward", "square", "--timesteps", "6", "--schedule", six, "--out", out, "--json")
	var found forward.Found
	if err := json.Unmarshal([]byte(text), &found); err != nil || len(found.Forgetting) != 6 || len(found.Remarks) != 6 {
		t.Fatalf("%d schedules: %v", len(found.Forgetting), err)
	}
	for i, name := range strings.Split(six, ",") {
		if found.Forgetting[i].Schedule != name || !strings.HasPrefix(found.Remarks[i], name+": after 6 steps") {
			t.Errorf("schedule %d is %s, %q; want %s", i, found.Forgetting[i].Schedule, found.Remarks[i], name)
		}
	}
	if _, stderr := do(t, statusBadInput, "forward", "square", "--schedule", six+",sigmoid:end=2"); !strings.Contains(stderr, "want at most 6") {
		t.Errorf("seven: %q", stderr)
	}
}
