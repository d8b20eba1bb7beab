//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// process returns the command line as a process that is still to be started, and what it will print on standard error.
func process(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	stderr := new(bytes.Buffer)
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), commandVariable+"=1")
	command.Stderr = stderr
	return command, stderr
}

// start starts a process, or skips the test where that can't be done.
func start(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if err := command.Start(); errors.Is(err, syscall.ENOEXEC) {
		t.Skip("this test runs in an emulator, which starts no programs of its own kind")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill() })
}

// waitFor waits until there is a file.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for range 6000 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("there is no %s yet", path)
}

// checkpointed makes a training that saves often for its length.
var checkpointed = []string{"--steps", "4000", "--batch", "16", "--width", "8", "--blocks", "1", "--timesteps", "8"}

// A training that is killed again and again, whenever it may be, leaves each time what can be gone on with, and ends with the
// bytes of one that never was. DDPM_KILLS says how many kills there are at least.
func TestKills(t *testing.T) {
	kills := 6
	if text := os.Getenv("DDPM_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	command, stderr := process(t, with(checkpointed, "train", "moons", "-q", "--out", whole)...)
	began := time.Now()
	start(t, command)
	if err := command.Wait(); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	longest := time.Since(began)
	random := rand.New(rand.NewPCG(1, 2))
	for killed, attempt := 0, 0; killed < kills; attempt++ {
		folder := runs.Folder(filepath.Join(dir, fmt.Sprint(attempt)))
		for finished := false; !finished; {
			args := with(checkpointed, "train", "moons", "-q", "--out", string(folder))
			if folder.HoldsRun() {
				args = []string{"train", "-q", "--resume", string(folder)}
			}
			command, stderr := process(t, args...)
			start(t, command)
			timer := time.AfterFunc(time.Duration(random.Float64()*float64(longest)), func() { command.Process.Kill() })
			err := command.Wait()
			timer.Stop()
			status := command.ProcessState.Sys().(syscall.WaitStatus)
			switch {
			case err == nil:
				finished = true
			case status.Signaled() && status.Signal() == syscall.SIGKILL:
				killed++
			default:
				t.Fatalf("%v: %s", err, stderr)
			}
			if _, err := folder.ReadModel(); err != nil && !strings.Contains(err.Error(), "no trained model") {
				t.Fatalf("after %d kills: %v", killed, err)
			}
		}
		for _, name := range []string{runs.ModelFile, runs.CheckpointFile} {
			if !bytes.Equal(read(t, whole, name), read(t, string(folder), name)) {
				t.Errorf("after %d kills %s is not that of a training never killed", killed, name)
			}
		}
		if torn, _ := filepath.Glob(folder.File(".*.tmp")); torn != nil {
			t.Errorf("temporary files are left: %v", torn)
		}
	}
}

// SIGINT and SIGTERM both save, say how to go on, and end with the status of an interrupt.
func TestSignalsSave(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		folder := runs.Folder(filepath.Join(t.TempDir(), "run"))
		command, stderr := process(t, with(tiny, "train", "-q", "--steps", "100000000", "--out", string(folder))...)
		start(t, command)
		waitFor(t, folder.File(runs.LogFile))
		command.Process.Signal(signal)
		command.Wait()
		if code := command.ProcessState.ExitCode(); code != statusInterrupted || strings.Count(stderr.String(), "\n") != 1 ||
			!strings.Contains(stderr.String(), "ddpm train --resume "+string(folder)) {
			t.Errorf("%v: status %d, printed %q", signal, code, stderr)
		}
		if _, err := folder.ReadModel(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}

// What does not heed a first signal, as it can't get rid of what it wrote, is ended by a second.
func TestSecondSignalEnds(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "--out", folder)...)
	command, _ := process(t, "sample", folder, "-n", "1000000", "-o", "-")
	out := must.Get(command.StdoutPipe())
	start(t, command)
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { _, err := command.Process.Wait(); ended <- err }()
	for range 1000 {
		command.Process.Signal(syscall.SIGINT)
		select {
		case <-ended:
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Error("the process goes on")
}

// A reader may take only the first lines: the command then stops and prints no error.
func TestSampleIntoHead(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "--out", folder)...)
	command, stderr := process(t, "sample", folder, "-n", "1000000", "-o", "-")
	out := must.Get(command.StdoutPipe())
	start(t, command)
	if _, err := io.ReadFull(out, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	out.Close()
	command.Wait()
	status := command.ProcessState.Sys().(syscall.WaitStatus)
	if quiet := status.Signaled() && status.Signal() == syscall.SIGPIPE || status.ExitStatus() == 0; !quiet || stderr.Len() > 0 {
		t.Errorf("%v, printed %q", command.ProcessState, stderr)
	}
}

// A folder that is taken away while a training goes on is missed in one line, and half a run does not appear in its place.
func TestFolderTakenAway(t *testing.T) {
	folder := runs.Folder(filepath.Join(t.TempDir(), "run"))
	command, stderr := process(t, with(checkpointed, "train", "-q", "--steps", "100000000", "--out", string(folder))...)
	start(t, command)
	waitFor(t, folder.File(runs.LogFile))
	must.Do(os.Rename(string(folder), string(folder)+"-moved"))
	command.Wait()
	if code := command.ProcessState.ExitCode(); code != statusFailed || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("status %d, printed %q", code, stderr)
	}
	if _, err := os.Stat(string(folder)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there again: %v", err)
	}
}

