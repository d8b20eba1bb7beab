package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// speedCmd times training steps and sampling.
type speedCmd struct {
	Python  string  `default:"python3" placeholder:"PATH" help:"Python interpreter that can import torch (${default})."`
	Rounds  int     `default:"5" help:"Number of rounds; results are medians over them (${default})."`
	Seconds float64 `default:"0.4" help:"Shortest time to measure each workload for in a round (${default})."`
}

// Validate checks the flags. kong calls it.
func (c *speedCmd) Validate() error {
	switch {
	case c.Rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", c.Rounds)
	case !(c.Seconds > 0 && c.Seconds <= 3600):
		return fmt.Errorf("--seconds %v: want a positive number, at most 3600", c.Seconds)
	}
	return nil
}

// Run times all workloads in turn, round by round, so that all see the same changes in the speed of the machine.
func (c *speedCmd) Run(ctx context.Context, a *app) error {
	workloads, err := newWorkloads()
	if err != nil {
		return err
	}
	torch, err := startTorch(ctx, c.Python)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		fmt.Fprintf(a.stderr, "bench: no PyTorch, so only this program is measured: %v (--python names another interpreter)\n", err)
	}
	defer closeTorch(torch)
	w := window{time.Duration(c.Seconds / 4 * 1e9), time.Duration(c.Seconds * 1e9)}
	bar := a.bar(c.Rounds * len(workloads))
	var peaks []float64
	for range c.Rounds {
		for _, l := range workloads {
			peaks = append(peaks, peak(w.warmUp)/1e9)
			if err := l.round(ctx, torch, w); err != nil {
				bar.Exit()
				return err
			}
			bar.Add(1)
		}
	}
	bar.Finish()
	r := &result{Threads: runtime.GOMAXPROCS(0), Rounds: c.Rounds, Peak: median(peaks)}
	r.add(workloads)
	if len(torch) > 0 {
		if r.Torch, err = newTorchInfo(ctx, torch, w); err != nil {
			return err
		}
	}
	if r.Step, err = newBreakdown(ctx, c.Rounds, w); err != nil {
		return err
	}
	if a.JSON {
		return a.printJSON(r)
	}
	return r.writeTable(a.stdout)
}

// bar returns a progress bar on standard error. It shows nothing if that is not a terminal.
func (a *app) bar(total int) *progressbar.ProgressBar {
	file, isFile := a.stderr.(*os.File)
	return progressbar.NewOptions(total,
		progressbar.OptionSetDescription("measuring"),
		progressbar.OptionSetWriter(a.stderr),
		progressbar.OptionSetVisibility(isFile && term.IsTerminal(int(file.Fd()))),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)
}
