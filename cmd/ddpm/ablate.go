package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/train"
)

type ablateCmd struct {
	settings
	sampling
	evaluations
	Vary []string `required:"" sep:"none" placeholder:"NAME=A,B,…" help:"A flag of training or sampling, or seed, and the values to try. Given several times, every combination is tried; the last one runs along the rows of the picture."`
	Out  string   `short:"o" placeholder:"FOLDER" help:"Where the run of each training goes, with ablation.csv and ablation.png (runs/NAME-ablation). The same command again goes on where it stopped."`
}

// cell is one combination of an ablation, and what came of it.
type cell struct {
	Values   []string          `json:"values"` // of the flags varied, in their order
	Run      runs.Folder       `json:"run"`
	Drawing  drawing           `json:"sampling"`
	SlicedW2 float64           `json:"sliced_w2"`
	Floor    float64           `json:"floor"`            // of true points
	KL       *compare.Estimate `json:"kl,omitempty"`     // where the law is known
	Failed   string            `json:"failed,omitempty"` // why there is no result

	choice choice
	file   string // in the run's folder, for this: it says that the cell is done
}

// Files of an ablation.
const (
	ablationTable  = "ablation.csv"
	ablationFigure = "ablation.png"
)

func (c *ablateCmd) Run(ctx context.Context, a *app) error {
	varied, err := c.varied()
	if err == nil {
		err = checkCount(c.Count, mostHeld)
	}
	if err != nil {
		return badInput(err)
	}
	folder := runs.Folder(c.Out)
	if c.Out == "" {
		folder = runs.Folder(filepath.Join("runs", runs.NameFor(c.Data)+"-ablation"))
	}
	cells, err := c.cells(folder, a.Seed, varied)
	if err != nil {
		return badInput(err)
	}
	panels := make([]figure.Panel, len(cells))
	for i := range cells {
		a.printf("%d of %d: %s\n", i+1, len(cells), strings.Join(cells[i].named(varied), ", "))
		points, err := cells[i].fill(ctx, a)
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%w; %d of %d are done, and the same command goes on from there", err, i, len(cells))
		}
		if err != nil {
			return err
		}
		panels[i] = figure.Panel{Title: strings.Join(cells[i].named(varied), "  "), Points: points, Ink: figure.Learned}
	}
	if err := folder.Write(func(w io.Writer) error { return writeCells(w, varied, cells) }, ablationTable); err != nil {
		return err
	}
	if err := folder.Write(func(w io.Writer) error { return c.draw(w, a.Seed, varied, cells, panels) }, ablationFigure); err != nil {
		return err
	}
	if err := printCells(a.text(), varied, cells); err != nil {
		return err
	}
	a.printf("picture and table: %s, %s\n", folder.File(ablationFigure), folder.File(ablationTable))
	return a.result(cells)
}

// named returns the cell's values with their flags.
func (c *cell) named(varied []variation) []string {
	var names []string
	for i, v := range varied {
		names = append(names, v.name+"="+c.Values[i])
	}
	return names
}

