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
	"ddpm/data"
)

// Files of an ablation's folder.
const (
	TableFile  = "ablation.csv"
	FigureFile = "ablation.png"
)

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
	drawn := make([][]data.Point, len(cells))
	for i, c := range cells {
		out.Printf("%d of %d: %s\n", i+1, len(cells), strings.Join(c.named(varied), ", "))
		drawn[i], err = c.fill(ctx, out, effort, cells[:i])
		if errors.Is(err, context.Canceled) {
			return nil, fmt.Errorf("%w; %d of %d are done, and the same command goes on from there", err, i, len(cells))
		}
		if err != nil {
			return nil, err
		}
	}
	rows := table(varied, cells)
	if err := folder.Write(func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) }, TableFile); err != nil {
		return nil, err
	}
	dataset, err := runs.Config{Settings: settings, Seed: seed}.Dataset()
	if err != nil {
		return nil, err
	}
	view := figure.Around(dataset.Points(film.Points, seed))
	pictured := picture(view, varied, cells, drawn)
	if err := folder.Write(func(w io.Writer) error { return pictured.Write(w, effort.Pixels) }, FigureFile); err != nil {
		return nil, err
	}
	aligned := tabwriter.NewWriter(out.Text(), 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(aligned, strings.Join(row, "\t"))
	}
	return cells, aligned.Flush()
}

// table returns the cells as rows of text, under a row that names the columns.
func table(varied []Variation, cells []*Cell) [][]string {
	var names []string
	for _, v := range varied {
		names = append(names, v.Name)
	}
	rows := [][]string{append(names, "kl", "kl_se", "sliced_w2", "floor")}
	for _, c := range cells {
		rows = append(rows, slices.Concat(c.Values, c.columns()))
	}
	return rows
}

// rowCells is the greatest number of cells that a picture shows in one row if only one flag is varied.
const rowCells = 5

// picture shows each cell's points with its numbers. The last flag changes along a row.
func picture(view figure.View, varied []Variation, cells []*Cell, drawn [][]data.Point) figure.Figure {
	panels := make([]figure.Panel, len(cells))
	for i, c := range cells {
		panels[i] = figure.Panel{Title: strings.Join(c.named(varied), "  "), Points: drawn[i], Ink: figure.Learned, Caption: c.caption()}
	}
	columns := len(varied[len(varied)-1].Values)
	if len(varied) == 1 && columns > rowCells {
		columns = int(math.Ceil(math.Sqrt(float64(columns))))
	}
	return figure.Table(view, columns, panels)
}
