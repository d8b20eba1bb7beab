package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/ablation"
	"ddpm/cmd/internal/runs"
	"ddpm/cmd/internal/slowtest"
)

// gridArgs is an ablation of 2×2 trainings with two cells each.
var gridArgs = slices.Clip(with(tiny, "ablate", "moons", "-n", "60",
	"--vary", "width=8,16", "--vary", "evals=2,4", "--vary", "schedule=linear,cosine"))

// sameFolders fails if two folders differ in any file, except for the times in log.csv.
func sameFolders(t *testing.T, got, want string) {
	t.Helper()
	files := make(map[string]bool)
	for _, folder := range []string{got, want} {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				name, _ := filepath.Rel(folder, path)
				files[name] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range files {
		if base := filepath.Base(name); base == runs.LogFile || base == runs.LockFile {
			continue
		}
		a, errA := os.ReadFile(filepath.Join(got, name))
		b, errB := os.ReadFile(filepath.Join(want, name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not the same in %s (%v) and %s (%v)", name, got, errA, want, errB)
		}
	}
	if len(files) < 3 {
		t.Errorf("only %d files in %s", len(files), want)
	}
}

// Whatever the number of parts, in whatever order and folder they are done, the gathered ablation is that of one process: the same table,
// picture, models and results. No training is done twice.
func TestPartsOfAnAblation(t *testing.T) {
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	do(t, 0, append(gridArgs, "--out", whole)...)
	for _, count := range []int{3, 8} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			together := filepath.Join(dir, fmt.Sprint("together", count))
			trained := make(map[string]int) // the part that did a training, by its folder
			done := 0
			for i := count - 1; i >= 0; i-- {
				alone := filepath.Join(dir, fmt.Sprintf("part%d-of-%d", i, count))
				out, _ := do(t, 0, append(gridArgs, "--part", fmt.Sprintf("%d/%d", i, count), "--out", alone, "--json")...)
				var cells []ablation.Cell
				if err := json.Unmarshal([]byte(out), &cells); err != nil {
					t.Fatal(err)
				}
				done += len(cells)
				entries, _ := os.ReadDir(alone)
				for _, entry := range entries {
					if other, ok := trained[entry.Name()]; ok {
						t.Errorf("%s is done by parts %d and %d", entry.Name(), i, other)
					}
					trained[entry.Name()] = i
				}
				if len(entries) > 0 {
					if err := os.CopyFS(together, os.DirFS(alone)); err != nil {
						t.Fatal(err)
					}
				}
			}
			if done != 8 || len(trained) != 4 {
				t.Errorf("%d cells of %d trainings are done, want 8 of 4", done, len(trained))
			}
			do(t, 0, append(gridArgs, "--gather", "--out", together)...)
			sameFolders(t, together, whole)
		})
	}
}

// Gathering says which cells are missing and shows the others; then any process may do what is missing.
func TestGatherSaysWhatIsMissing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "grid")
	gather := slices.Clip(append(gridArgs, "--out", out, "--gather"))
	_, stderr := do(t, statusFailed, gather...)
	if !strings.Contains(stderr, "8 of 8 cells are missing") || !strings.Contains(stderr, "and 3 more") {
		t.Errorf("of nothing: %q", stderr)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a folder was made for nothing")
	}
	do(t, 0, append(gridArgs, "--out", out, "--part", "0/2")...)
	_, stderr = do(t, statusFailed, gather...)
	for _, want := range []string{"4 of 8 cells are missing in " + out, "width=8, evals=2, schedule=cosine;"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("of half: %q, want %q", stderr, want)
		}
	}
	if table := string(read(t, out, ablation.TableFile)); strings.Count(table, "missing") != 4 || strings.Count(table, "\n") != 9 {
		t.Errorf("the table of half is\n%s", table)
	}
	if _, stderr := do(t, statusFailed, append(gather, "-n", "61")...); !strings.Contains(stderr, "8 of 8 cells are missing") {
		t.Errorf("cells of 60 points are gathered as cells of 61: %q", stderr)
	}
	do(t, 0, append(gridArgs, "--out", out)...)
	do(t, 0, gather...)
}

