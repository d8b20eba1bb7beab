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

type speedCmd struct {
	Python  string  `default:"python3" placeholder:"PATH" help:"Python interpreter that can import torch (${default})."`
	Rounds  int     `default:"5" help:"Rounds, of which medians are taken (${default})."`
	Seconds float64 `default:"0.4" help:"How long each thing is timed for in a round, at least (${default})."`
}

// Validate is what kong calls once flags are read.
func (c *speedCmd) Validate() error {
	switch {
	case c.Rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", c.Rounds)
	case !(c.Seconds > 0 && c.Seconds <= 3600):
		return fmt.Errorf("--seconds %v: want a positive number, at most 3600", c.Seconds)
	}
	return nil
}

func (c *speedCmd) Run(ctx context.Context, a *app) error {
	contests, err := newContests()
	if err != nil {
		return err
	}
	torch, err := startTorch(ctx, c.Python)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		fmt.Fprintf(a.stderr, "bench: no PyTorch, so this program alone: %v (--python names another interpreter)\n", err)
	}
	defer closeTorch(torch)
	w := window{time.Duration(c.Seconds / 4 * 1e9), time.Duration(c.Seconds * 1e9)}
	result := speed{Threads: runtime.GOMAXPROCS(0), Rounds: c.Rounds}
	bar := a.bar(c.Rounds * len(contests))
	var peaks []float64 // as often as anything else, as what a machine can do varies with what its other users do
	for range c.Rounds {
		for _, contest := range contests {
			peaks = append(peaks, peak(w.warmUp)/1e9)
			if err := contest.round(ctx, torch, w); err != nil {
				bar.Exit()
				return err
			}
			bar.Add(1)
		}
	}
	bar.Finish()
	result.Peak = median(peaks)
	result.add(contests)
	if len(torch) > 0 {
		if result.Torch, err = inspect(ctx, torch, w); err != nil {
			return err
		}
	}
	if result.Step, err = takeApart(ctx, c.Rounds, w); err != nil {
		return err
	}
	return result.print(a)
}

// bar returns a progress bar on standard error, which is silent where that is no terminal.
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
