package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/ablation"
	"ddpm/cmd/internal/runs"
)

// An ablation trains each combination once, in the order of the flags, and leaves its numbers as CSV, JSON and a picture. A
// second one over more values trains only what is new.
func TestAblate(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	args := with(tiny, "ablate", "moons", "-n", "300", "--vary", "width=4,8", "--out", out)
	text, _ := do(t, 0, append(args, "--vary", "schedule=linear,sigmoid:start=0", "--json")...)
	var cells []ablation.Cell
	if err := json.Unmarshal([]byte(text), &cells); err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, c := range cells {
		order = append(order, strings.Join(c.Values, " "))
		if !(c.SlicedW2 > c.Floor) || !(c.KL.Value > 0) || !(*c.Outside > .01) {
			t.Errorf("%v: a network that learned next to nothing has %+v", c.Values, c)
		}
		var made runs.Config
		if err := c.Run.ReadConfig(&made); err != nil {
			t.Fatal(err)
		}
		if got := []string{made.ByName()["width"], made.Schedule}; strings.Join(got, " ") != strings.Join(c.Values, " ") {
			t.Errorf("%v was trained with %v", c.Values, got)
		}
	}
	if got := strings.Join(order, ", "); got != "4 linear, 4 sigmoid:start=0, 8 linear, 8 sigmoid:start=0" {
		t.Errorf("order: %s", got)
	}
	rows, err := csv.NewReader(bytes.NewReader(read(t, out, ablation.TableFile))).ReadAll()
	if err != nil || len(rows) != 5 || rows[0][2] != "kl" || rows[0][7] != "outside" || rows[4][7] == "" || rows[4][0] != "8" {
		t.Errorf("table %v: %v", rows, err)
	}
	if _, err := png.Decode(bytes.NewReader(read(t, out, ablation.FigureFile))); err != nil {
		t.Error(err)
	}

	model := cells[3].Run.File("model.safetensors")
	before, err := os.Stat(model)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := do(t, 0, append(args, "--vary", "schedule=linear,sigmoid:start=0,cosine", "--json")...)
	var more []ablation.Cell
	if err := json.Unmarshal([]byte(again), &more); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(model); err != nil || after.ModTime() != before.ModTime() {
		t.Error("what was done is trained again")
	}
	if len(more) != 6 || more[4].SlicedW2 != cells[3].SlicedW2 {
		t.Errorf("with more values: %+v", more)
	}
}

// An ablation over seeds does what the same commands with these seeds do.
func TestAblateSeeds(t *testing.T) {
	dir := t.TempDir()
	text, _ := do(t, 0, with(tiny, "ablate", "moons", "-n", "100", "--seed", "3", "--vary", "seed=1,7", "--out", filepath.Join(dir, "grid"))...)
	if !strings.Contains(text, "--seed: its values are those of --vary") || strings.Contains(text, "--width: its") {
		t.Errorf("the seed that is not used is passed over in silence, or one that is used is named:\n%s", text)
	}
	do(t, 0, with(tiny, "train", "moons", "--seed", "7", "--out", filepath.Join(dir, "alone"))...)
	if !bytes.Equal(read(t, dir, "grid", "seed=7", "model.safetensors"), read(t, dir, "alone", "model.safetensors")) {
		t.Error("the ablation's model with seed 7 is not that of a training with seed 7")
	}
	if bytes.Equal(read(t, dir, "grid", "seed=7", "model.safetensors"), read(t, dir, "grid", "seed=1", "model.safetensors")) {
		t.Error("two seeds make the same model")
	}
}

// Flags of sampling are varied on one training; each combination's points are those that the same flags of sample draw.
func TestAblateSampling(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	args := with(tiny, "ablate", "moons", "--label", "label", "--label-dropout", "0.2", "-n", "50", "--eta", "0.1", "--json",
		"--vary", "label-dropout=0.1,0.3", "--vary", "class=0,1", "--vary", "eta=0,1", "--out", out)
	do(t, 0, append(args, "--sampler", "dpmpp")...) // another way, of which nothing may be left
	text, _ := do(t, 0, append(args, "--sampler", "ddim")...)
	var cells []ablation.Cell
	if err := json.Unmarshal([]byte(text), &cells); err != nil || len(cells) != 8 {
		t.Fatalf("%d cells: %v", len(cells), err)
	}
	found := make(map[float64]bool)
	for _, c := range cells {
		if want := "label-dropout=" + c.Values[0]; filepath.Base(string(c.Run)) != want {
			t.Errorf("%v was drawn from %s", c.Values, c.Run)
		}
		var made runs.Config
		if err := c.Run.ReadConfig(&made); err != nil || made.ByName()["label-dropout"] != c.Values[0] {
			t.Errorf("%v was trained with %+v: %v", c.Values, made, err)
		}
		found[c.SlicedW2] = true
	}
	if len(found) != len(cells) {
		t.Errorf("some of %d cells are alike: %v", len(cells), found)
	}
	alone := findingsOf(t, "compare", string(cells[7].Run), "--sampler", "ddim", "--class", "1", "--eta", "1", "-n", "50")
	if m := alone.Metric("sliced_w2"); *alone.KL != *cells[7].KL || m.Value != cells[7].SlicedW2 {
		t.Errorf("compare with the last cell's flags finds a KL of %+v and %+v, not %+v and %v", alone.KL, m, cells[7].KL, cells[7].SlicedW2)
	}
	if runsOf, _ := filepath.Glob(filepath.Join(out, "*", "config.json")); len(runsOf) != 2 {
		t.Errorf("%d trainings for two values of a flag of training", len(runsOf))
	}
}

