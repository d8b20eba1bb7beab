//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/data/must"
)

// An interrupt ends the program and every process that it started.
func TestInterruptEndsTheChildren(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	python := interpreter(t, "echo $$ >>"+pids, greet, "read line", "exec sleep 1000")
	started := func() []string {
		content, _ := os.ReadFile(pids)
		return strings.Fields(string(content))
	}
	go func() {
		for len(started()) == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGINT)
	}()
	_, stderr := do(t, statusInterrupted, append(quick, "--python", python)...)
	if stderr != "bench: interrupted\n" {
		t.Errorf("printed %q", stderr)
	}
	for _, text := range started() {
		pid := must.Get(strconv.Atoi(text))
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("process %d is still there: %v", pid, err)
		}
	}
}
