package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// However short a training is, measuring its excess takes at most 5% of what the training itself takes, in evaluations of the network:
// three for each row of a step. Long ones are measured some sixty times.
func TestProbesCostLittle(t *testing.T) {
	for _, batch := range []int{1, 16, 32, 256, 4096} {
		for _, steps := range []int{1, 2, 20, 59, 61, 500, 2000, 44000, 1000000} {
			every, points := probePlan(steps, batch)
			if every < 1 || points < 0 || points > probePoints {
				t.Fatalf("%d steps of %d: %d points every %d steps", steps, batch, points, every)
			}
			times := steps / every
			if steps%every != 0 {
				times++ // at the end
			}
			cost, training := float64(times*points*probeLevels), float64(3*batch*steps)
			if cost > 0.05*training {
				t.Errorf("%d steps of %d: %v evaluations beside a training of %v", steps, batch, cost, training)
			}
			if training > 1e8 && (times < 55 || times > 61 || points != probePoints) {
				t.Errorf("%d steps of %d: measured %d times with %d points", steps, batch, times, points)
			}
			if steps >= 2000 && batch >= 32 && times < 1 {
				t.Errorf("%d steps of %d are never measured", steps, batch)
			}
		}
	}
}

// excess.csv has the rows of the plan, the last one at the last step; and what is too short to be measured has none, and is trained,
// resumed and compared all the same.
func TestShortTrainings(t *testing.T) {
	for _, c := range []struct{ steps, batch, rows int }{{20, 256, 1}, {400, 64, 1}, {2000, 64, 1}, {3000, 128, 6}, {1, 1, 0}} {
		folder := filepath.Join(t.TempDir(), "run")
		do(t, 0, "train", "square", "--steps", fmt.Sprint(c.steps), "--batch", fmt.Sprint(c.batch), "--width", "4", "--blocks", "0",
			"--timesteps", "8", "--out", folder)
		every, points := probePlan(c.steps, c.batch)
		var rows [][]float64
		if _, err := os.Stat(filepath.Join(folder, "excess.csv")); c.rows > 0 || err == nil {
			rows = readRows(t, folder, "excess.csv")
		}
		want := 0
		if points > 0 {
			want = (c.steps + every - 1) / every
		}
		if len(rows) != want || want != c.rows {
			t.Errorf("%d steps of %d: %d rows, the plan has %d, want %d", c.steps, c.batch, len(rows), want, c.rows)
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
