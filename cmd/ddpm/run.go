package main

import (
	"context"
	"io"
	"time"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/data"
)

type runCmd struct {
	training
	drawing
}

// finished is what ddpm run has done, as JSON.
type finished struct {
	Training   *trained `json:"training"`
	Comparison findings `json:"comparison"`
	Seconds    float64  `json:"seconds"`
}

func (c *runCmd) Run(ctx context.Context, a *app) error {
	began := time.Now()
	if err := checkCount(c.Count, mostHeld); err != nil {
		return badInput(err)
	}
	run, trainer, err := c.begin(a)
	if err != nil {
		return err
	}
	choice, err := c.choice(run.model)
	if err != nil {
		return err
	}
	how := drawnBy(choice, c.Count, run.config.Seed)
	run.config.Sampling = &how
	defer run.release()
	if err := run.train(ctx, a, trainer, "ddpm run --resume "+string(run.Folder)+a.given(samplingGroup)); err != nil {
		return err
	}
	subject, err := newSubject(ctx, run.model, run.dataset, choice, run.config.Seed)
	if err != nil {
		return err
	}
	e, err := a.evaluate(ctx, subject, c.Count)
	if err != nil {
		return err
	}
	err = run.Folder.Write(func(w io.Writer) error {
		csv := data.NewCSVWriter(w)
		if err := csv.Write(e.points); err != nil {
			return err
		}
		return csv.Close()
	}, runs.SamplesFile)
	if err != nil {
		return err
	}
	if err := terminal.Scatter(a.text(), e.points, scatterWidth); err != nil {
		return err
	}
	if err := e.judge(ctx, a); err != nil {
		return err
	}
	if err := e.write(ctx, a, run.Folder, run.Folder); err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	a.printf("done in %.0f s; all of it on one page: %s\n", seconds, run.Folder.File(runs.ReportFile))
	return a.result(finished{run, e.found, seconds})
}
