package main

import (
	"context"
	"errors"
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
	if c.Data == data.StandardInput {
		return terminal.BadInput(errors.New("every training reads the data, and standard input can be read once: want a file"))
	}
	folder := runs.Folder(c.Out)
	if c.Out == "" {
		folder = runs.Folder(filepath.Join("runs", runs.NameFor(c.Data)+"-ablation"))
	}
	cells, err := ablation.Run(ctx, a.out, folder, c.Settings, c.Drawing, a.Seed, varied, a.effort.evaluate)
	if err != nil {
		return err
	}
	a.out.Printf("picture and table: %s, %s\n", folder.File(ablation.FigureFile), folder.File(ablation.TableFile))
	return a.out.Result(cells)
}
