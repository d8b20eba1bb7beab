package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
)

// A long training on 40 rows without noise learns them by heart, and the comparison says so, in numbers and in words. A training with the
// noise on the points that is chosen by default does not. Of rows that are all repeated nothing is said, but why. That fresh points look
// like copies has a probability of 1%, and the seed is fixed.
func TestMemorisationIsSaid(t *testing.T) {
	slowtest.Skip(t)
	dir := t.TempDir()
	rows, repeated := filepath.Join(dir, "rows.csv"), filepath.Join(dir, "repeated.csv")
	do(t, 0, "data", "draw", "moons", "-n", "80", "-o", rows)
	header, body, _ := strings.Cut(string(read(t, rows)), "\n")
	some := strings.Join(strings.SplitAfter(body, "\n")[:20], "")
	write(t, repeated, header+"\n"+strings.Repeat(some, 20))
	small := []string{"--batch", "128", "--blocks", "2", "--timesteps", "50", "--holdout", "0.5", "--keep", "last", "--target", "mean"}
	for _, test := range []struct {
		name, file, steps, blur, words string
	}{
		{"by heart", rows, "2500", "0", "learned by heart to that extent"},
		{"with noise", rows, "600", "auto", "no sign that these were learned by heart"},
		{"repeated", repeated, "40", "auto", "repeat rows that were trained on"},
	} {
		folder := filepath.Join(dir, test.name)
		do(t, 0, with(small, "train", test.file, "--steps", test.steps, "--blur", test.blur, "--out", folder)...)
		text, _ := do(t, 0, "compare", folder, "-n", "500")
		if !strings.Contains(text, test.words) {
			t.Errorf("%s: %q is not in\n%s", test.name, test.words, text)
		}
		if report := string(read(t, folder, "report.html")); !strings.Contains(report, test.words) {
			t.Errorf("%s: the report does not say %q", test.name, test.words)
		}
		var found evaluate.Findings
		must.Do(json.Unmarshal(read(t, folder, "compare.json"), &found))
		m := found.Metric("memorisation")
		if said := found.Absent["memorisation"] != ""; (m != nil) == said || said != (test.name == "repeated") {
			t.Errorf("%s: measured %+v, and said why not: %v", test.name, m, said)
		}
		if heart := m != nil && *m.P < .01 && m.Value > .7; heart != (test.name == "by heart") {
			t.Errorf("%s: memorisation %+v", test.name, m)
		}
	}
}
