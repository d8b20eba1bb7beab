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

// threads is how many threads PyTorch's own loops and those of OpenBLAS use. They get in each other's way, so which
// setting is best depends on the work.
type threads struct{ torch, openBLAS int }

func (t threads) String() string { return fmt.Sprintf("%d, %d", t.torch, t.openBLAS) }

var threadSettings = []threads{{1, 1}, {1, 2}, {2, 1}, {2, 2}}

// torchProcess is a Python process that runs torch_bench.py. It waits for a command, and then works alone.
type torchProcess struct {
	threads
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	errors  bytes.Buffer // what it printed on standard error

	Version string `json:"version"`
	Weights int    `json:"weights"`
}

// startTorch starts a process for every thread setting, and returns once all are ready for commands. They end when ctx
// does. It fails if there is no such interpreter or it cannot import torch.
func startTorch(ctx context.Context, python string) ([]*torchProcess, error) {
	var processes []*torchProcess
	for _, setting := range threadSettings {
		p := &torchProcess{threads: setting}
		if err := p.start(ctx, python); err != nil {
			closeTorch(processes)
			return nil, err
		}
		processes = append(processes, p)
	}
	for _, p := range processes {
		if err := p.receive(ctx, p); err != nil {
			closeTorch(processes)
			return nil, err
		}
	}
	return processes, nil
}

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
		p.command.Wait() // how it ended is of no interest
	}
}

// call sends a command and sets reply to the answer.
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

// receive sets reply to the next answer. If the process ended instead, the error is the last line of what it complained of.
func (p *torchProcess) receive(ctx context.Context, reply any) error {
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		if err := json.Unmarshal(line, reply); err != nil {
			return fmt.Errorf("PyTorch's side answered %q: %w", line, err)
		}
		return nil
	}
	ended := p.command.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	complaints := strings.Split(strings.TrimSpace(p.errors.String()), "\n")
	if last := complaints[len(complaints)-1]; last != "" {
		return errors.New(last)
	}
	return fmt.Errorf("%s ended: %v", p.command.Path, ended)
}

// torchTask is a command to time something.
type torchTask struct {
	Do     string  `json:"do"`     // train, sample or product
	Points int     `json:"points"` // of a batch, drawn, or rows of a product
	WarmUp float64 `json:"warm_up"`
	Window float64 `json:"window"`
}

// pace returns the seconds that a run of the task takes.
func (p *torchProcess) pace(ctx context.Context, do string, points int, w window) (float64, error) {
	var reply struct{ Seconds float64 }
	err := p.call(ctx, torchTask{do, points, w.warmUp.Seconds(), w.length.Seconds()}, &reply)
	if err == nil && !(reply.Seconds > 0) {
		err = fmt.Errorf("PyTorch's side took %v s to %s", reply.Seconds, do)
	}
	return reply.Seconds, err
}
