package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"ddpm/cmd/ddpm/internal/export"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/atomicfile"
	"ddpm/cmd/internal/runs"
)

// exported is what ddpm export has done, as JSON.
type exported struct {
	Run     string   `json:"run"`
	Format  string   `json:"format"`
	Files   []string `json:"files"`
	Weights int      `json:"weights"` // of the network
}

func (c *exportCmd) Run(a *app) error {
	run := runs.Folder(c.Folder)
	m, err := run.ReadModel()
	if err != nil {
		return terminal.BadInput(err)
	}
	name, format, err := export.Find(c.To, c.Out)
	if err != nil {
		return terminal.BadInput(err)
	}
	files, err := format.Files(c.Out)
	if err != nil {
		return terminal.BadInput(err)
	}
	for _, file := range files {
		if err := c.check(file.Path); err != nil {
			return terminal.BadInput(err)
		}
	}
	result := exported{c.Folder, name, nil, len(m.Network.Weights)}
	for _, file := range files {
		if err := atomicfile.Write(file.Path, func(w io.Writer) error { return file.Write(w, m, runs.Version) }); err != nil {
			return err
		}
		result.Files = append(result.Files, file.Path)
	}
	if err := run.NoteExports(result.Files...); err != nil {
		return err
	}
	a.out.Printf("%d weights of %s: %s\n", result.Weights, m.Data, strings.Join(result.Files, ", "))
	return a.out.Result(result)
}

// check fails if a file is one that a run keeps, or is there already and --overwrite is not given.
func (c *exportCmd) check(path string) error {
	if err := checkNotKept("out", path); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil && !c.Overwrite {
		return fmt.Errorf("%s exists: want another --out, or --overwrite", path)
	}
	return nil
}
