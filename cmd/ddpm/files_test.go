package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
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
