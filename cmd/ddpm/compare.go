package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample/audit"
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
func (c *compareCmd) compareRun(ctx context.Context, a *app, run runs.Folder) error {
	if c.Truth != "" || c.Columns != nil {
		return badInput(errors.New("a run is compared with what it was trained on: want neither DATA nor --columns with it"))
	}
	m, err := run.ReadModel()
	if err != nil {
		return badInput(err)
	}
	choice, err := c.choice(a, m)
	if err != nil {
		return err
	}
	if err := checkCount(c.Count, mostHeld); err != nil {
		return badInput(err)
	}
	folder, err := c.folder(run)
	if err != nil {
		return badInput(err)
	}
	_, dataset, err := openRun(run)
	if err != nil {
		return badInput(err)
	}
	subject, err := newSubject(ctx, m, dataset, choice, a.Seed)
	if err != nil {
		return err
	}
	e, err := a.evaluate(ctx, subject, c.Count)
	if err != nil {
		return err
	}
	lock, err := folder.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	if e.found.Samplers, err = c.measureSamplers(ctx, a, subject); err != nil {
		return err
	}
	if err := e.judge(ctx, a); err != nil {
		return err
	}
	if err := e.write(ctx, a, folder, run); err != nil {
		return err
	}
	return a.result(e.found)
}

// folder returns where what is found of a run goes. A folder of another run is refused.
func (c *compareCmd) folder(run runs.Folder) (runs.Folder, error) {
	folder := runs.Folder(c.Out)
	if c.Out == "" || folder.Same(run) {
		return run, nil
	}
	if folder.HoldsRun() {
		return "", fmt.Errorf("%s holds another run: want another --out", folder)
	}
	return folder, folder.Check(runs.Comparison, true)
}

// comparePoints judges points, of a file or a built-in, by others.
func (c *compareCmd) comparePoints(ctx context.Context, a *app) error {
	points, truth, err := c.open(a)
	if err != nil {
		return badInput(err)
	}
	folder := runs.Folder(c.Out)
	if c.Out != "" {
		if folder.HoldsRun() {
			return badInput(fmt.Errorf("%s holds a run: want another --out", folder))
		}
		if err := folder.Check(runs.Comparison, true); err != nil {
			return badInput(err)
		}
	}
	result, err := measure(ctx, points, audit.TruthOf(truth), a.Seed)
	if err != nil {
		return err
	}
	if c.Out != "" {
		pictures := []picture{pointsPicture(points, truth, a.Seed), estimatesPicture(points, truth, a.Seed)}
		if err := errors.Join(folder.Make(), folder.WriteJSON(runs.CompareFile, result), drawAll(ctx, folder, pictures)); err != nil {
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
	for _, flag := range a.explicit {
		if flag.group == samplingGroup && flag.name != "count" {
			return nil, nil, fmt.Errorf("--%s is for drawing from a run, and %s is none", flag.name, c.Subject)
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
	if subject.Distribution != nil {
		return subject.Points(c.Count, a.Seed), truth, nil
	}
	points = subject.Fixed
	if a.gave("count") {
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
