package main

import (
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// While one command writes into a run's folder, no other does; what only reads goes on.
func TestTwoAtOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "--out", folder)...)
	lock := must.Get(runs.Folder(folder).Lock())
	for _, command := range []string{
		"train --resume " + folder, "run --resume " + folder, "train --overwrite --out " + folder, "compare -n 100 " + folder,
	} {
		if _, stderr := do(t, statusFailed, strings.Fields(command)...); !strings.Contains(stderr, "another ddpm is writing into "+folder) {
			t.Errorf("%s: %s", command, stderr)
		}
	}
	do(t, 0, "sample", folder, "-n", "10")
	do(t, 0, "compare", folder, "-n", "100", "--out", filepath.Join(t.TempDir(), "elsewhere"))
	lock.Release()
	do(t, 0, "train", "--resume", folder)
}