// The environment of a job says which part is done, in a line on standard error.
func TestPartFromTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SLURM_ARRAY_TASK_ID", "")
	t.Setenv("JOB_COMPLETION_INDEX", "1")
	_, stderr := do(t, 0, append(gridArgs, "--part", "auto/4", "--out", filepath.Join(dir, "auto"))...)
	if stderr != "part 1/4, because JOB_COMPLETION_INDEX is 1\n" {
		t.Errorf("on standard error: %q", stderr)
	}
	do(t, 0, append(gridArgs, "--part", "1/4", "--out", filepath.Join(dir, "said"))...)
	sameFolders(t, filepath.Join(dir, "auto"), filepath.Join(dir, "said"))
}

func TestPartsRefused(t *testing.T) {
	t.Setenv("SLURM_ARRAY_TASK_ID", "")
	t.Setenv("JOB_COMPLETION_INDEX", "")
	out := filepath.Join(t.TempDir(), "x")
	for flags, want := range map[string]string{
		"--part 4/4":          "from 0/N to N-1/N",
		"--part 1":            "want I/N",
		"--part 3/9":          "9 parts of 8 cells",
		"--part auto":         "neither SLURM_ARRAY_TASK_ID nor",
		"--gather --part 0/2": "--gather takes what all parts have left",
	} {
		_, stderr := do(t, statusBadInput, append(append(gridArgs, "--out", out), strings.Fields(flags)...)...)
		if !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", flags, stderr, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was trained")
	}
}

// The rows of the parts of a sample, one after another, are those that one process draws, bit for bit, in CSV and in NPY. So they are with
// noise at each step, without, and with a variance that is estimated first.
func TestPartsOfASample(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "moons", "--out", folder)...)
	rows := func(name string) []byte {
		_, rows, _ := bytes.Cut(read(t, dir, name), []byte{'\n'}) // the headers of both kinds of files end so
		return rows
	}
	for _, c := range []struct {
		name, extension, flags string
		count, parts           int
	}{
		{"stream", ".npy", "--evals 2", 140_001, 2}, // each part is more than what is drawn at a time
		{"ddpm", ".csv", "", 5000, 3},
		{"ddim", ".npy", "--sampler ddim", 4096, 4},
		{"optimal", ".csv", "--variance optimal", 2049, 3},
	} {
		draw := func(out string, more ...string) {
			args := []string{"sample", folder, "-n", fmt.Sprint(c.count), "--out", filepath.Join(dir, out)}
			do(t, 0, slices.Concat(args, strings.Fields(c.flags), more)...)
		}
		draw(c.name + c.extension)
		var together []byte
		for i := range c.parts {
			out := fmt.Sprint(c.name, i, c.extension)
			draw(out, "--part", fmt.Sprintf("%d/%d", i, c.parts))
			together = append(together, rows(out)...)
		}
		if !bytes.Equal(together, rows(c.name+c.extension)) {
			t.Errorf("%s: the rows of %d parts are not those of one process", c.name, c.parts)
		}
	}
	out, _ := do(t, 0, "sample", folder, "-n", "3000", "--part", "2/3", "--json", "--out", filepath.Join(dir, "last.csv"))
	var said struct {
		Part     string
		Count    int
		Sampling struct{ Count int }
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil || said.Part != "2/3" || said.Count != 3000-2048 || said.Sampling.Count != 3000 {
		t.Errorf("%s: %v", out, err)
	}
	for flags, want := range map[string]string{
		"--part 1/3": "want --out with it", "--part 1/4 --out x.npy": "at most 3 parts", "--part 3/3 --out x.npy": "from 0/N to N-1/N",
	} {
		_, stderr := do(t, statusBadInput, append([]string{"sample", folder, "-n", "3000"}, strings.Fields(flags)...)...)
		if !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", flags, stderr, want)
		}
	}
}

