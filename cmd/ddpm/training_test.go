package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/data/must"
)

// excess.csv has as many rows as the training can afford, the last one at the last step; and what is too short to be measured has none, and is trained,
// resumed and compared all the same.
func TestShortTrainings(t *testing.T) {
	for _, c := range []struct{ steps, batch, rows int }{{20, 256, 1}, {400, 64, 1}, {2000, 64, 1}, {3000, 128, 6}, {1, 1, 0}} {
		folder := filepath.Join(t.TempDir(), "run")
		do(t, 0, "train", "square", "--steps", fmt.Sprint(c.steps), "--batch", fmt.Sprint(c.batch), "--width", "4", "--blocks", "0",
			"--timesteps", "8", "--out", folder)
		var rows [][]float64
		if _, err := os.Stat(filepath.Join(folder, "excess.csv")); c.rows > 0 || err == nil {
			rows = readRows(t, folder, "excess.csv")
		}
		if len(rows) != c.rows {
			t.Errorf("%d steps of %d: %d rows, want %d", c.steps, c.batch, len(rows), c.rows)
		}
		if len(rows) > 0 && rows[len(rows)-1][0] != float64(c.steps) {
			t.Errorf("the last row is of step %v", rows[len(rows)-1][0])
		}
		do(t, 0, "compare", folder, "-n", "50")
	}
}

// However many rows the log has, the final loss is the mean over its last tenth, and over no less than the last row.
func TestFinalLoss(t *testing.T) {
	for steps, last := range map[int]int{1: 1, 7: 1, 10: 1, 11: 2, 25: 3, 300: 30} {
		folder := filepath.Join(t.TempDir(), "run")
		out, _ := do(t, 0, "train", "square", "--steps", fmt.Sprint(steps), "--batch", "8", "--width", "4", "--blocks", "0", "--timesteps", "8",
			"--out", folder, "--json")
		var trained struct{ Loss float64 }
		must.Do(json.Unmarshal([]byte(out), &trained))
		rows := readRows(t, folder, "log.csv")
		mean := 0.0
		for _, row := range rows[len(rows)-last:] {
			mean += row[1] / float64(last)
		}
		if len(rows) != steps || math.Abs(trained.Loss-mean) > 1e-5 {
			t.Errorf("%d steps, %d rows: final loss %v, the last %d have %v", steps, len(rows), trained.Loss, last, mean)
		}
	}
}

// The line in the picture of the loss is the irreducible loss of excess.csv, and its curves are those of log.csv: drawn from the
// tables by the names of their columns, the picture is the same.
func TestLossPictureIsOfTheTables(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "eightgaussians", "--steps", "400", "--out", folder)...)
	do(t, 0, "compare", folder, "-n", "50")
	named := func(file, column string) (values []float64) {
		header, _, _ := strings.Cut(string(read(t, folder, file)), "\n")
		i := slices.Index(strings.Split(header, ","), column)
		for _, row := range readRows(t, folder, file) {
			values = append(values, row[i])
		}
		return values
	}
	var loss, progress bytes.Buffer
	history := figure.History{
		Step: named("log.csv", "step"), Loss: named("log.csv", "loss"), Rate: named("log.csv", "lr"), Irreducible: named("excess.csv", "irreducible")[0],
		TargetLoss: named("log.csv", "target_loss"),
	}
	must.Do(errors.Join(
		figure.Loss(history).Write(&loss, smallEffort.evaluate.Pixels),
		figure.Progress(named("excess.csv", "step"), named("excess.csv", "excess")).Write(&progress, smallEffort.evaluate.Pixels),
	))
	if !bytes.Equal(loss.Bytes(), read(t, folder, "figures", "loss.png")) {
		t.Error("loss.png shows other numbers than log.csv and excess.csv have")
	}
	if !bytes.Equal(progress.Bytes(), read(t, folder, "figures", "progress.png")) {
		t.Error("progress.png shows other numbers than excess.csv has")
	}
}

// With held-out rows the picture has the curve of heldout.csv, and the report the line of what is kept, which is printed too.
func TestHeldOutLossIsShown(t *testing.T) {
	folder, file := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "points.csv")
	do(t, 0, "data", "draw", "moons", "-n", "200", "-o", file)
	out, _ := do(t, 0, with(tiny, "train", file, "--steps", "400", "--batch", "256", "--out", folder)...)
	do(t, 0, "compare", folder, "-n", "50")
	log, held := readRows(t, folder, "log.csv"), readRows(t, folder, "heldout.csv")
	var h figure.History
	for _, row := range log {
		h.Step, h.Loss, h.Rate = append(h.Step, row[0]), append(h.Loss, row[1]), append(h.Rate, row[2])
	}
	for _, row := range held {
		h.HeldOutStep, h.HeldOut, h.Kept = append(h.HeldOutStep, row[0]), append(h.HeldOut, row[1]), row[5]
	}
	var picture bytes.Buffer
	must.Do(figure.Loss(h).Write(&picture, smallEffort.evaluate.Pixels))
	if len(held) == 0 || !bytes.Equal(picture.Bytes(), read(t, folder, "figures", "loss.png")) {
		t.Errorf("loss.png shows other numbers than log.csv and the %d rows of heldout.csv have", len(held))
	}
	_, line, _ := strings.Cut(out, "kept: ")
	line, _, _ = strings.Cut(line, "\n")
	if line == "" || !bytes.Contains(read(t, folder, "report.html"), []byte("What is kept is "+line)) {
		t.Errorf("the report does not say what the training printed: %q", line)
	}
}
