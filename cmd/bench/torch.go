package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"os/exec"
)

//go:embed torch_bench.py
var torchScript string

// threads are the numbers of threads of PyTorch's own loops and of OpenBLAS. Which setting is best depends on the work, since the threads
// of one slow down those of the other.
type threads struct{ torch, openBLAS int }

func (t threads) String() string { return fmt.Sprintf("%d, %d", t.torch, t.openBLAS) }

var threadSettings = []threads{{1, 1}, {1, 2}, {2, 1}, {2, 2}}

// peerCommand is a command of torch_bench.py or of the program in gomlx: to time a workload or, for a test, to predict noise.
type peerCommand struct {
	Do      string       `json:"do"`                // train, predict or, in PyTorch only, sample or product
	Points  int          `json:"points"`            // of a batch, drawn, or rows of a product
	WarmUp  float64      `json:"warm_up"`           // seconds
	Window  float64      `json:"window"`            // seconds
	Weights []float32    `json:"weights,omitempty"` // of each layer W of shape (in, out), then b
	X       [][2]float64 `json:"x,omitempty"`       // points to predict the noise at
	T       []float64    `json:"t,omitempty"`       // their noise levels
}

// peerAnswer is an answer of torch_bench.py or of the program in gomlx.
type peerAnswer struct {
	Version string    `json:"version"` // of PyTorch or GoMLX; this and Weights are in the first answer, which no command asked for
	Weights int       `json:"weights"` // of the network
	Seconds float64   `json:"seconds"` // of one run of a workload
	Noise   []float64 `json:"noise"`   // predicted, (points, 2)
}

// runTorch runs torch_bench.py in a process of its own, which ends if ctx does, and returns its first answer and that to each command. It
// fails if there is no such interpreter, or it cannot import torch.
func runTorch(ctx context.Context, python string, setting threads, commands ...peerCommand) ([]peerAnswer, error) {
	answers := make([]peerAnswer, 1+len(commands))
	return answers, ask(ctx, pythonProcess(ctx, python, torchScript, setting), commands, answers)
}

// interpreters returns the Python interpreters that may have PyTorch: the given one or, if that is "", those of the system. Where another
// Python comes first, Debian's packages are in Debian's own.
func interpreters(given string) []string {
	if given != "" {
		return []string{given}
	}
	return []string{"python3", "/usr/bin/python3"}
}

// findTorch returns the first of some interpreters that can import torch, with its first answer. If none can, the error is that of the first.
func findTorch(ctx context.Context, interpreters []string) (python string, answer peerAnswer, err error) {
	for _, python = range interpreters {
		answers, failure := runTorch(ctx, python, threadSettings[0])
		if failure == nil {
			return python, answers[0], nil
		}
		err = cmp.Or(err, failure)
	}
	return "", peerAnswer{}, err
}

// pythonProcess returns a command that runs a script with a thread setting. It ends when ctx ends.
func pythonProcess(ctx context.Context, python, script string, setting threads) *exec.Cmd {
	environment := []string{fmt.Sprint("OMP_NUM_THREADS=", setting.torch), fmt.Sprint("OPENBLAS_NUM_THREADS=", setting.openBLAS)}
	return process(ctx, environment, python, "-c", script, fmt.Sprint(setting.torch))
}

// timeTorch times workloads once with PyTorch at a thread setting.
func timeTorch(ctx context.Context, python string, setting threads, workloads []*workload, w window) error {
	return timePeer(ctx, "PyTorch", pythonProcess(ctx, python, torchScript, setting), workloads, w, func(l *workload, seconds float64) {
		l.torch[setting] = append(l.torch[setting], seconds)
	})
}

// timePeer times workloads once with the process of another program of some name. What each takes goes to add.
func timePeer(
	ctx context.Context, name string, command *exec.Cmd, workloads []*workload, w window, add func(l *workload, seconds float64),
) error {
	var commands []peerCommand
	for _, l := range workloads {
		commands = append(commands, peerCommand{Do: l.do, Points: l.points, WarmUp: w.warmUp.Seconds(), Window: w.length.Seconds()})
	}
	answers := make([]peerAnswer, 1+len(commands))
	if err := ask(ctx, command, commands, answers); err != nil {
		return err
	}
	for i, l := range workloads {
		seconds := answers[1+i].Seconds
		if !(seconds > 0) {
			return fmt.Errorf("%s took %v s to %s", name, seconds, l.do)
		}
		add(l, seconds)
	}
	return nil
}
