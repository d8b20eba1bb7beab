package runs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var header = []string{"step", "loss"}

// A table that was closed, or torn by a kill, is opened again with its whole rows up to a step, and goes on from there.
func TestTableGoesOnAfterAStep(t *testing.T) {
	f := Folder(t.TempDir())
	table, err := f.OpenTable("log.csv", header, 0)
	if err != nil {
		t.Fatal(err)
	}
	for step := range 5 {
		if err := table.Add(float64(step+1), 1/float64(step+3)); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(f.File("log.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, torn := range []string{"", "6", "6,", "6,0.1", "6,x\n", "6,0.1,7\n"} {
		if err := os.WriteFile(f.File("log.csv"), []byte(string(whole)+torn), 0o666); err != nil {
			t.Fatal(err)
		}
		table, err := f.OpenTable("log.csv", header, 3)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]float64{1, 2, 3}, table.Column("step")); diff != "" {
			t.Errorf("after %q: %s", torn, diff)
		}
		if err := table.Add(4, .5); err != nil {
			t.Fatal(err)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
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

func TestNextFolderIsFree(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, want := range []string{filepath.Join("runs", "x"), filepath.Join("runs", "x-2"), filepath.Join("runs", "x-3")} {
		f := Next("x")
		if string(f) != want {
			t.Errorf("next folder %s, want %s", f, want)
		}
		if err := f.Create(map[string]int{"a": 1}, false); err != nil {
			t.Fatal(err)
		}
		if err := f.Create(map[string]int{"a": 1}, false); err == nil {
			t.Error("a folder that holds a run was taken")
		}
	}
}
