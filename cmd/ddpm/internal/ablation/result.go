package ablation

import (
	"context"
	"encoding/csv"
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

// present leaves the table and the picture of all cells in the folder, and prints the table.
func (g *Grid) present(ctx context.Context, out *terminal.Output, cells []*Cell) error {
	rows := table(g.varied, cells)
	if err := g.Folder.Write(func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) }, TableFile); err != nil {
		return err
	}
	if g.pictured() {
		if err := g.draw(ctx, out, cells); err != nil {
			return err
		}
	}
	aligned := tabwriter.NewWriter(out.Text(), 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(aligned, strings.Join(row, "\t"))
	}
	if err := aligned.Flush(); err != nil {
		return err
	}
	made := fmt.Sprintf("picture and table: %s, %s", g.Folder.File(FigureFile), g.Folder.File(TableFile))
	if !g.pictured() {
		made = fmt.Sprintf("table: %s; a picture would have no room for more than %d cells", g.Folder.File(TableFile), mostPictured)
	}
	out.Printf("%s\n", made)
	return nil
}

// table returns the cells as rows of text, under a row that names the columns.
func table(varied []Variation, cells []*Cell) [][]string {
	var names []string
	for _, v := range varied {
		names = append(names, v.Name)
	}
	rows := [][]string{append(names, numberColumns...)}
	for _, c := range cells {
		rows = append(rows, slices.Concat(c.Values, c.columns()))
	}
	return rows
}

// mostPictured is the greatest number of cells that a picture shows.
const mostPictured = 400

// pictured reports whether there is a picture of the grid. Only then do cells keep their points.
func (g *Grid) pictured() bool { return g.Cells() <= mostPictured }

// draw leaves the picture in the folder. The points of a cell that cannot be read are drawn again.
func (g *Grid) draw(ctx context.Context, out *terminal.Output, cells []*Cell) error {
	dataset, err := runs.Config{Settings: g.base.training.Settings, Seed: g.base.training.Seed}.Dataset()
	if err != nil {
		return err
	}
	view := figure.Around(dataset.Points(film.Points, g.base.training.Seed))
	drawn := make([][]data.Point, len(cells))
	for i, c := range cells {
		if c.Failed != "" {
			continue
		}
		if drawn[i], err = c.readPoints(); err != nil {
			if drawn[i], err = g.redraw(ctx, out, c); err != nil {
				return err
			}
		}
	}
	pictured := picture(view, g.varied, cells, drawn)
	return g.Folder.Write(func(w io.Writer) error { return pictured.Write(w, g.Effort.Pixels) }, FigureFile)
}

// redraw draws the points of a finished cell again.
func (g *Grid) redraw(ctx context.Context, out *terminal.Output, c *Cell) ([]data.Point, error) {
	run, err := g.begin(c)
	if err != nil {
		return nil, err
	}
	choice, err := c.Drawing.Choice(run.Model)
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	subject, err := evaluate.NewSubject(ctx, run.Model, run.Dataset, choice, c.training.Seed)
	if err != nil {
		return nil, err
	}
	return evaluate.Draw(ctx, out, subject, c.Drawing.Count)
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
