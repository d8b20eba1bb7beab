package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// speedCmd times training steps and sampling.
type speedCmd struct {
	Python  string  `placeholder:"PATH" help:"Python interpreter that can import torch (python3, or /usr/bin/python3 if that one cannot)."`
	Rounds  int     `default:"5" help:"Number of rounds; results are medians over them (${default})."`
	GoMLX   bool    `name:"gomlx" default:"true" negatable:"" help:"Time GoMLX too. The first time, it is downloaded and compiled, which takes some minutes."`
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
	return inFolder(func(folder string) error { return c.run(ctx, a, folder) })
}

// run is Run, with a temporary folder for programs.
func (c *speedCmd) run(ctx context.Context, a *app, folder string) error {
	workloads, product := newWorkloads(), newProduct()
	both, trainings := []*workload{product}, []*workload(nil) // that PyTorch and GoMLX are timed at
	for _, l := range workloads {
		if l.network == tinyDiffusion {
			both = append(both, l)
			if l.do == training {
				trainings = append(trainings, l)
			}
		}
	}
	settings := threadSettings
	python, torch, err := findTorch(ctx, interpreters(c.Python))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		fmt.Fprintf(a.stderr, "bench: no PyTorch, so only this program is measured: %v (--python names another interpreter)\n", err)
		settings = nil
	}
	var gomlx []gomlxProgram
	if c.GoMLX {
		gomlx, err = buildAllGoMLX(ctx, folder)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			fmt.Fprintf(a.stderr, "bench: GoMLX is not measured %s (--no-gomlx leaves it out)\n", oneLine(err))
		}
	}
	w := window{time.Duration(c.Seconds / 4 * 1e9), time.Duration(c.Seconds * 1e9)}
	bar := a.bar(c.Rounds * (len(workloads) + len(settings)*len(both) + len(gomlx)*len(trainings)))
	defer bar.Exit()
	var peaks []float64
	for range c.Rounds {
		for _, l := range workloads {
			peaks = append(peaks, peak(w.warmUp)/1e9)
			if err := l.measure(ctx, w); err != nil {
				return err
			}
			bar.Add(1)
		}
		for _, setting := range settings {
			if err := timeTorch(ctx, python, setting, both, w); err != nil {
				return err
			}
			bar.Add(len(both))
		}
		for _, program := range gomlx {
			if err := program.time(ctx, trainings, w); err != nil {
				return err
			}
			bar.Add(len(trainings))
		}
	}
	bar.Finish()
	r := &result{Threads: runtime.GOMAXPROCS(0), Rounds: c.Rounds, Peak: median(peaks)}
	for i, l := range workloads {
		if i == 0 || l.network != workloads[i-1].network {
			r.heading(l.network)
		}
		r.add(l)
	}
	if seconds, _, ok := fastest(product.torch); ok {
		r.Torch = &torchInfo{Version: torch.Version, Product: product.flops / seconds / 1e9}
	}
	if len(gomlx) > 0 {
		r.GoMLX = gomlx[0].version
	}
	if r.Step, err = newBreakdown(ctx, c.Rounds, w); err != nil {
		return err
	}
	return a.print(r, r.write)
}

// write writes the result as text for people.
func (r *result) write(to io.Writer) {
	fmt.Fprintf(to, "%d threads, with a peak of %.0f GFLOP/s in multiply-adds; medians of %d rounds\n", r.Threads, r.Peak, r.Rounds)
	if r.Torch != nil {
		fmt.Fprintf(to, "PyTorch %s at its best thread setting (torch, OpenBLAS), with %.0f GFLOP/s in products of %d×%d by %[4]d×%[4]d\n",
			r.Torch.Version, r.Torch.Product, productRows, tinyDiffusion.Width)
		if r.slowBLAS() {
			fmt.Fprintln(to, "This PyTorch has a slow BLAS, so the comparison is not fair: on Debian, install libopenblas0-pthread and measure again.")
		}
	}
	if r.GoMLX != "" {
		fmt.Fprintf(to, "GoMLX %s with its backend in Go, at the faster build: with GOEXPERIMENT=simd or without\n", r.GoMLX)
	}
	writeTable(to, r.rows)
	fmt.Fprintf(to, "\nA training step at batch %d, by one core alone: %.3f ms\n", r.Step.Batch, r.Step.MS)
	var parts [][]string
	for _, p := range r.Step.Parts {
		parts = append(parts, []string{p.Name, fmt.Sprintf("%.3f ms", p.MS), fmt.Sprintf("%.0f%%", 100*p.Share)})
	}
	writeTable(to, parts)
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