// fill trains the cell's network, unless that is done, and returns points drawn from it. A training that diverges leaves none,
// and the reason.
func (c *cell) fill(ctx context.Context, of *app) ([]data.Point, error) {
	a := *of
	a.Seed = c.choice.training.Seed
	how := training{settings: c.choice.training.settings, Out: string(c.Run)}
	if c.Run.HoldsRun() {
		how.Out, how.Resume = "", string(c.Run)
	}
	run, trainer, err := how.begin(&a)
	if err != nil {
		return nil, err
	}
	from, err := c.Drawing.source(run.model, c.Drawing.Evals)
	if err != nil {
		return nil, badInput(err)
	}
	done, err := c.read()
	if err != nil || done && c.Failed != "" {
		return nil, err
	}
	if trainer.Done() < run.config.Steps {
		defer run.release()
		err := run.train(ctx, &a, trainer, "the same command")
		if errors.Is(err, train.ErrDiverged) {
			c.Failed = "diverged"
			return nil, c.Run.WriteJSON(c.file, c)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := from.prepare(ctx, run.dataset, a.Seed); err != nil {
		return nil, err
	}
	points := make([]data.Point, c.Drawing.Count)
	if err := from.draw(ctx, sample.Noise{Seed: a.Seed}, points); err != nil {
		return nil, err
	}
	if done {
		return points, nil
	}
	if err := c.judge(ctx, from, run.dataset, points, a.Seed); err != nil {
		return nil, err
	}
	return points, c.Run.WriteJSON(c.file, c)
}

// read fills the cell in if it has been done before, with points drawn in the same way.
func (c *cell) read() (done bool, err error) {
	content, err := os.ReadFile(c.Run.File(c.file))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before := *c
	before.Drawing = drawing{}
	if err := json.Unmarshal(content, &before); err != nil {
		return false, fmt.Errorf("%s: %w", c.Run.File(c.file), err)
	}
	if done = reflect.DeepEqual(before.Drawing, c.Drawing); done {
		*c = before
	}
	return done, nil
}

// judge holds points, and the model that they are from, against the truth.
func (c *cell) judge(ctx context.Context, m source, dataset *data.Dataset, points []data.Point, seed uint64) error {
	truth, err := m.truth(dataset)
	if err != nil {
		return badInput(err)
	}
	result, err := compare.Compare(ctx, points, truthOf(truth), seed, "sliced_w2")
	if err != nil {
		return err
	}
	c.SlicedW2, c.Floor = result.Metrics[0].Value, result.Metrics[0].Floor
	if truth.Law == nil {
		return nil
	}
	kl, err := compare.KL(ctx, m.denoiser, standardizer(m.Model).Law(truth.Law), effort.likelihoodPoints, seed)
	c.KL = &kl
	return err
}

// columns returns the cell's numbers as text: KL and its standard error, sliced W2 and its floor.
func (c *cell) columns() []string {
	if c.Failed != "" {
		return []string{c.Failed, "", "", ""}
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
	kl := []string{"", ""}
	if c.KL != nil {
		kl = []string{number(c.KL.Value), number(c.KL.SE)}
	}
	return append(kl, number(c.SlicedW2), number(c.Floor))
}

// caption returns what stands under the cell's picture.
func (c *cell) caption() string {
	switch {
	case c.Failed != "":
		return c.Failed
	case c.KL == nil:
		return fmt.Sprintf("W2 %.3g (%.2g)", c.SlicedW2, c.Floor)
	}
	return fmt.Sprintf("KL %.3f   W2 %.3g (%.2g)", c.KL.Value, c.SlicedW2, c.Floor)
}

// header names the columns of a table of cells.
func header(varied []variation) []string {
	var names []string
	for _, v := range varied {
		names = append(names, v.name)
	}
	return append(names, "kl", "kl_se", "sliced_w2", "floor")
}

func writeCells(w io.Writer, varied []variation, cells []cell) error {
	rows := [][]string{header(varied)}
	for _, c := range cells {
		rows = append(rows, append(slices.Clone(c.Values), c.columns()...))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func printCells(w io.Writer, varied []variation, cells []cell) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(header(varied), "\t"))
	for _, c := range cells {
		fmt.Fprintln(table, strings.Join(append(slices.Clone(c.Values), c.columns()...), "\t"))
	}
	return table.Flush()
}

// rowCells is the greatest number of cells that a picture shows in one row if only one flag is varied.
const rowCells = 5

// draw draws the cells' points in rows along which the last flag changes, each with its numbers.
func (c *ablateCmd) draw(w io.Writer, seed uint64, varied []variation, cells []cell, panels []figure.Panel) error {
	dataset, err := config{settings: c.settings, Seed: seed}.open()
	if err != nil {
		return err
	}
	view := figure.Around(dataset.Points(filmPoints, seed))
	captions := make([]string, len(cells))
	for i := range cells {
		captions[i] = cells[i].caption()
	}
	columns := len(varied[len(varied)-1].values)
	if len(varied) == 1 && columns > rowCells {
		columns = int(math.Ceil(math.Sqrt(float64(columns))))
	}
	return figure.Table(w, view, columns, panels, captions)
}
