package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/internal/runs"
	"ddpm/data/must"

	"github.com/google/go-cmp/cmp"
)

// A training cut off and resumed ends as one that never stopped: same model, same checkpoint, same log except for time.
func TestResumeEqualsUninterrupted(t *testing.T) {
	whole, cut := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	long := slices.Concat(tiny, []string{"--steps", "1500", "--width", "8"})
	do(t, 0, with(long, "train", "square", "--out", whole)...)
	do(t, 0, with(long, "train", "square", "--out", cut)...)

	// The state after a kill between the first checkpoint and the end: a checkpoint of step 1000, and a torn log.
	checkpointed := filepath.Join(t.TempDir(), "c")
	trainTo(t, with(long, "train", "square", "--out", checkpointed), checkpointed, 1000)
	log := read(t, checkpointed, "log.csv")
	write(t, filepath.Join(checkpointed, "log.csv"), string(log)+"1001,0.5,0.1,1,9.9\n1002,0.")
	out, _ := do(t, 0, "train", "--resume", checkpointed)
	if !strings.Contains(out, "500 steps") {
		t.Errorf("resuming took other than the 500 steps left:\n%s", out)
	}
	for _, file := range []string{"model.safetensors", "checkpoint.safetensors"} {
		if !bytes.Equal(read(t, whole, file), read(t, cut, file)) {
			t.Errorf("%s differs between two equal runs", file)
		}
		if !bytes.Equal(read(t, whole, file), read(t, checkpointed, file)) {
			t.Errorf("%s differs after resuming", file)
		}
	}
	withoutTime := func(log []byte) string {
		var lines []string
		for line := range strings.Lines(string(log)) {
			lines = append(lines, line[:strings.LastIndex(line, ",")])
		}
		return strings.Join(lines, "\n")
	}
	if diff := cmp.Diff(withoutTime(read(t, whole, "log.csv")), withoutTime(read(t, checkpointed, "log.csv"))); diff != "" {
		t.Errorf("log.csv differs after resuming:\n%s", diff)
	}
	for _, flags := range [][]string{{"--batch", "64"}, {"--seed", "2"}, {"moons"}, {"--steps", "9"}, {"--overwrite"}, {"--out", "x"}} {
		if _, stderr := do(t, 2, with(flags, "train", "--resume", whole)...); !strings.Contains(stderr, "contradicts") && !strings.Contains(stderr, "neither") {
			t.Errorf("%v: %s", flags, stderr)
		}
	}
	do(t, 0, "train", "square", "--resume", whole, "--batch", "32")
}

// Flow matching, with times of every distribution, gives the same bytes on one core and on several, and when it was cut off and resumed.
func TestFlowMatchingResumes(t *testing.T) {
	for _, flags := range [][]string{
		{"--schedule", "flow", "--predict", "u", "--times", "logit-normal:mean=-0.5:spread=2", "--loss-weight", "simple"},
		{"--schedule", "loglinear:min=0.02:max=80", "--times", "logit-normal", "--target", "noise"},
		{"--schedule", "flow:scale=0.5", "--predict", "u", "--times", "uniform"},
	} {
		long := slices.Concat(tiny, []string{"--batch", "96", "--out"})
		folders := make([]string, 3)
		for i := range folders {
			folders[i] = filepath.Join(t.TempDir(), "run")
		}
		do(t, 0, with(slices.Concat(long, folders[:1], flags), "train", "square", "--threads", "4")...)
		do(t, 0, with(slices.Concat(long, folders[1:2], flags), "train", "square", "--threads", "1")...)
		trainTo(t, with(slices.Concat(long, folders[2:], flags), "train", "square"), folders[2], 20)
		do(t, 0, "train", "--resume", folders[2])
		for _, folder := range folders[1:] {
			for _, file := range []string{"model.safetensors", "checkpoint.safetensors"} {
				if !bytes.Equal(read(t, folders[0], file), read(t, folder, file)) {
					t.Errorf("%v: %s differs", flags, file)
				}
			}
		}
		if _, stderr := do(t, 2, "train", "--resume", folders[0], "--times", "logit-normal:spread=3"); !strings.Contains(stderr, "contradicts") {
			t.Errorf("%v: %s", flags, stderr)
		}
	}
}

// trainTo trains in folder until a step, as a process killed right after its checkpoint leaves it.
func trainTo(t *testing.T, args []string, folder string, step int) {
	t.Helper()
	do(t, 0, args...)
	var c runs.Config
	must.Do(runs.Folder(folder).ReadConfig(&c))
	dataset := must.Get(c.Dataset())
	trainer, model, err := c.Trainer(dataset)
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range trainer.Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Number == step {
			break
		}
	}
	f := runs.Folder(folder)
	must.Do(f.Write(trainer.WriteCheckpoint, runs.CheckpointFile))
	must.Do(f.Write(model.Write, runs.ModelFile))
	rows := bytes.SplitAfter(read(t, folder, runs.LogFile), []byte("\n"))
	write(t, f.File(runs.LogFile), string(bytes.Join(rows[:1+step], nil)))
}

// The seconds of a training that goes on are counted from where the last session ended, not from where the first one began.
func TestSecondsGoOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	trainTo(t, with(tiny, "train", "square", "--out", folder), folder, 20)
	lines := strings.Split(strings.TrimSpace(string(read(t, folder, "log.csv"))), "\n")
	for i, line := range lines[1:] {
		lines[1+i] = fmt.Sprintf("%s,%d", line[:strings.LastIndex(line, ",")], 1000+100*i)
	}
	write(t, filepath.Join(folder, "log.csv"), strings.Join(lines, "\n")+"\n")
	do(t, 0, "train", "--resume", folder)
	rows := readRows(t, folder, "log.csv")
	if len(rows) != 40 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows[20:] {
		if seconds := row[len(row)-1]; seconds < 2900 || seconds > 2900+600 {
			t.Errorf("step %d after %v seconds, where step 20 was after 2900", 21+i, seconds)
		}
	}
}

// The speed of a training is that of the session: one that finds all steps taken has taken none, whatever earlier sessions did.
func TestSpeedIsOfTheSession(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	var trained struct {
		Steps int
		Speed float64 `json:"steps_per_second"`
	}
	for _, args := range [][]string{with(tiny, "train", "square", "--out", folder), {"train", "--resume", folder}} {
		before := trained.Steps
		out, _ := do(t, 0, append(args, "--json")...)
		must.Do(json.Unmarshal([]byte(out), &trained))
		if trained.Steps != 40 || trained.Speed > 0 != (trained.Steps > before) {
			t.Errorf("from step %d to %d at %v steps a second", before, trained.Steps, trained.Speed)
		}
	}
}