// A cell whose training was cut off goes on from its checkpoint, to the same result.
func TestAblateGoesOn(t *testing.T) {
	dir := t.TempDir()
	args := []string{"moons", "--steps", "1100", "--batch", "4", "--width", "4", "--blocks", "0", "--timesteps", "8"}
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	ablate := func(out string) {
		do(t, 0, with(args, "ablate", "-n", "100", "--vary", "lr=0.01", "--out", out)...)
	}
	ablate(whole)
	ablate(cut)
	of := filepath.Join(cut, "lr=0.01")
	if err := os.Remove(filepath.Join(of, "cell.json")); err != nil {
		t.Fatal(err)
	}
	ablate(cut)
	for _, name := range []string{"model.safetensors", "cell.json"} {
		want := bytes.ReplaceAll(read(t, whole, "lr=0.01", name), []byte(whole), []byte(cut))
		if !bytes.Equal(read(t, of, name), want) {
			t.Errorf("%s is not what an ablation without a break leaves", name)
		}
	}
}

// A folder's trainings are taken for an ablation's own only if all their settings are its own, those that are not given included.
func TestAblateChecksEverySetting(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	args := []string{"ablate", "moons", "--batch", "8", "--width", "4", "--blocks", "0", "--timesteps", "8", "-n", "40", "--vary", "lr=0.01", "--out", out}
	do(t, 0, append(args, "--steps", "30")...)
	do(t, 0, append(args, "--steps", "30")...)
	for _, c := range []struct {
		want  string
		flags []string
	}{
		{"steps 12000 contradicts the run in " + filepath.Join(out, "lr=0.01") + ", where it is 30", nil},
		{"steps 31 contradicts", []string{"--steps", "31"}},
		{"ema 0.9 contradicts", []string{"--steps", "30", "--ema", "0.9"}},
		{"seed 2 contradicts", []string{"--steps", "30", "--seed", "2"}},
		{"where it is not set", []string{"--steps", "30", "--label", "label"}},
		{"points 50 contradicts", []string{"--steps", "30", "--points", "50"}},
	} {
		if _, stderr := do(t, statusBadInput, append(args, c.flags...)...); !strings.Contains(stderr, c.want) {
			t.Errorf("%q: %q, want %q", c.flags, stderr, c.want)
		}
	}
}

// A cell is done only if its points were drawn in the same way in every respect: another guidance is another cell.
func TestAblateDrawsAnewWhatIsDrawnOtherwise(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	args := with(tiny, "ablate", "eightgaussians", "--label", "label", "--class", "1", "-n", "40", "--vary", "seed=1", "--json", "--out", out)
	seen := make(map[float64]string)
	for _, flags := range []string{"", "--guidance 3", "--guidance 1", "--sampler ddim", "--clip-x0 1", "--evals 4", "--variance optimal", "--class 2", "-n 50"} {
		text, _ := do(t, 0, append(args, strings.Fields(flags)...)...)
		var cells []ablation.Cell
		if err := json.Unmarshal([]byte(text), &cells); err != nil || len(cells) != 1 {
			t.Fatal(text, err)
		}
		if before, ok := seen[cells[0].SlicedW2]; ok {
			t.Errorf("%q has the result of %q", flags, before)
		}
		seen[cells[0].SlicedW2] = flags
	}
}

