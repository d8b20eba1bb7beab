package ablation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
	"ddpm/sample/audit"
)

// upTo returns the numbers 1, …, n with commas between them.
func upTo(n int) string {
	var numbers []string
	for i := range n {
		numbers = append(numbers, fmt.Sprint(i+1))
	}
	return strings.Join(numbers, ",")
}

// finish leaves all cells of a grid as if their trainings were done, with numbers that say which cell they are of.
func finish(t testing.TB, g *Grid) {
	t.Helper()
	config, _, err := runs.NewConfig(g.base.training.Settings, 1)
	if err != nil {
		t.Fatal(err)
	}
	for number := range g.Cells() {
		c := must.Get(g.cell(number))
		config.Settings, _, _ = g.completed.of(c.training.Settings, c.training.Seed)
		config.Seed = c.training.Seed
		must.Do(os.MkdirAll(string(c.Run), 0o777))
		c.SlicedW2, c.Floor, c.Outside, c.KL = float64(number), .02, new(.001), &audit.Estimate{Value: 1, SE: .1, Points: g.Effort.LikelihoodPoints}
		for name, value := range map[string]any{runs.ConfigFile: config, c.file + resultExtension: c} {
			text, err := json.Marshal(value)
			if err == nil {
				err = os.WriteFile(c.Run.File(name), text, 0o666) // without waiting for the disk
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A large grid is gathered in the order of its cells, each with its own numbers, without a picture.
func TestGatherMany(t *testing.T) {
	g := newTestGrid(t, 40, "seed="+upTo(250), "lr=0.1,0.2,0.3,0.4")
	finish(t, g)
	var text bytes.Buffer
	cells := must.Get(g.Gather(t.Context(), &terminal.Output{Out: &text, Err: io.Discard}))
	for number, c := range cells {
		if c.SlicedW2 != float64(number) || c.Values[0] != fmt.Sprint(number/4+1) || c.Failed != "" {
			t.Fatalf("cell %d is %+v", number, c)
		}
	}
	table, err := os.ReadFile(g.Folder.File(TableFile))
	if err != nil || len(cells) != 1000 || strings.Count(string(table), "\n") != 1001 {
		t.Errorf("%d cells, %d lines: %v", len(cells), strings.Count(string(table), "\n"), err)
	}
	if _, err := os.Stat(g.Folder.File(FigureFile)); err == nil || !strings.Contains(text.String(), "no room for more than 400 cells") {
		t.Error("1000 cells have a picture, or nothing is said of it")
	}
}
