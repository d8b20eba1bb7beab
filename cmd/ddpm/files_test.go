package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/internal/runs"
)

// What cannot be compared is refused before the training, and so few rows as 12 are trained on and compared with.
func TestFewRows(t *testing.T) {
	dir := t.TempDir()
	var few, classes strings.Builder
	for i := range 12 {
		fmt.Fprintf(&few, "%d.5,%d.25\n", i*i%7, i)
	}
	for i := range 60 {
		fmt.Fprintf(&classes, "%d.5,%d.25,%d\n", i*i%7, i, i/58)
	}
	twelve := write(t, filepath.Join(dir, "twelve.csv"), few.String())
	labelled := write(t, filepath.Join(dir, "classes.csv"), classes.String())
	out, _ := do(t, 0, with(tiny, "run", twelve, "-n", "50", "--out", filepath.Join(dir, "run"))...)
	if !strings.Contains(out, "all 12 rows are trained on") || !strings.Contains(out, "2-Wasserstein") {
		t.Errorf("12 rows: %s", out)
	}
	for _, args := range [][]string{
		{"run", twelve, "--holdout", "0.1"}, {"train", twelve, "--holdout", "0.1"}, {"run", twelve, "-n", "1"},
		{"run", labelled, "--label", "3", "--class", "1"}, {"run", "moons", "-n", "1"},
	} {
		folder := filepath.Join(dir, "refused")
		out, stderr := do(t, 2, with(tiny, args[0], append(args[1:], "--out", folder)...)...)
		if out != "" || !strings.Contains(stderr, "a comparison needs at least") {
			t.Errorf("%q: %s%s", args, out, stderr)
		}
	}
}

// columnsOf writes a file of points with two columns that are called lon and lat, and others.
func columnsOf(t *testing.T, dir string) string {
	var text strings.Builder
	text.WriteString("id,lon,site,lat\n")
	for i := range 60 {
		fmt.Fprintf(&text, "%d,%d.5,s%d,%d.25\n", i, i*i%7, i, i)
	}
	return write(t, filepath.Join(dir, "places.csv"), text.String())
}

// The columns that are read are printed, stand in config.json and in the report, and give the samples their names.
func TestColumnsAreSaid(t *testing.T) {
	dir := t.TempDir()
	points, folder := columnsOf(t, dir), filepath.Join(dir, "run")
	const said = `columns lon and lat, without "id" (the number of the row), "site" (text)`
	out, _ := do(t, 0, with(tiny, "run", points, "-n", "50", "--out", folder)...)
	if !strings.Contains(out, said) {
		t.Errorf("run prints\n%s", out)
	}
	if report := html.UnescapeString(string(read(t, folder, "report.html"))); !strings.Contains(report, said) {
		t.Error("the report does not say what is read")
	}
	var config struct {
		Columns []string
		Reading struct {
			Columns []string
			LeftOut []string `json:"left_out"`
		}
	}
	if err := json.Unmarshal(read(t, folder, "config.json"), &config); err != nil {
		t.Fatal(err)
	}
	names := []string{"lon", "lat"}
	if !slices.Equal(config.Columns, names) || !slices.Equal(config.Reading.Columns, names) || len(config.Reading.LeftOut) != 2 {
		t.Errorf("config.json has %+v", config)
	}
	stdout, _ := do(t, 0, "sample", folder, "-n", "3", "-o", "-")
	for name, samples := range map[string]string{"run": string(read(t, folder, "samples.csv")), "sample": stdout} {
		if !strings.HasPrefix(samples, "lon,lat\n") {
			t.Errorf("%s writes %.20q", name, samples)
		}
	}
	for _, args := range [][]string{{"data", "show", points}, {"forward", points, "--timesteps", "4", "--out", filepath.Join(dir, "forward")}} {
		if out, _ := do(t, 0, args...); !strings.Contains(out, said) {
			t.Errorf("%q prints\n%s", args, out)
		}
	}
	// Samples go on as a file of their own, whose columns have other names than those that they are compared with.
	other := write(t, filepath.Join(dir, "other.csv"), "east,north,height\n1,2,3\n3,4,5\n6,7,8\n9,1,2\n")
	out, _ = do(t, 0, "compare", filepath.Join(folder, "samples.csv"), other, "--columns", "lon,lat", "--data-columns", "east,north")
	if !strings.Contains(out, "columns lon and lat") || !strings.Contains(out, "columns east and north") {
		t.Errorf("compare prints\n%s", out)
	}
	if _, stderr := do(t, 2, "compare", filepath.Join(folder, "samples.csv"), other); !strings.Contains(stderr, "--columns") {
		t.Errorf("three columns are guessed: %s", stderr)
	}
}

