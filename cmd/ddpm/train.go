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
	if err := run.Train(ctx, a.out, "ddpm train --resume "+string(run.Folder)); err != nil {
		return err
	}
	a.out.Printf("next: ddpm sample %s, or ddpm compare %s\n", run.Folder, run.Folder)
	return a.out.Result(run)
}

// begin opens the run to go on with, or prepares a new one.
func (c *trainFlags) begin(a *app) (*training.Run, error) {
	run, err := training.Begin(training.Request{
		Settings: c.Settings, Seed: a.Seed, Out: c.Out, Overwrite: c.Overwrite, Resume: c.Resume, Given: a.names(),
	})
	if err == nil {
		a.printReading(run.Dataset, run.Config.Reading)
	}
	return run, err
}
