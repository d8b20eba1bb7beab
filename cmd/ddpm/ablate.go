package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
)

type ablateCmd struct {
	settings
	drawing
	Vary []string `required:"" sep:"none" placeholder:"NAME=A,B,…" help:"A flag of training or sampling, or seed, and the values to try. Given several times, every combination is tried; the last one runs along the rows of the picture."`
	Out  string   `short:"o" placeholder:"FOLDER" help:"Where the run of each training goes, with ablation.csv and ablation.png (runs/NAME-ablation). The same command again goes on where it stopped."`
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
	if err == nil {
		err = checkCells(cells)
	}
	if err != nil {
		return badInput(err)
	}
	panels := make([]figure.Panel, len(cells))
	for i := range cells {
		a.printf("%d of %d: %s\n", i+1, len(cells), strings.Join(cells[i].named(varied), ", "))
		points, err := cells[i].fill(ctx, a, cells[:i])
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