// Points in several files are judged as those of one file that has them all, whatever kind each file is.
func TestCompareSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	do(t, 0, with(tiny, "train", "moons", "--out", "run")...)
	do(t, 0, "sample", "run", "-n", "2100", "--out", "all.csv")
	var names []string
	for i, extension := range []string{"csv", "npy", "csv"} {
		names = append(names, fmt.Sprintf("part-%d.%s", i, extension))
		do(t, 0, "sample", "run", "-n", "2100", "--part", fmt.Sprintf("%d/3", i), "--out", names[i])
	}
	compare := func(flags ...string) string {
		out, _ := do(t, 0, append([]string{"compare"}, flags...)...)
		return out
	}
	judged := [][]string{{"moons", "--json", "-n", "500"}, {"all.csv", "--json", "--seed", "3", "-n", "300"}}
	if slowtest.Wanted() {
		judged = append(judged, []string{"moons", "--json"}) // all points
	}
	for _, flags := range judged {
		want := compare(append([]string{"all.csv"}, flags...)...)
		if got := compare(append(slices.Clone(names), flags...)...); got != want {
			t.Errorf("%v of three files is\n%s\nand of one file\n%s", flags, got, want)
		}
	}
	for i, name := range []string{"a.csv", "b.npy", "c.csv"} {
		do(t, 0, "data", "draw", "moons", "-n", fmt.Sprint(20+i), "--out", name)
	}
	if out := compare("a.csv", "b.npy", "c.csv", "moons"); !strings.Contains(out, "63 points of 3 file(s)\n") {
		t.Errorf("no word on the files:\n%s", out)
	}
	for args, want := range map[string]string{
		"part-0.csv":                   "to judge points, say ddpm compare POINTS DATA",
		"part-0.csv moons part-1.npy":  "moons is a distribution, and several arguments",
		"part-0.csv nothing.npy moons": "nothing.npy: no such file",
		"run part-0.csv moons":         "want neither DATA nor",
	} {
		if _, stderr := do(t, statusBadInput, append([]string{"compare"}, strings.Fields(args)...)...); !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", args, stderr, want)
		}
	}
}

// A job of Slurm uses the cores that it was given, and never more than there are; --threads has the last word.
func TestThreadsOfAJob(t *testing.T) {
	cores := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(cores)
	for _, c := range []struct {
		given string
		flags string
		want  int
	}{{"1", "", 1}, {"64", "", 2}, {"", "", 2}, {"many", "", 2}, {"0", "", 2}, {"1", "--threads 2", 2}} {
		runtime.GOMAXPROCS(2)
		t.Setenv("SLURM_CPUS_PER_TASK", c.given)
		do(t, 0, append([]string{"data", "draw", "square", "-n", "1", "-o", "-"}, strings.Fields(c.flags)...)...)
		if got := runtime.GOMAXPROCS(0); got != c.want {
			t.Errorf("SLURM_CPUS_PER_TASK=%s %s: %d cores, want %d", c.given, c.flags, got, c.want)
		}
	}
}

// A job is printed only for parts that can be done, and what is wrong with a cell is said before the job is submitted. The printed command
// is the one that was given, as --part and --gather.
func TestPrintJob(t *testing.T) {
	for flags, want := range map[string]string{
		"--parts 4": "want --print-job slurm with it", "--print-job slurm": "--parts 0: there are 8 cells, so want 1 to 8",
		"--print-job slurm --parts 9": "--parts 9: there are 8 cells", "--print-job pbs --parts 2": "--print-job pbs: want slurm",
		"--print-job slurm --parts 2 --gather": "want it without them", "--print-job slurm --parts 2 --class 1": "the network knows no classes",
	} {
		if _, stderr := do(t, statusBadInput, append(gridArgs, strings.Fields(flags)...)...); !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", flags, stderr, want)
		}
	}
	job, _ := do(t, 0, slices.Concat(gridArgs, []string{"--parts=3", "--print-job", "slurm", "--threads", "2"})...)
	command := strings.Join(gridArgs, " ") + " --threads 2"
	for _, want := range []string{"#!/bin/sh\n", "--array=0-2 ", "--cpus-per-task=2\n", command + " --part auto/3\n", command + " --gather\n"} {
		if !strings.Contains(job, want) {
			t.Errorf("no %q in the job:\n%s", want, job)
		}
	}
}