func TestShowAsJSON(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "a.csv"), "n;lon;lat\nx;1;10\ny;NA;5\nz;3;30\n")
	out, _ := do(t, 0, "data", "show", file, "--json", "--drop-missing")
	var shown struct {
		Points, Rows int
		Columns      []string
		Mean, SD     [2]float64
		Header       bool
		Dropped      int      `json:"dropped_rows"`
		LeftOut      []string `json:"left_out"`
	}
	if err := json.Unmarshal([]byte(out), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Points != 2 || shown.Rows != 3 || !slices.Equal(shown.Columns, []string{"lon", "lat"}) || shown.Mean != [2]float64{2, 20} ||
		shown.SD != [2]float64{1, 10} || !shown.Header || shown.Dropped != 1 || len(shown.LeftOut) != 1 {
		t.Errorf("%s", out)
	}
}

// A run whose points came from standard input says so: its report names the command that reads them there, and what needs them again asks for
// a file.
func TestStandardInput(t *testing.T) {
	dir := t.TempDir()
	folder, file := filepath.Join(dir, "run"), filepath.Join(dir, "points.csv")
	do(t, 0, "data", "draw", "moons", "-n", "60", "-o", file)
	input, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	defer func(old *os.File) { os.Stdin = old }(os.Stdin)
	os.Stdin = input
	do(t, 0, with(tiny, "run", "-", "-n", "30", "--out", folder)...)
	if commands := commandOf.FindAllStringSubmatch(string(pageOf(t, folder)), -1); len(commands) != 1 || !strings.HasPrefix(commands[0][1], "run - --steps") {
		t.Errorf("commands %q", commands)
	}
	if _, stderr := do(t, statusBadInput, "compare", folder); !strings.Contains(stderr, "came from standard input: want it as a file") {
		t.Errorf("%q", stderr)
	}
	do(t, 0, "compare", folder, "-n", "30", "--data", file)
}

// A run finds its data beside it, in the working folder and where --data says, if it is the same; and nowhere else.
func TestRunsMove(t *testing.T) {
	dir := t.TempDir()
	points, folder := columnsOf(t, dir), filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", points, "--out", folder)...)
	content := string(read(t, points))
	away := filepath.Join(mkdir(t, filepath.Join(dir, "elsewhere")), "renamed.csv")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	move(points, away)
	for _, args := range [][]string{{"compare", folder}, {"train", "--resume", folder}, {"sample", folder, "--variance", "optimal", "-n", "5", "-o", "-"}} {
		if _, stderr := do(t, 2, args...); !strings.Contains(stderr, "--data PATH") {
			t.Errorf("%q: %s", args, stderr)
		}
	}
	do(t, 0, "sample", folder, "-n", "5", "-o", "-") // which needs no data
	changed := write(t, filepath.Join(dir, "changed.csv"), content+"99,1,s,1\n")
	if _, stderr := do(t, 2, "compare", folder, "--data", changed); !strings.Contains(stderr, "SHA-256") {
		t.Errorf("other data: %s", stderr)
	}
	moved := filepath.Join(dir, "moved")
	move(folder, moved)
	beside := write(t, filepath.Join(moved, "places.csv"), content)
	do(t, 0, "compare", moved, "-n", "20")
	move(beside, filepath.Join(dir, "places.csv"))
	do(t, 0, "compare", moved, "-n", "20")
	move(filepath.Join(dir, "places.csv"), away)
	t.Chdir(filepath.Dir(away))
	if _, stderr := do(t, 2, "compare", moved); !strings.Contains(stderr, "--data PATH") {
		t.Errorf("another name: %s", stderr)
	}
	for _, args := range [][]string{{"compare", moved, "-n", "20", "--data", away}, {"compare", moved, "-n", "20"}, {"train", "--resume", moved, "--data", away}} {
		do(t, 0, args...)
	}
	if _, stderr := do(t, 2, "train", "moons", "--data", away); !strings.Contains(stderr, "--resume") {
		t.Errorf("a new run: %s", stderr)
	}
}

