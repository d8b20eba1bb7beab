package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/data/must"
)

// root returns a folder that has the texts, of which the first is the given one and the others are empty.
func root(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	for i, file := range texts {
		if i > 0 {
			text = ""
		}
		path := filepath.Join(folder, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// echoed is a text with two tables, each of what a shell prints. The second command reads what the first leaves.
const echoed = `Before, 1.5.

<!-- table one, 1 second, all of: echo "loss  0.25" -->
` + "```" + `
loss  0.25
` + "```" + `

<!-- table two, 2 seconds, from:
echo "KL  0.31 ± 0.01" > left
cat left
-->
| KL | 0.30 |
|---|---|

After.
`

func TestTables(t *testing.T) {
	folder := root(t, echoed)
	text, stderr := do(t, 0, "tables", "--root", folder)
	if !strings.Contains(text, "one (README.md:5): 1 numbers, 0 differences\ntwo (README.md:12): 1 numbers, 0 differences\n") ||
		!strings.HasSuffix(stderr, "2 tables with 2 numbers: all agree\n") {
		t.Errorf("printed\n%s\n%s", text, stderr)
	}
	if text, _ := do(t, 0, "tables", "--root", folder, "--list"); !strings.Contains(text, "two    2 seconds  README.md:12") {
		t.Errorf("the list is\n%s", text)
	}
	doctored := strings.Replace(strings.Replace(echoed, "loss  0.25", "loss  0.26", 2), "| 0.30 |", "| 0.40 |", 1)
	doctored = strings.Replace(doctored, "loss  0.26", "loss  0.25", 1)
	folder = root(t, doctored)
	text, stderr = do(t, statusFailed, "tables", "--root", folder)
	for _, want := range []string{"loss: 0.26 in the text, 0.25 now", "KL: 0.40 in the text, 0.31 ± 0.01 now"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if !strings.HasSuffix(stderr, "2 tables with 2 numbers: there are differences in one, two\n") {
		t.Errorf("on standard error: %s", stderr)
	}
	if text, _ := do(t, statusFailed, "tables", "one", "--root", folder); strings.Contains(text, "two") {
		t.Errorf("asked for one, measured\n%s", text)
	}
	do(t, 0, "tables", "--write", "--root", folder)
	if written, err := os.ReadFile(filepath.Join(folder, "README.md")); err != nil || string(written) != strings.Replace(echoed, "0.30", "0.31", 1) {
		t.Errorf("written is\n%s", written)
	}
	do(t, 0, "tables", "--root", folder)
	if _, stderr := do(t, statusFailed, "tables", "three", "--root", folder); !strings.Contains(stderr, "three: want tables of one, two") {
		t.Errorf("of an unknown table: %s", stderr)
	}
	text, stderr = do(t, statusFailed, "tables", "--root", root(t, strings.Replace(echoed, "echo \"loss", "echo wrong; false; echo \"loss", 1)))
	if !strings.Contains(text, "one (README.md:5): failed: the commands ended with status 1") || !strings.Contains(text, "two (README.md:12): 1 numbers, 0") ||
		!strings.Contains(stderr, "the commands of one failed") {
		t.Errorf("of a command that fails:\n%s\n%s", text, stderr)
	}
	if text, _ := do(t, 0, "tables", "--json", "--root", folder); !strings.Contains(text, `"numbers": 1`) {
		t.Errorf("JSON is %s", text)
	}
	do(t, statusBadInput, "tables", "--times", "0.5")
}

// All tables of the texts are found, and their commands are those that texts type.
func TestTablesOfTheTexts(t *testing.T) {
	c := tablesCmd{Root: "../.."}
	all, err := c.chosen()
	if err != nil || len(all) < 20 {
		t.Fatalf("%d tables: %v", len(all), err)
	}
	for _, table := range all {
		text := must.Get(os.ReadFile(filepath.Join(c.Root, table.file)))
		if r := table.Compare(string(text), "", 1); len(r.Differences) == 0 {
			t.Errorf("%s has no numbers", table.Name)
		}
		for _, line := range table.Commands {
			word, _, _ := strings.Cut(line, " ")
			if !slices.Contains([]string{"ddpm", "(head", "awk", "cut"}, word) && !strings.HasPrefix(line, "go run ./cmd/bench ") {
				t.Errorf("%s: what is %q?", table.Name, line)
			}
		}
	}
}
