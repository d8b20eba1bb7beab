package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
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

// The final loss is the mean over the last tenth of the log: the training ends far below where it begins.
func TestFinalLoss(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	out, _ := do(t, 0, "train", "square", "--steps", "300", "--batch", "64", "--width", "8", "--blocks", "1", "--timesteps", "8", "--lr", "0.01", "--out", folder, "--json")
	var trained struct{ Loss float64 }
	if err := json.Unmarshal([]byte(out), &trained); err != nil {
		t.Fatal(err)
	}
	rows := readRows(t, folder, "log.csv")
	last, first := 0.0, 0.0
	for i := range 30 {
		last += rows[len(rows)-1-i][1] / 30
		first += rows[i][1] / 30
	}
	if len(rows) != 300 || math.Abs(trained.Loss-last) > 1e-5 || last > first-2e-3 {
		t.Errorf("final loss %v, the last 30 of %d steps have %v, the first %v", trained.Loss, len(rows), last, first)
	}
}
