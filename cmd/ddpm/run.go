package main

import (
	"context"
	"time"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
)

// finished is what ddpm run has done, as JSON.
type finished struct {
	Training   *training.Run     `json:"training"`
	Comparison evaluate.Findings `json:"comparison"`
	Seconds    float64           `json:"seconds"`
}

func (c *runCmd) Run(ctx context.Context, a *app) error {
	began := time.Now()
	run, err := c.begin(a)
	if err != nil {
		return err
	}
	choice, err := c.Choice(run.Model)
	if err != nil {
		return terminal.BadInput(err)
	}
	if err := evaluate.CanCompare(run.Dataset, choice.Class, c.Count); err != nil {
		return terminal.BadInput(err)
	}
	how := runs.DrawnBy(choice, c.Count, run.Config.Seed)
	run.Config.Sampling = &how
	defer run.Release()
	a.printData(run)
	if err := run.Train(ctx, a.out, "ddpm run --resume "+runs.Quoted(string(run.Folder))+a.given(samplingGroup)); err != nil {
		return err
	}
	subject, err := evaluate.NewSubject(ctx, run.Model, run.Dataset, choice, run.Config.Seed)
	if err != nil {
		return err
	}
	e, err := evaluate.Of(ctx, a.out, subject, run.Dataset, c.Count, a.effort.evaluate)
	if err != nil {
		return err
	}
	if err := e.WriteSamples(run.Folder); err != nil {
		return err
	}
	if err := terminal.Scatter(a.out.Text(), e.Points, scatterWidth); err != nil {
		return err
	}
	if err := e.Judge(ctx); err != nil {
		return err
	}
	if err := e.Write(ctx, a.out, run.Folder, run.Folder); err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	a.out.Printf("done in %.0f s; all of it on one page: %s\n", seconds, run.Folder.File(runs.ReportFile))
	return a.out.Result(finished{run, e.Found, seconds})
}