// disk mounts a small disk, or skips the test where that is not allowed, and returns what mounts it again with other options.
func disk(t *testing.T, size string) (folder string, remount func(options string)) {
	t.Helper()
	folder = t.TempDir()
	mount := func(options string) error {
		return exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder).Run()
	}
	if err := mount("size=" + size); err != nil {
		t.Skip("no disk can be mounted here, which takes Linux and root")
	}
	t.Cleanup(func() { exec.Command("umount", folder).Run() })
	return folder, func(options string) {
		must.Do(mount("remount," + options))
	}
}

// What does not fit, may not be written or is cut off at a limit fails in one line, which says so once, and what was there before stays whole.
func TestDisks(t *testing.T) {
	for _, c := range []struct {
		name, want string
		spoil      func(t *testing.T, folder string, remount func(string))
		limit      string // of a file's size, as the shell has it
	}{
		{"full", "no space left", func(t *testing.T, folder string, _ func(string)) {
			filler := must.Get(os.Create(filepath.Join(folder, "filler")))
			defer filler.Close()
			for {
				if _, err := filler.Write(make([]byte, 512)); err != nil {
					return
				}
			}
		}, "unlimited"},
		{"read-only", "read-only file system", func(_ *testing.T, _ string, remount func(string)) { remount("ro") }, "unlimited"},
		{"limit", "file too large", func(*testing.T, string, func(string)) {}, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, remount := disk(t, "2m")
			run := filepath.Join(dir, "run")
			first, _ := process(t, with(checkpointed, "train", "moons", "-q", "--steps", "100000000", "--out", run)...)
			start(t, first)
			waitFor(t, filepath.Join(run, runs.CheckpointFile))
			first.Process.Signal(syscall.SIGTERM)
			first.Wait()
			before := make(map[string][]byte)
			for _, name := range []string{runs.ConfigFile, runs.ModelFile, runs.CheckpointFile} {
				before[name] = read(t, run, name)
			}
			c.spoil(t, dir, remount)
			for _, args := range [][]string{
				{"train", "-q", "--resume", run},
				{"sample", "-q", run, "-n", "100000", "-o", filepath.Join(run, "points.npy")},
				{"compare", "-q", run, "-n", "200"},
			} {
				command, stderr := process(t)
				command.Env = append(command.Env, commandVariable+"="+smallCommand)
				command.Path, command.Args = "/bin/sh", append([]string{"sh", "-c", "ulimit -f " + c.limit + `; exec "$@"`, "sh", os.Args[0]}, args...)
				start(t, command)
				command.Wait()
				if code := command.ProcessState.ExitCode(); code != statusFailed || strings.Count(stderr.String(), "\n") != 1 ||
					strings.Count(stderr.String(), c.want) != 1 {
					t.Errorf("%v: status %d, printed %q", args, code, stderr)
				}
			}
			for name, content := range before {
				if !bytes.Equal(read(t, run, name), content) {
					t.Errorf("%s is not what it was", name)
				}
			}
		})
	}
}
