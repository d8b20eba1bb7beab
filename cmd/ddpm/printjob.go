package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/ablation"
	"ddpm/cmd/ddpm/internal/part"
	"ddpm/cmd/ddpm/internal/terminal"
)

// slurm is the only engine that a job is printed for.
const slurm = "slurm"

// printJob prints the file of a job that does the grid in parts. What is wrong with a cell is said now and not by the job.
func (c *ablateCmd) printJob(a *app, grid *ablation.Grid) error {
	switch {
	case c.PrintJob == "":
		return terminal.BadInput(errors.New("--parts is for a job that is printed: want --print-job slurm with it"))
	case c.PrintJob != slurm:
		return terminal.BadInput(fmt.Errorf("--print-job %s: want %s", c.PrintJob, slurm))
	case c.Part != "" || c.Gather:
		return terminal.BadInput(errors.New("--print-job prints a job that has --part and --gather: want it without them"))
	case c.Parts < 1 || c.Parts > grid.Cells():
		return terminal.BadInput(fmt.Errorf("--parts %d: there are %d cells, so want 1 to %d", c.Parts, grid.Cells(), grid.Cells()))
	}
	if err := grid.Check(part.Whole); err != nil {
		return err
	}
	if _, err := grid.Judge(c.Judge, a.gave("count")); err != nil {
		return terminal.BadInput(err)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if strings.Contains(program, "/go-build") && !a.Quiet {
		fmt.Fprintf(a.out.Err, "the job runs %s, which go run deletes: want a ddpm that go build or go install has made\n", program)
	}
	args := without(a.args, "--print-job", "--parts")
	job := part.Job{
		Name: "ddpm", Program: program, Part: args, Gather: append(slices.Clone(args), "--gather"), Parts: c.Parts, Cores: max(1, a.Threads),
	}
	return job.WriteSlurm(a.out.Out)
}

// without returns arguments without some flags, which have values, as --flag value or --flag=value.
func without(args []string, flags ...string) (left []string) {
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		if !slices.Contains(flags, name) {
			left = append(left, args[i])
		} else if !joined {
			i++
		}
	}
	return left
}
