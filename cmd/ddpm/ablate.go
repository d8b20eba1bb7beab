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
	Vary []string `required:"" sep:"none" placeholder:"NAME=A,B,…" help:"A flag of training, or seed, and the values to try. Given several times, every combination is trained; the last one runs along the rows of the picture."`
	Out  string   `short:"o" placeholder:"FOLDER" help:"Where a run for each combination goes, with ablation.csv and ablation.png (runs/NAME-ablation). The same command again goes on where it stopped."`
}

// variation is a flag and the values that it takes.
type variation struct {
	name   string
	values []string
}

// cell is one training of an ablation, and what came of it.
type cell struct {
	Values   []string          `json:"values"` // of the flags varied, in their order
	Run      runs.Folder       `json:"run"`
	SlicedW2 float64           `json:"sliced_w2"`
	Floor    float64           `json:"floor"`            // of true points
	KL       *compare.Estimate `json:"kl,omitempty"`     // where the law is known
	Failed   string            `json:"failed,omitempty"` // why there is no result

	settings seeded
}

// seeded is all that a training depends on.
type seeded struct {
	Seed uint64 `json:"seed"`
	settings
}

// Files of an ablation: of the whole, and of a cell's run, which says that it is done.
const (
	ablationTable  = "ablation.csv"
	ablationFigure = "ablation.png"
	cellFile       = "cell.json"
)

func (c *ablateCmd) Run(ctx context.Context, a *app) error {
	varied, err := c.varied()
	if err != nil {
		return badInput(err)
	}
	folder := runs.Folder(c.Out)
	if c.Out == "" {
		folder = runs.Folder(filepath.Join("runs", runs.NameFor(c.Data)+"-ablation"))
	}
	cells, err := seeded{a.Seed, c.settings}.cells(folder, varied)
	if err != nil {
		return badInput(err)
	}
	panels := make([]figure.Panel, len(cells))
	for i := range cells {
		a.printf("%d of %d: %s\n", i+1, len(cells), strings.Join(cells[i].named(varied), ", "))
		points, err := c.fill(ctx, a, &cells[i])
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%w; %d of %d trainings are done, and the same command goes on from there", err, i, len(cells))
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

// varied reads the flags to vary.
func (c *ablateCmd) varied() ([]variation, error) {
	var varied []variation
	for _, text := range c.Vary {
		name, values, ok := strings.Cut(text, "=")
		v := variation{name, strings.Split(values, ",")}
		sorted := slices.Sorted(slices.Values(v.values))
		switch {
		case !ok || slices.Contains(v.values, ""):
			return nil, fmt.Errorf("--vary %s: want a flag and values, as in width=16,64,128", text)
		case len(slices.Compact(sorted)) < len(v.values):
			return nil, fmt.Errorf("--vary %s: a value is there twice", text)
		case slices.ContainsFunc(varied, func(other variation) bool { return other.name == name }):
			return nil, fmt.Errorf("--vary %s: %s is varied twice", text, name)
		}
		varied = append(varied, v)
	}
	return varied, nil
}

// cells returns a cell for every combination of values, the last flag's changing fastest. It fails if a flag or a value is none
// of training.
func (s seeded) cells(folder runs.Folder, varied []variation) ([]cell, error) {
	cells := []cell{{settings: s}}
	for _, v := range varied {
		var more []cell
		for _, of := range cells {
			for _, value := range v.values {
				changed, err := of.settings.with(v.name, value)
				if err != nil {
					return nil, err
				}
				more = append(more, cell{Values: append(slices.Clone(of.Values), value), settings: changed})
			}
		}
		cells = more
	}
	for i := range cells {
		name := strings.Join(cells[i].named(varied), ",")
		cells[i].Run = runs.Folder(folder.File(strings.NewReplacer(":", "-", "/", "-", `\`, "-").Replace(name)))
	}
	return cells, nil
}

// with returns what a training depends on with one of it changed, by its flag's name.
func (s seeded) with(name, value string) (seeded, error) {
	if slices.Contains([]string{"data", "columns", "label"}, name) {
		return s, fmt.Errorf("--vary %s: what is learned stays the same in all of an ablation", name)
	}
	raw := json.RawMessage(value)
	if !json.Valid(raw) {
		raw, _ = json.Marshal(value)
	}
	text, err := json.Marshal(map[string]json.RawMessage{name: raw})
	if err != nil {
		return s, err
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return s, fmt.Errorf("--vary %s: %q is no value for it", name, value)
		}
		return s, fmt.Errorf("--vary %s: there is no such flag of training", name)
	}
	return s, nil
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
func (c *ablateCmd) fill(ctx context.Context, of *app, to *cell) ([]data.Point, error) {
	a := *of
	a.Seed = to.settings.Seed
	how := training{settings: to.settings.settings, Out: string(to.Run)}
	if to.Run.HoldsRun() {
		how.Out, how.Resume = "", string(to.Run)
	}
	run, trainer, err := how.begin(&a)
	if err != nil {
		return nil, err
	}
	source, err := c.source(run.model, c.Evals)
	if err != nil {
		return nil, badInput(err)
	}
	done, err := to.read()
	if err != nil || done && to.Failed != "" {
		return nil, err
	}
	if !done {
		defer run.release()
		err := run.train(ctx, &a, trainer, "the same command")
		if errors.Is(err, train.ErrDiverged) {
			to.Failed = "diverged"
			return nil, to.Run.WriteJSON(cellFile, to)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := source.prepare(ctx, run.dataset, a.Seed); err != nil {
		return nil, err
	}
	points := make([]data.Point, c.Count)
	if err := source.draw(ctx, sample.Noise{Seed: a.Seed}, points); err != nil {
		return nil, err
	}
	if done {
		return points, nil
	}
	if err := to.judge(ctx, source, run.dataset, points, a.Seed); err != nil {
		return nil, err
	}
	return points, to.Run.WriteJSON(cellFile, to)
}

// read fills the cell in if it has been done before.
func (c *cell) read() (done bool, err error) {
	content, err := os.ReadFile(c.Run.File(cellFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(content, c)
	}
	return true, err
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
	if len(varied) == 1 {
		columns = int(math.Ceil(math.Sqrt(float64(columns))))
	}
	return figure.Table(w, view, columns, panels, captions)
}
