package main

import (
	"context"
	"io"
	"time"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

type runCmd struct {
	training
	sampling
	evaluations
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
	source, err := c.source(run.model, c.Evals)
	if err != nil {
		return badInput(err)
	}
	defer run.release()
	if err := run.train(ctx, a, trainer, "ddpm run --resume "+string(run.Folder)); err != nil {
		return err
	}
	if err := source.prepare(ctx, run.dataset, run.config.Seed); err != nil {
		return err
	}
	points := make([]data.Point, c.Count)
	if err := run.sample(ctx, a, source, points); err != nil {
		return err
	}
	if err := terminal.Scatter(a.text(), points, scatterWidth); err != nil {
		return err
	}
	found, err := a.judgeRun(ctx, run.Folder, run.config, source, run.dataset, points, nil, run.config.Seed)
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	a.printf("done in %.0f s; all of it on one page: %s\n", seconds, run.Folder.File(runs.ReportFile))
	return a.result(finished{run, found, seconds})
}

// sample sets points to draws from the trained model, and leaves them in the run's folder with pictures of how it was
// trained, of the way to noise and of the way back.
func (run *trained) sample(ctx context.Context, a *app, source source, points []data.Point) error {
	animation := newFilm(source.times(), animationFrames, figure.Learned)
	reverse := newFilm(source.times(), stripPanels, figure.Learned)
	bar := a.bar(source.steps(), "sampling")
	defer bar.Finish()
	noise := sample.Noise{Seed: run.config.Seed}
	if err := source.draw(ctx, noise, points, animation.shoot, reverse.shoot, moveBar(bar)); err != nil {
		return err
	}
	err := run.Folder.Write(func(w io.Writer) error {
		csv := data.NewCSVWriter(w)
		if err := csv.Write(points); err != nil {
			return err
		}
		return csv.Close()
	}, runs.SamplesFile)
	if err != nil {
		return err
	}
	forward, err := forwardFilm(ctx, run.model, run.dataset, run.config.Seed)
	if err != nil {
		return err
	}
	if err := drawAnimation(run.Folder.File(runs.AnimationFile), animation); err != nil {
		return err
	}
	return drawAll(run.Folder, append(run.history.pictures(), forward.strip("forward.png"), reverse.strip("reverse.png")))
}

// forwardFilm walks true points through the forward process.
func forwardFilm(ctx context.Context, m *model.Model, truth *data.Dataset, seed uint64) (*film, error) {
	x := truth.Points(filmPoints, seed)
	standardizer(m).To(x, x)
	times := make([]float64, m.Schedule.Steps()+1)
	for t := range times {
		times[t] = float64(t)
	}
	reel := newFilm(times, stripPanels, figure.True)
	for state, err := range sample.Forward(ctx, m.Schedule, sample.Noise{Seed: seed}, x) {
		if err != nil {
			return nil, err
		}
		if err := reel.shoot(state); err != nil {
			return nil, err
		}
	}
	return reel, nil
}
