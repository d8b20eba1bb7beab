package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ddpm/model"
)

// interpreter writes a shell script in place of a Python interpreter.
func interpreter(t *testing.T, lines ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "python")
	script := "#!/bin/sh\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(path, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	greet = `echo '{"version": "9.9", "weights": 99074}'`
	// answerByThreads takes as many seconds as there are threads of OpenBLAS, times ten for each of torch.
	answerByThreads = `while read line; do echo "{\"seconds\": $OMP_NUM_THREADS$OPENBLAS_NUM_THREADS}"; done`
)

// Every process has its own thread setting.
func TestTorchProcessesHaveTheirThreads(t *testing.T) {
	processes, err := startTorch(t.Context(), interpreter(t, greet, answerByThreads))
	if err != nil {
		t.Fatal(err)
	}
	defer closeTorch(processes)
	workload := workload{torch: make(map[threads][]float64)}
	for i, p := range processes {
		if p.threads != threadSettings[i] || p.Version != "9.9" || p.Weights != 99074 {
			t.Errorf("process %d: threads %v, version %q, %d weights", i, p.threads, p.Version, p.Weights)
		}
		got, err := p.time(t.Context(), training, 32, window{time.Millisecond, time.Millisecond})
		if want := float64(10*p.threads.torch + p.openBLAS); err != nil || got != want {
			t.Errorf("process %d: %v s, %v, want %v", i, got, err, want)
		}
		workload.torch[p.threads] = []float64{got}
	}
	if seconds, at, ok := workload.bestTorch(); seconds != 11 || at != (threads{1, 1}) || !ok {
		t.Errorf("the best is %v at %v, %v: want 11 at 1, 1", seconds, at, ok)
	}
}

func TestTorchFailuresSayWhy(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"no torch", []string{"echo Traceback >&2", "echo 'ModuleNotFoundError: no torch' >&2", "exit 1"}, "ModuleNotFoundError: no torch"},
		{"silent end", []string{"exit 3"}, "exit status 3"},
		{"nonsense for a greeting", []string{"echo hello", "cat >/dev/null"}, `answered "hello\n"`},
		{"no time", []string{greet, `read line; echo '{"seconds": 0}'`}, "took 0 s"},
		{"nonsense for an answer", []string{greet, `read line; echo what`}, `answered "what\n"`},
		{"death at work", []string{greet, "read line; echo 'out of memory' >&2"}, "out of memory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			processes, err := startTorch(t.Context(), interpreter(t, c.lines...))
			if err == nil {
				defer closeTorch(processes)
				_, err = processes[0].time(t.Context(), training, 32, window{time.Millisecond, time.Millisecond})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// Both programs do the same work if they predict the same noise with the same weights. And the script times every task.
func TestTorchScript(t *testing.T) {
	processes := realTorch(t)
	defer closeTorch(processes)
	t.Run("same network", func(t *testing.T) { predictsTheSame(t, processes[0]) })
	for _, do := range []string{training, sampling, "product"} {
		t.Run(do, func(t *testing.T) {
			if _, err := processes[0].time(t.Context(), do, 64, window{time.Millisecond, time.Millisecond}); err != nil {
				t.Error(err)
			}
		})
	}
}

// realTorch starts PyTorch in the first interpreter that has it.
func realTorch(t *testing.T) []*torchProcess {
	t.Helper()
	var errs []string
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		processes, err := startTorch(t.Context(), python)
		if err == nil {
			return processes
		}
		errs = append(errs, fmt.Sprintf("%s: %v", python, err))
	}
	t.Skipf("needs PyTorch (on Debian, python3-torch): %s", strings.Join(errs, "; "))
	return nil
}

func predictsTheSame(t *testing.T, process *torchProcess) {
	network, err := model.NewNetwork(tinyDiffusion)
	if err != nil {
		t.Fatal(err)
	}
	if process.Weights != len(network.Weights) {
		t.Fatalf("PyTorch's network has %d weights, ours %d", process.Weights, len(network.Weights))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range network.Weights {
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	const rows, level = 32, 7
	points := make([][2]float64, rows)
	command := struct {
		Do      string       `json:"do"`
		Weights []float32    `json:"weights"`
		X       [][2]float64 `json:"x"`
		T       []float64    `json:"t"`
	}{"predict", network.Weights, points, nil}
	for i := range points {
		points[i] = [2]float64{float64(float32(rng.NormFloat64())), float64(float32(rng.NormFloat64()))}
		command.T = append(command.T, level)
	}
	var theirs struct{ Noise []float64 }
	if err := process.call(t.Context(), command, &theirs); err != nil {
		t.Fatal(err)
	}
	if len(theirs.Noise) != 2*rows {
		t.Fatalf("%d numbers for %d points", len(theirs.Noise), rows)
	}
	ours := make([][2]float64, rows)
	network.PredictNoise(ours, points, level)
	for i, p := range ours {
		for axis, v := range p {
			if want := theirs.Noise[2*i+axis]; math.Abs(v-want) > 1e-4 || math.IsNaN(want) {
				t.Errorf("point %d: ours %v, PyTorch's %v", i, v, want)
			}
		}
	}
}
