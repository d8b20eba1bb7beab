//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/cmd/internal/runs"
)

// An interrupt saves, says how to go on, and what it says works.
func TestInterruptSavesAndSaysHowToGoOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	go func() {
		for {
			if _, err := os.Stat(filepath.Join(folder, runs.LogFile)); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGINT)
	}()
	_, stderr := do(t, statusInterrupted, with(tiny, "run", "--steps", "100000000", "--sampler", "ddim", "--eta", "0.25", "--out", folder)...)
	hint := "ddpm run --resume " + folder + " --sampler=ddim --eta=0.25"
	if !strings.Contains(stderr, "interrupted after step") || !strings.Contains(stderr, hint) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("printed %q", stderr)
	}
	if _, err := runs.Folder(folder).ReadModel(); err != nil {
		t.Error(err)
	}
	do(t, 0, "sample", folder, "-n", "10")
}