// A training becomes longer: it goes on with the learning rate that so many steps have, and says that it is no single run.
func TestRunsGrow(t *testing.T) {
	folder, long := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "long")
	do(t, 0, with(tiny, "train", "moons", "--out", folder)...)
	do(t, 0, with(tiny, "train", "moons", "--steps", "70", "--out", long)...)
	if _, stderr := do(t, 2, "train", "--resume", folder, "--steps", "70", "--lr", "0.5"); !strings.Contains(stderr, "contradicts") {
		t.Errorf("another rate: %s", stderr)
	}
	before := read(t, folder, runs.ConfigFile)
	do(t, 2, "run", "--resume", folder, "--steps", "70", "--sampler", "euler")
	if !bytes.Equal(read(t, folder, runs.ConfigFile), before) {
		t.Error("a command that was refused has changed the run")
	}
	out, _ := do(t, 0, "train", "--resume", folder, "--steps", "70")
	if !strings.Contains(out, "40 steps become 70") || !strings.Contains(out, "no single run") {
		t.Errorf("%s", out)
	}
	config, err := runs.Folder(folder).Config()
	if err != nil || config.Steps != 70 || !slices.Equal(config.Grown, []int{40}) {
		t.Errorf("config.json has steps %d, before %v, %v", config.Steps, config.Grown, err)
	}
	grown, whole := readRows(t, folder, "log.csv"), readRows(t, long, "log.csv")
	if len(grown) != 70 || len(whole) != 70 {
		t.Fatalf("%d and %d rows", len(grown), len(whole))
	}
	for i, row := range grown {
		if same := row[2] == whole[i][2]; row[0] != float64(i+1) || i >= 40 && !same {
			t.Errorf("step %v has the learning rate %v, in a training of 70 steps %v", row[0], row[2], whole[i][2])
		}
	}
	if bytes.Equal(read(t, folder, runs.ModelFile), read(t, long, runs.ModelFile)) {
		t.Error("the test cannot fail: a longer training is the same as a single one")
	}
	do(t, 0, "run", "--resume", folder, "-n", "50")
	if page := string(read(t, folder, runs.ReportFile)); strings.Contains(page, "This makes it again") || !strings.Contains(page, "before it had 40") {
		t.Error("the report says that one command makes the run again")
	}
	if _, stderr := do(t, 2, "train", "--resume", folder, "--steps", "40"); !strings.Contains(stderr, "contradicts") {
		t.Errorf("fewer steps: %s", stderr)
	}
}

// Samples of whole numbers are whole numbers on demand, a constant column comes back constant, and points far outside the data are
// reported with the flag that helps.
func TestSamplesKeepToTheData(t *testing.T) {
	dir := t.TempDir()
	var whole strings.Builder
	for i := range 60 {
		fmt.Fprintf(&whole, "%d,%d\n", i*i%7+3, 20)
	}
	points, folder := write(t, filepath.Join(dir, "whole.csv"), whole.String()), filepath.Join(dir, "run")
	out, _ := do(t, 0, with(tiny, "run", points, "-n", "50", "--out", folder)...)
	samples, _ := do(t, 0, "sample", folder, "-n", "50", "--round", "-o", "-")
	for name, text := range map[string]string{"samples.csv": string(read(t, folder, "samples.csv")), "--round": samples} {
		for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
			x, y, _ := strings.Cut(line, ",")
			if y != "20" || name == "--round" && strings.Contains(x, ".") {
				t.Fatalf("%s has the point %s", name, line)
			}
		}
	}
	const warning = "of the points lie outside the range of the data by more than its width"
	if strings.Contains(out, warning) {
		t.Errorf("nothing is far outside:\n%s", out)
	}
	classes := filepath.Join(dir, "classes")
	do(t, 0, with(tiny, "run", "moons", "--label", "label", "--class", "0", "--steps", "200", "--guidance", "100", "-n", "50", "--out", classes)...)
	if report := string(read(t, classes, "report.html")); !strings.Contains(report, warning) {
		t.Error("the report does not say that points lie far outside")
	}
	for _, file := range []string{"-", filepath.Join(dir, "far.csv")} {
		out, stderr := do(t, 0, "sample", classes, "-n", "50", "--class", "0", "--guidance", "100", "-o", file)
		if said := map[bool]string{true: stderr, false: out}[file == "-"]; !strings.Contains(said, warning) || !strings.Contains(said, "--clip-x0") {
			t.Errorf("--out %s: %s", file, said)
		}
	}
	if _, stderr := do(t, 2, "sample", classes, "--round"); !strings.Contains(stderr, "grid") {
		t.Errorf("a built-in has a grid: %s", stderr)
	}
}
