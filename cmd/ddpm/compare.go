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
	Evals    []int    `group:"Sampling" placeholder:"N,…" help:"Network evaluations a point, as for ddpm sample; with --samplers, those to measure each of them with (5,10,20,50,100)."`
	Samplers []string `group:"Sampling" placeholder:"NAME,…" help:"Also measure these samplers, of ${samplers}, with several numbers of evaluations: a table, samplers.csv and a figure."`
	Out      string   `short:"o" placeholder:"FOLDER" help:"Where compare.json, the figures and a run's report go (the run's folder; for points: nowhere)."`
	Columns  []string `placeholder:"X,Y" help:"The two columns of files to read, by name or by number from 1 (the first two)."`
}

func (c *compareCmd) Run(ctx context.Context, a *app) error {
	if info, err := os.Stat(c.Subject); err == nil && info.IsDir() {
		return c.compareRun(ctx, a, runs.Folder(c.Subject))
	}
	return c.comparePoints(ctx, a)
}

// compareRun draws fresh points from a run and judges them, and the model itself, by what it was trained on.
func (c *compareCmd) compareRun(ctx context.Context, a *app, folder runs.Folder) error {
	if c.Truth != "" || c.Columns != nil {
		return badInput(errors.New("a run is compared with what it was trained on: want neither DATA nor --columns with it"))
	}
	m, err := folder.ReadModel()
	if err != nil {
		return badInput(err)
	}
	source, err := c.judged(m)
	if err == nil {
		err = checkCount(c.Count, mostHeld)
	}
	if err != nil {
		return badInput(err)
	}
	config, dataset, err := a.resume(folder, settings{})
	if err != nil {
		return badInput(err)
	}
	if err := source.prepare(ctx, dataset, a.Seed); err != nil {
		return err
	}
	points := make([]data.Point, c.Count)
	bar := a.bar(source.steps(), "sampling")
	if err := source.draw(ctx, sample.Noise{Seed: a.Seed}, points, moveBar(bar)); err != nil {
		return err
	}
	bar.Finish()
	if c.Out != "" {
		folder = runs.Folder(c.Out)
	}
	lock, err := folder.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	samplers, err := c.measureSamplers(ctx, a, source, dataset)
	if err != nil {
		return err
	}
	found, err := a.judgeRun(ctx, folder, config, source, dataset, points, samplers, a.Seed)
	if err != nil {
		return err
	}
	return a.result(found)
}

// judgeRun judges points drawn from a model by its dataset, or by the part of that that is of their class, and leaves compare.json, the figures and the report in folder, with what was
// found of samplers, unless that is nil.
func (a *app) judgeRun(
	ctx context.Context, folder runs.Folder, c config, m source, dataset *data.Dataset,
	points []data.Point, samplers *compare.Samplers, seed uint64,
) (found findings, err error) {
	truth, err := m.truth(dataset)
	if err != nil {
		return found, err
	}
	if found, err = judge(ctx, m, truth, m.best(dataset.Law), points, seed); err != nil {
		return found, err
	}
	found.Samplers = samplers
	if err := folder.WriteJSON(runs.CompareFile, found); err != nil {
		return found, err
	}
	if samplers != nil {
		if err := folder.Write(samplers.WriteCSV, runs.SamplersFile); err != nil {
			return found, err
		}
	}
	pictures := append(modelPictures(ctx, m, truth, points, seed), foundPictures(found)...)
	if err := drawAll(folder, append(pictures, pointsPicture(points, truth, seed))); err != nil {
		return found, err
	}
	if err := ctx.Err(); err != nil {
		return found, err
	}
	if err := writeReport(folder, c, found); err != nil {
		return found, err
	}
	return found, found.write(a.text())
}

// comparePoints judges points, of a file or a built-in, by others.
func (c *compareCmd) comparePoints(ctx context.Context, a *app) error {
	points, truth, err := c.open(a)
	if err != nil {
		return badInput(err)
	}
	result, err := measure(ctx, points, truth, a.Seed)
	if err != nil {
		return err
	}
	if c.Out != "" {
		folder := runs.Folder(c.Out)
		pictures := []picture{pointsPicture(points, truth, a.Seed), estimatesPicture(points, truth, a.Seed)}
		if err := errors.Join(folder.Make(), folder.WriteJSON(runs.CompareFile, result), drawAll(folder, pictures)); err != nil {
			return err
		}
	}
	if err := result.WriteTable(a.text()); err != nil {
		return err
	}
	return a.result(result)
}

// open returns the points to judge and what to judge them against.
func (c *compareCmd) open(a *app) (points []data.Point, truth *data.Dataset, err error) {
	if c.Truth == "" {
		return nil, nil, fmt.Errorf("%s is not the folder of a run: to judge points, say ddpm compare POINTS DATA", c.Subject)
	}
	for _, flag := range []string{"evals", "sampler", "samplers", "variance", "eta", "clip-x0"} {
		if a.explicit[flag] {
			return nil, nil, fmt.Errorf("--%s is for drawing from a run, and %s is none", flag, c.Subject)
		}
	}
	if err := checkCount(c.Count, mostHeld); err != nil {
		return nil, nil, err
	}
	subject, err := openColumns(c.Subject, c.Columns)
	if err != nil {
		return nil, nil, err
	}
	if truth, err = openColumns(c.Truth, c.Columns); err != nil {
		return nil, nil, err
	}
	if subject.Law != nil {
		return subject.Points(c.Count, a.Seed), truth, nil
	}
	points = subject.Fixed
	if a.explicit["count"] {
		points = points[:min(c.Count, len(points))]
	}
	return points, truth, nil
}

// openColumns opens a dataset; the columns are of files of points only.
func openColumns(name string, columns []string) (*data.Dataset, error) {
	if _, builtin := data.Lookup(name); builtin || data.IsPicture(name) {
		columns = nil
	}
	return data.Open(name, columns)
}
