package main

import (
	"context"

	"ddpm/cmd/ddpm/internal/training"
)

func (c *trainCmd) Run(ctx context.Context, a *app) error {
	run, err := c.begin(a)
	if err != nil {
		return err
	}
	defer run.Release()
	a.printData(run)
	if err := run.Train(ctx, a.out, "ddpm train --resume "+string(run.Folder)); err != nil {
		return err
	}
	a.out.Printf("next: ddpm sample %s, or ddpm compare %s\n", run.Folder, run.Folder)
	return a.out.Result(run)
}

// begin opens the run to go on with, or prepares a new one.
func (c *trainFlags) begin(a *app) (*training.Run, error) {
	return training.Begin(training.Request{
		Settings: c.Settings, Seed: a.Seed, Out: c.Out, Overwrite: c.Overwrite, Resume: c.Resume, Given: a.names(),
	})
}

// printData prints how a file was read and which of its rows are for what. Of a built-in distribution there is nothing to print.
func (a *app) printData(run *training.Run) {
	a.printReading(run.Dataset, run.Config.Reading)
	if division := run.Config.Division(run.Dataset); division != "" {
		a.out.Printf("%s\n", division)
	}
}
