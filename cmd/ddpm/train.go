package main

import (
	"context"
	"errors"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
)

func (c *trainCmd) Run(ctx context.Context, a *app) error {
	run, err := c.begin(a)
	if err != nil {
		return err
	}
	defer run.Release()
	a.printData(run)
	folder := runs.Quoted(string(run.Folder))
	if err := run.Train(ctx, a.out, "ddpm train --resume "+folder); err != nil {
		return err
	}
	a.out.Printf("next: ddpm sample %s, or ddpm compare %s\n", folder, folder)
	return a.out.Result(run)
}

// begin opens the run to go on with, or prepares a new one.
func (c *trainFlags) begin(a *app) (*training.Run, error) {
	if err := c.findData(); err != nil {
		return nil, terminal.BadInput(err)
	}
	run, err := training.Begin(training.Request{
		Settings: c.Settings, Seed: a.Seed, Out: c.Out, Overwrite: c.Overwrite, Resume: c.Resume, Given: a.names(),
	})
	if err != nil {
		return nil, err
	}
	if before := run.LongerThan; before > 0 {
		a.out.Printf("%d steps become %d: the learning rate goes on from where it is after as many of %d steps, down to 0 along half a cosine; "+
			"the bytes are those of no single run\n", before, run.Config.Steps, run.Config.Steps)
	}
	return run, nil
}

// findData notes in the folder of the run to go on with where its data lies now, if the flag for that is given.
func (c *trainFlags) findData() error {
	switch {
	case c.Lies == "":
		return nil
	case c.Resume == "":
		return errors.New("--data says where the data of a run lies now: want --resume with it. What a new run learns is given without a flag")
	}
	folder := runs.Folder(c.Resume)
	if err := c.in(folder); err != nil {
		return err
	}
	config, err := folder.Config()
	c.Data = config.Data
	return err
}

// printData prints how a file was read and which of its rows are for what. Of a built-in distribution there is nothing to print.
func (a *app) printData(run *training.Run) {
	a.printReading(run.Dataset, run.Config.Reading)
	if run.Config.Blurred != nil {
		a.out.Printf("blurred by %v\n", run.Config.Blurred)
	}
	if division := run.Config.Division(run.Dataset); division != "" {
		a.out.Printf("%s\n", division)
	}
}
