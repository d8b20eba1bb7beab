package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
)

type compareCmd struct {
	Subject string `arg:"" name:"run" help:"Folder of a trained run, or points to judge: a .csv, .tsv or .npy file, or a built-in distribution."`
	Truth   string `arg:"" optional:"" name:"data" help:"What to judge points against: a file or a built-in distribution. A run is judged against its own data."`
	sampling
	Out     string   `short:"o" placeholder:"FOLDER" help:"Where compare.json and the figures go (the run's folder; for points: nowhere)."`
	Columns []string `placeholder:"X,Y" help:"The two columns of files to read, by name or by number from 1 (the first two)."`
}

func (c *compareCmd) Run(ctx context.Context, a *app) error {
	points, truth, err := c.open(ctx, a)
	if err != nil {
		return err
	}
	result, err := a.judge(ctx, points, truth, runs.Folder(c.Out), a.Seed)
	if err != nil {
		return err
	}
	return a.result(result)
}

// open returns the points to judge and what to judge them against.
func (c *compareCmd) open(ctx context.Context, a *app) (points []data.Point, truth *data.Dataset, err error) {
	if info, err := os.Stat(c.Subject); err == nil && info.IsDir() {
		return c.openRun(ctx, a, runs.Folder(c.Subject))
	}
	if c.Truth == "" {
		return nil, nil, badInput(fmt.Errorf("%s is not the folder of a run: to judge points, say ddpm compare POINTS DATA", c.Subject))
	}
	for _, flag := range []string{"evals", "variance", "clip-x0"} {
		if a.explicit[flag] {
			return nil, nil, badInput(fmt.Errorf("--%s is for drawing from a run, and %s is none", flag, c.Subject))
		}
	}
	subject, err := openColumns(c.Subject, c.Columns)
	if err != nil {
		return nil, nil, badInput(err)
	}
	if truth, err = openColumns(c.Truth, c.Columns); err != nil {
		return nil, nil, badInput(err)
	}
	switch {
	case c.Count < 1:
		err = fmt.Errorf("--count %d: want at least 1", c.Count)
	case subject.Law != nil:
		points = subject.Points(c.Count, a.Seed)
	default:
		points = subject.Fixed
		if a.explicit["count"] {
			points = points[:min(c.Count, len(points))]
		}
	}
	return points, truth, badInput(err)
}

// openColumns opens a dataset; the columns are of files only.
func openColumns(name string, columns []string) (*data.Dataset, error) {
	if _, builtin := data.Lookup(name); builtin {
		columns = nil
	}
	return data.Open(name, columns)
}

// openRun draws fresh points from a run, and returns what it was trained to draw.
func (c *compareCmd) openRun(ctx context.Context, a *app, folder runs.Folder) ([]data.Point, *data.Dataset, error) {
	if c.Truth != "" || c.Columns != nil {
		return nil, nil, badInput(errors.New("a run is compared with what it was trained on: want neither DATA nor --columns with it"))
	}
	m, err := folder.ReadModel()
	if err != nil {
		return nil, nil, badInput(err)
	}
	sampler, err := c.sampler(a, m.Schedule)
	if err != nil {
		return nil, nil, badInput(err)
	}
	_, dataset, err := a.resume(folder, settings{})
	if err != nil {
		return nil, nil, badInput(err)
	}
	if c.Out == "" {
		c.Out = c.Subject
	}
	points := make([]data.Point, c.Count)
	bar := a.bar(len(sampler.Times)-1, "sampling")
	defer bar.Finish()
	return points, dataset, draw(ctx, m, sampler, sample.Noise{Seed: a.Seed}, points, moveBar(bar, sampler))
}

// judge compares points with the truth, prints the findings, and, unless folder is empty, leaves them there with pictures.
func (a *app) judge(ctx context.Context, points []data.Point, truth *data.Dataset, folder runs.Folder, seed uint64) (compare.Result, error) {
	against := compare.Rows(truth.Name, truth.Fixed)
	switch {
	case truth.Law != nil:
		against = compare.Law(truth.Name, truth.Law)
	case truth.Held != nil:
		against = compare.Rows(truth.Name, truth.Held)
	}
	result, err := compare.Compare(ctx, points, against, seed)
	if err != nil {
		return result, err
	}
	if folder != "" {
		err = errors.Join(folder.WriteJSON(runs.CompareFile, result), drawAll(folder, comparisonPictures(points, truth, seed)))
		if err != nil {
			return result, err
		}
	}
	return result, result.WriteTable(a.text())
}
