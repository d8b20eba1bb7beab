//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

// Of data that came through a pipe or from standard input a run needs a file later. It says so, and does not wait for the pipe.
func TestDataThatCannotBeReadAgain(t *testing.T) {
	dir := t.TempDir()
	points, pipe := columnsOf(t, dir), filepath.Join(dir, "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	for _, args := range [][]string{{"play", pipe, "--no-open"}, {"ablate", pipe, "--vary", "lr=1,2"}, {"ablate", "-", "--vary", "lr=1,2"}} {
		if _, stderr := do(t, 2, args...); !strings.Contains(stderr, "can be read once") {
			t.Errorf("%q: %s", args, stderr)
		}
	}
	content := read(t, points)
	go os.WriteFile(pipe, content, 0o600) // which waits until the pipe is read
	do(t, 0, with(tiny, "train", pipe, "--out", filepath.Join(dir, "of a pipe"))...)
	file, err := os.Open(points)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	before := os.Stdin
	os.Stdin = file
	defer func() { os.Stdin = before }()
	do(t, 0, with(tiny, "train", "-", "--out", filepath.Join(dir, "of input"))...)
	for folder, want := range map[string]string{"of a pipe": "is no file that can be read again", "of input": "came from standard input"} {
		folder = filepath.Join(dir, folder)
		for _, args := range [][]string{{"compare", folder}, {"train", "--resume", folder, "--steps", "50"}} {
			if out, stderr := do(t, 2, args...); out != "" || !strings.Contains(stderr, want) || !strings.Contains(stderr, "--data PATH") {
				t.Errorf("%q: %s%s", args, out, stderr)
			}
		}
		if config, err := runs.Folder(folder).Config(); err != nil || config.Steps != 40 {
			t.Errorf("%s became longer without its data: %d steps, %v", folder, config.Steps, err)
		}
		do(t, 0, "compare", folder, "-n", "20", "--data", points)
	}
}

// An archive that has moved is the same file, but a run goes on with the same array of it.
func TestArchivesMove(t *testing.T) {
	dir := t.TempDir()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for i, name := range []string{"a/b.npy", "c.npy"} {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		array := data.NewNPYWriter(w, 20)
		for k := range 20 {
			if err := array.Write([]data.Point{{float64(k + i), float64(k * k % 7)}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := array.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	old, moved := write(t, filepath.Join(dir, "old.npz"), content.String()), filepath.Join(dir, "moved.npz")
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", old+":a/b", "--out", folder)...)
	if err := os.Rename(old, moved); err != nil {
		t.Fatal(err)
	}
	if _, stderr := do(t, 2, "compare", folder, "--data", moved+":c"); !strings.Contains(stderr, "is of the array a/b") {
		t.Errorf("another array: %s", stderr)
	}
	for _, path := range []string{moved, moved + ":a/b"} {
		do(t, 0, "train", "--resume", folder, "--data", path)
		if config, err := runs.Folder(folder).Config(); err != nil || config.Data != moved+":a/b" {
			t.Errorf("--data %s: %s, %v", path, config.Data, err)
		}
	}
}

// What a run has learned, and what it needs, is not written over, nor deleted with an old run.
func TestDataIsNotWrittenOver(t *testing.T) {
	dir := t.TempDir()
	points, folder := columnsOf(t, dir), filepath.Join(dir, "run")
	content := read(t, points)
	do(t, 0, with(tiny, "train", points, "--out", folder)...)
	log := read(t, folder, "log.csv")
	link := filepath.Join(dir, "link.csv")
	if err := os.Link(points, link); err != nil {
		t.Skip(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-o", points}, "--out " + points + " is the data of the run"}, {[]string{"-o", link}, "is the data of the run"},
		{[]string{"-o", filepath.Join(folder, "log.csv")}, "is a file of the run"},
		{[]string{"-o", "-", "--gif", filepath.Join(folder, "reverse.gif")}, ""},
		{[]string{"-o", filepath.Join(dir, "a.npy"), "--trajectory", filepath.Join(dir, ".", "a.npy")}, "--out and --trajectory are the same file"},
		{[]string{"-o", filepath.Join(folder, "samples.csv")}, ""}, {[]string{"-o", filepath.Join(dir, "new.csv")}, ""}, {nil, ""},
	} {
		status := 0
		if test.want != "" {
			status = 2
		}
		if _, stderr := do(t, status, append([]string{"sample", folder, "-n", "5"}, test.args...)...); !strings.Contains(stderr, test.want) {
			t.Errorf("%q: %s", test.args, stderr)
		}
	}
	samples := filepath.Join(folder, "samples.csv")
	of := read(t, samples)
	if _, stderr := do(t, 2, with(tiny, "train", samples, "--out", folder, "--overwrite")...); !strings.Contains(stderr, "--overwrite deletes it") {
		t.Errorf("the data is in the run that is overwritten: %s", stderr)
	}
	if !bytes.Equal(read(t, points), content) || !bytes.Equal(read(t, folder, "log.csv"), log) || !bytes.Equal(read(t, samples), of) {
		t.Error("a file is another one")
	}
	do(t, 0, with(tiny, "train", points, "--out", folder, "--overwrite")...)
}
