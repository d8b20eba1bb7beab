package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Runs stand side by side: what one of them lacks is a dash, what all lack has no row, and a star is for what chance does not explain.
func TestRunsSideBySide(t *testing.T) {
	run := t.TempDir()
	points := filepath.Join(t.TempDir(), "points.json")
	for file, text := range map[string]string{
		filepath.Join(run, "compare.json"): `{"metrics": [{"name": "outside", "value": 0.0012, "floor": 0.001, "p": 0.3}], "kl": {"value": 0.0029, "se": 0.0008},
			"budget": {"total": 0.0703, "start": 4e-9, "discretisation": 0.0678, "network": 0.0025}}`,
		points: `{"metrics": [{"name": "outside", "value": 0.0201, "p": 0.0001}]}`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := do(t, 0, "runs", "T = 400="+run, "blurred="+points)
	var rows []string
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	for _, want := range []string{
		"side by side T = 400 blurred floor", "outside 0.0012 0.0201 * 0.001", "KL, nats 0.0029 ± 0.0008 – –", "start, nats 4e-09 – –", "network, nats 0.0025 – –",
	} {
		if !strings.Contains(strings.Join(rows, "\n")+"\n", want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if len(rows) != 7 {
		t.Errorf("%d rows, want 7:\n%s", len(rows), text)
	}
	do(t, statusFailed, "runs", "nowhere="+filepath.Join(run, "nothing"))
	do(t, statusFailed, "runs", run)
}
