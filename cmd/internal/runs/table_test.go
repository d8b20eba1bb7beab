package runs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
)

var header = []string{"step", "loss"}

// A table that was closed, or torn by a kill, is opened again with its whole rows up to a step, and goes on from there.
func TestTableGoesOnAfterAStep(t *testing.T) {
	f := Folder(t.TempDir())
	table := must.Get(f.OpenTable("log.csv", header, 0))
	for step := range 5 {
		must.Do(table.Add(float64(step+1), 1/float64(step+3)))
	}
	must.Do(table.Close())
	whole := must.Get(os.ReadFile(f.File("log.csv")))
	for _, torn := range []string{"", "6", "6,", "6,0.1", "6,x\n", "6,0.1,7\n"} {
		must.Do(os.WriteFile(f.File("log.csv"), []byte(string(whole)+torn), 0o666))
		table := must.Get(f.OpenTable("log.csv", header, 3))
		if diff := cmp.Diff([]float64{1, 2, 3}, table.Column("step")); diff != "" {
			t.Errorf("after %q: %s", torn, diff)
		}
		must.Do(table.Add(4, .5))
		must.Do(table.Close())
		got, err := os.ReadFile(f.File("log.csv"))
		if want := "step,loss\n1,0.333333\n2,0.25\n3,0.2\n4,0.5\n"; err != nil || string(got) != want {
			t.Errorf("after %q the file is %q, want %q", torn, got, want)
		}
	}
}

func TestStepsAreWrittenWhole(t *testing.T) {
	if got := line([]float64{12345678, .5}); got != "12345678,0.5\n" {
		t.Errorf("wrote %q", got)
	}
}

// A run has the name of its file, and never one that leads out of the folder of runs.
func TestNamesOfRuns(t *testing.T) {
	for file, want := range map[string]string{
		"moons": "moons", "-": "stdin", "a/b.csv": "b", "a/b c.csv.gz": "b c", "b.npz:array": "b", ".csv": "points", "...csv": "points", ".b.csv": ".b",
	} {
		if got := NameFor(file); got != want {
			t.Errorf("the run on %s is called %q, want %q", file, got, want)
		}
	}
}

func TestNextFolderIsFree(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, want := range []string{filepath.Join("runs", "x"), filepath.Join("runs", "x-2"), filepath.Join("runs", "x-3")} {
		f := Next("x")
		if string(f) != want {
			t.Errorf("next folder %s, want %s", f, want)
		}
		must.Do(f.Create(map[string]int{"a": 1}, false))
		if err := f.Create(map[string]int{"a": 1}, false); err == nil {
			t.Error("a folder that holds a run was taken")
		}
	}
}
