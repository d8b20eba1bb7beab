//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/runs"
)

// An interrupt saves, says how to go on, and what it says works, also in a folder whose name a shell would divide.
func TestInterruptSavesAndSaysHowToGoOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "my run")
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
	hint := "ddpm run --resume '" + folder + "' --sampler=ddim --eta=0.25"
	if !strings.Contains(stderr, "interrupted after step") || !strings.Contains(stderr, hint) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("printed %q", stderr)
	}
	if _, err := runs.Folder(folder).ReadModel(); err != nil {
		t.Error(err)
	}
	do(t, 0, "sample", folder, "-n", "10")
}

// An interrupt is one wherever it comes, also while a file is read, and data draw stops at it without a trace.
func TestInterruptOfFiles(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	points := filepath.Join(dir, "points.csv")
	a := &app{Seed: 1, out: &terminal.Output{Out: io.Discard, Err: io.Discard}}
	drawn := (&dataDrawCmd{Data: "moons", Count: 1000, Out: points}).Run(ctx, a)
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("data draw left %v, %v", files, err)
	}
	do(t, 0, "data", "draw", "moons", "-n", "50", "-o", points)
	compared := (&compareCmd{Subjects: []string{points, "moons"}, Sampling: runs.Sampling{Count: 50}}).Run(ctx, a)
	for name, err := range map[string]error{"data draw": drawn, "compare": compared} {
		var stderr bytes.Buffer
		if err == nil || fail(&stderr, err) != statusInterrupted || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%s: %v, printed %q", name, err, &stderr)
		}
	}
}

// The playground prints its address, alone on a line of standard output, answers there, and ends at an interrupt, without a trace in its
// temporary folder.
func TestPlaygroundEndsAtAnInterrupt(t *testing.T) {
	scratch := t.TempDir()
	command, stderr := process(t, "play", "moons", "--no-open", "--out", filepath.Join(scratch, "runs"))
	command.Env = append(command.Env, "TMPDIR="+scratch)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, command)
	lines := bufio.NewReader(out)
	address, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Jar: jar}).Get(strings.TrimSuffix(address, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(page), play.EngineMeta) {
		t.Errorf("%s at %s: %v", response.Status, address, err)
	}
	response.Body.Close()
	if err := command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("also on standard output: %q, %v", rest, err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("%v: %s", err, stderr)
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
