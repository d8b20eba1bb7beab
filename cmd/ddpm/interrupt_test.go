package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/cmd/ddpm/internal/runs"
)

// trainTo trains in folder until a step, as a process killed right after its checkpoint leaves it.
func trainTo(t *testing.T, args []string, folder string, step int) {
	t.Helper()
	do(t, 0, args...)
	var c config
	if err := runs.Folder(folder).ReadConfig(&c); err != nil {
		t.Fatal(err)
	}
	dataset, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	trainer, model, err := c.trainer(dataset)
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range trainer.Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Number == step {
			break
		}
	}
	f := runs.Folder(folder)
	if err := f.Write(trainer.WriteCheckpoint, runs.CheckpointFile); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(model.Write, runs.ModelFile); err != nil {
		t.Fatal(err)
	}
	rows := bytes.SplitAfter(read(t, folder, runs.LogFile), []byte("\n"))
	write(t, f.File(runs.LogFile), string(bytes.Join(rows[:1+step], nil)))
}

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
	_, stderr := do(t, statusInterrupted, with(tiny, "train", "--steps", "100000000", "--out", folder)...)
	if !strings.Contains(stderr, "interrupted after step") || !strings.Contains(stderr, "ddpm train --resume "+folder) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("printed %q", stderr)
	}
	if _, err := runs.Folder(folder).ReadModel(); err != nil {
		t.Error(err)
	}
	do(t, 0, "sample", folder, "-n", "10")
}
