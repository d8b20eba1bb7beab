package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

//go:embed torch_bench.py
var torchScript string

// threads are the numbers of threads of PyTorch's own loops and of OpenBLAS. Which setting is best depends on the work, since the threads
// of one slow down those of the other.
type threads struct{ torch, openBLAS int }

func (t threads) String() string { return fmt.Sprintf("%d, %d", t.torch, t.openBLAS) }

var threadSettings = []threads{{1, 1}, {1, 2}, {2, 1}, {2, 2}}

// torchProcess is a Python process that runs torch_bench.py. It works only between a command and its answer.
type torchProcess struct {
	threads
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	errors  bytes.Buffer // what it printed on standard error

	Version string `json:"version"`
	Weights int    `json:"weights"`
}

// startTorch starts a process for every thread setting, and returns when all are ready for commands. They end when ctx ends. startTorch
// fails if there is no such interpreter, or it cannot import torch.
func startTorch(ctx context.Context, python string) (processes []*torchProcess, err error) {
	for _, setting := range threadSettings {
		p := &torchProcess{threads: setting}
		if err = p.start(ctx, python); err != nil {
			break
		}
		processes = append(processes, p)
	}
	for _, p := range processes {
		if err == nil {
			err = p.receive(ctx, p)
		}
	}
	if err != nil {
		closeTorch(processes)
		return nil, err
	}
	return processes, nil
}

// start starts the process.
func (p *torchProcess) start(ctx context.Context, python string) (err error) {
	p.command = exec.CommandContext(ctx, python, "-c", torchScript, fmt.Sprint(p.torch))
	p.command.Env = append(os.Environ(), fmt.Sprint("OMP_NUM_THREADS=", p.torch), fmt.Sprint("OPENBLAS_NUM_THREADS=", p.openBLAS))
	p.command.Stderr = &p.errors
	p.command.WaitDelay = time.Second
	if p.in, err = p.command.StdinPipe(); err != nil {
		return err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	return p.command.Start()
}

// closeTorch ends the processes.
func closeTorch(processes []*torchProcess) {
	for _, p := range processes {
		p.in.Close()
		p.command.Wait() // its exit status does not matter
	}
}

// call sends a command and sets reply to its answer.
func (p *torchProcess) call(ctx context.Context, command, reply any) error {
	line, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return p.receive(ctx, reply)
}

// receive sets reply to the next answer. If the process ended instead, the error is the last line of its standard error.
func (p *torchProcess) receive(ctx context.Context, reply any) error {
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		if err := json.Unmarshal(line, reply); err != nil {
			return fmt.Errorf("torch_bench.py answered %q: %w", line, err)
		}
		return nil
	}
	ended := p.command.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	lines := strings.Split(strings.TrimSpace(p.errors.String()), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return errors.New(last)
	}
	return fmt.Errorf("%s ended: %v", p.command.Path, ended)
}

// time returns the seconds that one run of a task takes: train or sample with points of a batch or drawn, or product with so many rows.
func (p *torchProcess) time(ctx context.Context, do string, points int, w window) (float64, error) {
	var reply struct{ Seconds float64 }
	err := p.call(ctx, map[string]any{
		"do": do, "points": points, "warm_up": w.warmUp.Seconds(), "window": w.length.Seconds(),
	}, &reply)
	if err == nil && !(reply.Seconds > 0) {
		err = fmt.Errorf("torch_bench.py took %v s to %s", reply.Seconds, do)
	}
	return reply.Seconds, err
}
