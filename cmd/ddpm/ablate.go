package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"ddpm/cmd/ddpm/internal/ablation"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

func (c *ablateCmd) Run(ctx context.Context, a *app) error {
	varied, err := ablation.Variations(c.Vary)
	if err != nil {
		return terminal.BadInput(err)
	}
	if err := checkCount(c.Count, mostHeld); err != nil {
		return err
	}
	if data.CanBeReadOnce(c.Data) {
		return terminal.BadInput(errors.New("every training reads the data, and standard input or a pipe can be read once: want a file"))
	}
	folder := runs.Folder(c.Out)
	if c.Out == "" {
		folder = runs.Folder(filepath.Join("runs", runs.NameFor(c.Data)+"-ablation"))
	}
	if err := folder.CheckPlace("an ablation"); err != nil {
		return terminal.BadInput(err)
	}
	if folder.HoldsRun() {
		return terminal.BadInput(fmt.Errorf("%s holds a run: want another --out", folder))
	}
	grid, err := ablation.NewGrid(folder, c.Settings, c.Drawing, a.Seed, varied, a.effort.evaluate)
	if err != nil {
		return err
	}
	if c.PrintJob != "" || a.gave("parts") {
		return c.printJob(a, grid)
	}
	judge, err := grid.Judge(c.Judge, a.gave("count"))
	if err != nil {
		return terminal.BadInput(err)
	}
	for _, v := range varied {
		if a.gave(v.Name) {
			a.out.Printf("--%s: its values are those of --vary, and the one that is given alone is not used\n", v.Name)
		}
	}
	a.out.Printf("--judge %s: a cell is judged by %s\n", judge, grid.Judgement())
	cells, err := c.cells(ctx, a, grid)
	if err != nil {
		return err
	}
	return a.out.Result(cells)
}

// cells does a part of the grid or gathers what the parts have left, or both, as the flags say. It returns the cells.
func (c *ablateCmd) cells(ctx context.Context, a *app, grid *ablation.Grid) ([]*ablation.Cell, error) {
	switch {
	case c.Gather && c.Part != "":
		return nil, terminal.BadInput(errors.New("--gather takes what all parts have left: want it without --part"))
	case c.Gather:
		return grid.Gather(ctx, a.out)
	}
	own, err := c.ownPart(a)
	if err != nil {
		return nil, err
	}
	dataset, err := grid.Dataset()
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	a.printReading(dataset, dataset.Reading)
	cells, err := grid.Fill(ctx, a.out, own)
	if err != nil {
		return nil, err
	}
	if own.IsWhole() {
		return grid.Gather(ctx, a.out)
	}
	a.out.Printf("part %v of %s is done: %d of %d cells. When all parts are done, the same command with --gather in place of --part makes the table\n",
		own, grid.Folder, len(cells), grid.Cells())
	return cells, nil
}
