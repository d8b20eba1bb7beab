package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
)

func (c *compareCmd) Run(ctx context.Context, a *app) error {
	if info, err := os.Stat(c.Subjects[0]); err == nil && info.IsDir() {
		return c.compareRun(ctx, a, runs.Folder(c.Subjects[0]))
	}
	return c.comparePoints(ctx, a)
}

// compareRun draws fresh points from a run and judges them, and the model itself, by what it was trained on.
func (c *compareCmd) compareRun(ctx context.Context, a *app, run runs.Folder) error {
	if len(c.Subjects) > 1 || a.given(filesGroup) != "" {
		return terminal.BadInput(errors.New("a run is compared with what it was trained on: want neither DATA nor flags of files with it"))
	}
	if err := c.in(run); err != nil {
		return err
	}
	m, err := run.ReadModel()
	if err != nil {
		return terminal.BadInput(err)
	}
	choice, err := c.choice(a, m)
	if err != nil {
		return err
	}
	folder, err := c.folder(run)
	if err != nil {
		return terminal.BadInput(err)
	}
	_, dataset, err := run.Open()
	if err != nil {
		return terminal.BadInput(err)
	}
	if err := evaluate.CanCompare(dataset, choice.Class, c.Count); err != nil {
		return terminal.BadInput(err)
	}
	subject, err := evaluate.NewSubject(ctx, m, dataset, choice, a.Seed)
	if err != nil {
		return err
	}
	e, err := evaluate.Of(ctx, a.out, subject, dataset, c.Count, a.effort.evaluate)
	if err != nil {
		return err
	}
	lock, err := folder.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	if c.Samplers != nil {
		evals := c.Evals
		if evals == nil {
			evals = measuredEvals
		}
		if err := e.MeasureSamplers(ctx, a.out, c.Samplers, evals); err != nil {
			return err
		}
	}
	if err := e.Judge(ctx); err != nil {
		return err
	}
	if err := e.Write(ctx, a.out, folder, run); err != nil {
		return err
	}
	return a.out.Result(e.Found)
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

// comparePoints judges points, of files or a built-in, by others.
func (c *compareCmd) comparePoints(ctx context.Context, a *app) error {
	points, truth, err := c.open(ctx, a)
	if err != nil {
		return terminal.BadInput(err)
	}
	folder := runs.Folder(c.Out)
	if c.Out != "" {
		if folder.HoldsRun() {
			return terminal.BadInput(fmt.Errorf("%s holds a run: want another --out", folder))
		}
		if err := folder.Check(runs.Comparison, true); err != nil {
			return terminal.BadInput(err)
		}
	}
	result, err := evaluate.Points(ctx, points.points, points.came, truth, folder, a.Seed, a.effort.evaluate)
	if err != nil {
		return err
	}
	points.print(a)
	a.printReading(truth, truth.Reading)
	if err := result.WriteTable(a.out.Text()); err != nil {
		return err
	}
	return a.out.Result(result)
}

// open returns the points to judge and what to judge them by.
func (c *compareCmd) open(ctx context.Context, a *app) (points judged, truth *data.Dataset, err error) {
	names := c.Subjects[:len(c.Subjects)-1]
	if len(names) == 0 {
		return points, nil, fmt.Errorf("%s is not the folder of a run: to judge points, say ddpm compare POINTS DATA", c.Subjects[0])
	}
	if c.Lies != "" {
		return points, nil, fmt.Errorf("--data is for the data of a run, and %s is none", names[0])
	}
	for _, flag := range a.explicit {
		if flag.group == samplingGroup && flag.name != "count" {
			return points, nil, fmt.Errorf("--%s is for drawing from a run, and %s is none", flag.name, names[0])
		}
	}
	if err := checkCount(c.Count, mostHeld); err != nil {
		return points, nil, err
	}
	if err := c.checkFileFlags(a); err != nil {
		return points, nil, err
	}
	if points, err = c.judged(ctx, a, names); err != nil {
		return points, nil, err
	}
	columns := c.DataColumns
	if columns == nil {
		columns = c.Columns
	}
	truth, err = c.openFile(c.Subjects[len(c.Subjects)-1], columns)
	return points, truth, err
}

// checkFileFlags fails if a flag that says how files are read is given and there is none that it is for.
func (c *compareCmd) checkFileFlags(a *app) error {
	points := slices.ContainsFunc(c.Subjects, isPoints)
	for _, flag := range []struct {
		name, of string
		fits     bool
	}{
		{"columns", "a file of points", points}, {"header", "a file of points", points}, {"drop-missing", "a file of points", points},
		{"data-columns", "a file of points in place of DATA", isPoints(c.Subjects[len(c.Subjects)-1])},
		{"ink", "a picture", slices.ContainsFunc(c.Subjects, data.IsPicture)},
	} {
		if a.gave(flag.name) && !flag.fits {
			return fmt.Errorf("--%s is for %s, and there is none", flag.name, flag.of)
		}
	}
	return nil
}

// isPoints reports whether a name is that of a file of points.
func isPoints(name string) bool {
	_, builtin := data.Lookup(name)
	return !builtin && !data.IsPicture(name) && !data.IsDrawing(name)
}

// openFile opens a dataset, with those of the flags of files that are for its kind.
func (c *compareCmd) openFile(name string, columns []string) (*data.Dataset, error) {
	return c.selection(name, columns).Open(name)
}

// selection returns what the flags say of a file.
func (c *compareCmd) selection(name string, columns []string) data.Selection {
	var flags runs.FileFlags
	switch {
	case isPoints(name):
		flags = c.FileFlags
		flags.Columns, flags.Ink = columns, ""
	case data.IsPicture(name):
		flags.Ink = c.Ink
	}
	return flags.Selection("")
}

// measuredEvals are the numbers of evaluations that samplers are measured with if nothing is said.
var measuredEvals = []int{5, 10, 20, 50, 100}

// choice returns how the points to judge are drawn. With --samplers, --evals is for those alone.
func (c *compareCmd) choice(a *app, m *model.Model) (audit.Choice, error) {
	names := sample.SamplerNames()
	for i, name := range c.Samplers {
		if slices.Contains(c.Samplers[:i], name) {
			return audit.Choice{}, terminal.BadInput(fmt.Errorf("--samplers names %s twice", name))
		}
		if !slices.Contains(names, name) {
			return audit.Choice{}, terminal.BadInput(fmt.Errorf("--samplers %s: want some of %s", name, strings.Join(names, ", ")))
		}
	}
	for i, evals := range c.Evals {
		if slices.Contains(c.Evals[:i], evals) {
			return audit.Choice{}, terminal.BadInput(fmt.Errorf("--evals names %d twice", evals))
		}
		if evals < 1 {
			return audit.Choice{}, terminal.BadInput(fmt.Errorf("--evals %d: want at least 1", evals))
		}
	}
	d := runs.Drawing{Sampling: c.Sampling}
	if c.Samplers != nil {
		for _, name := range []string{"grid", "variance", "eta", "clip-x0"} {
			if a.gave(name) {
				return audit.Choice{}, terminal.BadInput(fmt.Errorf("--%s: with --samplers each sampler has its defaults, and other numbers "+
					"would not be of what the table is of; want --%s without --samplers", name, name))
			}
		}
	} else if c.Evals != nil {
		d.Evals = &c.Evals[0]
		if len(c.Evals) > 1 {
			return audit.Choice{}, terminal.BadInput(errors.New("--evals takes several numbers only with --samplers"))
		}
	}
	settled, err := d.Choice(m)
	return settled, terminal.BadInput(err)
}