// What is wrong with any cell is said before the first one is trained.
func TestAblateFindsOutFirst(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	for vary, want := range map[string]string{
		"guidance=0,2": "--guidance leads towards a class", "evals=4,9": "--evals 9: want 1 to 8", "sampler=ddpm,euler": `--sampler "euler"`,
		"class=,1": "want a flag and values", "count=50,1": "--count 1: a comparison needs", "count=50,99999999999": "--count 99999999999: a comparison needs",
	} {
		if _, stderr := do(t, statusBadInput, with(tiny, "ablate", "moons", "--vary", vary, "--out", out)...); !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", vary, stderr, want)
		}
	}
	rows := ""
	for i := range 60 {
		rows += fmt.Sprintf("%d.5,%d.25,%d\n", i*i%7, i, i/58)
	}
	classes := write(t, filepath.Join(t.TempDir(), "classes.csv"), "x,y,k\n"+rows)
	for _, flags := range [][]string{{"--class", "1", "--vary", "guidance=0,2"}, {"--vary", "class=0,1"}, {"-n", "1", "--vary", "lr=0.01,0.02"}} {
		args := append(with(tiny, "ablate", classes, "--label", "k", "--columns", "x,y", "--holdout", "0", "--out", out), flags...)
		if _, stderr := do(t, statusBadInput, args...); !strings.Contains(stderr, "a comparison needs at least") {
			t.Errorf("%q: %s", flags, stderr)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was trained")
	}
	text, _ := do(t, 0, with(tiny, "ablate", classes, "--columns", "x,y", "-n", "50", "--vary", "lr=0.01,0.02", "--out", out)...)
	if !strings.Contains(text, "classes.csv: 60 points, columns x and y; the first row has their names") {
		t.Errorf("how the file is read is not said: %s", text)
	}
}

// A training that diverges is a result, and the others go on.
func TestAblateDiverges(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	text, _ := do(t, 0, with(tiny, "ablate", "moons", "-n", "100", "--clip-grad", "0", "--vary", "lr=1e9,0.001", "--out", out)...)
	if !strings.Contains(text, "1e9    diverged") {
		t.Errorf("no word on what diverged:\n%s", text)
	}
}

func TestAblateRefuses(t *testing.T) {
	for vary, want := range map[string]string{
		"width":           "--vary width: want a flag and values, as in width=16,64,128",
		"width=":          "--vary width=: want a flag and values",
		"width=8,":        "--vary width=8,: want a flag and values",
		"width=8,8":       "--vary width=8,8: a value is there twice",
		"width=wide":      `--vary width: "wide" is no value for it`,
		"depth=1,2":       "--vary depth: there is no such flag of training",
		"data=moons":      "--vary data: what is learned stays the same",
		"ink=dark,light":  "--vary ink: what is learned stays the same",
		"Data=moons":      "--vary Data: there is no such flag of training",
		"=8":              "--vary =8: want a flag and values",
		"seed=-1":         `--vary seed: "-1" is no value for it`,
		"schedule=square": `schedule "square"`,
		"width=0":         "width 0",
	} {
		if _, stderr := do(t, 2, with(tiny, "ablate", "moons", "--vary", vary, "--out", filepath.Join(t.TempDir(), "x"))...); !strings.Contains(stderr, want) {
			t.Errorf("%s: %s", vary, stderr)
		}
	}
}

// Each cell has the numbers that compare finds of its run with the cell's seed, class and guidance.
func TestEachCellIsAComparison(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	text, _ := do(t, 0, with(tiny, "ablate", "eightgaussians", "--label", "label", "-n", "40", "--json",
		"--vary", "seed=1,7", "--vary", "class=1,2", "--vary", "guidance=0,2", "--out", out)...)
	var cells []ablation.Cell
	if err := json.Unmarshal([]byte(text), &cells); err != nil || len(cells) != 8 {
		t.Fatalf("%d cells: %v", len(cells), err)
	}
	for _, c := range cells {
		found := findingsOf(t, "compare", string(c.Run), "--seed", c.Values[0], "--class", c.Values[1], "--guidance", c.Values[2], "-n", "40")
		if m := found.Metrics[0]; m.Name != "sliced_w2" || m.Value != c.SlicedW2 || m.Floor != c.Floor || *found.KL != *c.KL {
			t.Errorf("%v: %v, floor %v, KL %+v; compare finds %v, floor %v, KL %+v", c.Values, c.SlicedW2, c.Floor, *c.KL, m.Value, m.Floor, *found.KL)
		}
		if outside := found.Metric("outside").Value; outside != *c.Outside {
			t.Errorf("%v: a share %v outside; compare finds %v", c.Values, *c.Outside, outside)
		}
	}
}

// JSON's word for nothing is no number.
func TestNullIsNoNumber(t *testing.T) {
	for _, name := range []string{"evals", "eta", "width", "points", "label-dropout", "seed", "guidance"} {
		_, stderr := do(t, statusBadInput, with(tiny, "ablate", "moons", "--label", "label", "--vary", name+"=null", "--out", filepath.Join(t.TempDir(), "x"))...)
		if want := "--vary " + name + `: "null" is no value for it`; !strings.Contains(stderr, want) {
			t.Errorf("%q, want %q", stderr, want)
		}
	}
}
