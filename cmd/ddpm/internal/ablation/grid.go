// Package ablation tries every combination of some flags, of training or of sampling, and compares them: a run for each training, a
// table and a picture.
//
// Read grid.go, then cell.go (one combination) and vary.go (how flags are varied).
package ablation

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
)

// Files of an ablation's folder.
const (
	TableFile  = "ablation.csv"
	FigureFile = "ablation.png"
)

// grid is an ablation: its cells in the order in which they are filled, the last flag varied changing fastest.
type grid struct {
	settings runs.Settings
	seed     uint64
	varied   []Variation
	cells    []*Cell
	panels   []figure.Panel // of each cell
}

// Run fills every cell of the grid that varied makes of the settings and of how points are drawn, goes on from what an earlier one left
// in folder, and leaves the table and the picture there.
func Run(
	ctx context.Context, out *terminal.Output, folder runs.Folder, settings runs.Settings, drawing runs.Drawing, seed uint64, varied []Variation,
	effort evaluate.Effort,
) ([]*Cell, error) {
	cells, err := newCells(folder, settings, drawing, seed, varied)
	if err == nil {
		err = checkCells(cells)
	}
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	g := &grid{settings, seed, varied, cells, make([]figure.Panel, len(cells))}
	for i, c := range cells {
		out.Printf("%d of %d: %s\n", i+1, len(cells), strings.Join(c.named(varied), ", "))
		points, err := c.fill(ctx, out, effort, cells[:i])
		if errors.Is(err, context.Canceled) {
			return nil, fmt.Errorf("%w; %d of %d are done, and the same command goes on from there", err, i, len(cells))
		}
		if err != nil {
			return nil, err
		}
		g.panels[i] = figure.Panel{Title: strings.Join(c.named(varied), "  "), Points: points, Ink: figure.Learned}
	}
	if err := folder.Write(func(w io.Writer) error { return writeCells(w, varied, cells) }, TableFile); err != nil {
		return nil, err
	}
	if err := folder.Write(g.draw, FigureFile); err != nil {
		return nil, err
	}
	return cells, printCells(out.Text(), varied, cells)
}

// header names the columns of a table of cells.
func header(varied []Variation) []string {
	var names []string
	for _, v := range varied {
		names = append(names, v.Name)
	}
	return append(names, "kl", "kl_se", "sliced_w2", "floor")
}

func writeCells(w io.Writer, varied []Variation, cells []*Cell) error {
	rows := [][]string{header(varied)}
	for _, c := range cells {
		rows = append(rows, append(slices.Clone(c.Values), c.columns()...))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func printCells(w io.Writer, varied []Variation, cells []*Cell) error {
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
func (g *grid) draw(w io.Writer) error {
	dataset, err := runs.Config{Settings: g.settings, Seed: g.seed}.Dataset()
	if err != nil {
		return err
	}
	view := figure.Around(dataset.Points(film.Points, g.seed))
	captions := make([]string, len(g.cells))
	for i, c := range g.cells {
		captions[i] = c.caption()
	}
	columns := len(g.varied[len(g.varied)-1].Values)
	if len(g.varied) == 1 && columns > rowCells {
		columns = int(math.Ceil(math.Sqrt(float64(columns))))
	}
	return figure.Table(w, view, columns, g.panels, captions)
}
