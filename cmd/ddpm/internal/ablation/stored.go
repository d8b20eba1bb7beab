package ablation

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

// A cell leaves two files in the folder of its training: its result, which is written last, and its points for the picture.
const (
	resultExtension = ".json"
	pointsExtension = ".npy"
)

// read takes over the cell's earlier result, if there is one for points that were drawn and judged in the same way. It fails if the
// training in the folder has other settings than the cell.
func (g *Grid) read(c *Cell) (done bool, err error) {
	content, err := os.ReadFile(c.Run.File(c.file + resultExtension))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before := *c
	before.Drawing = runs.Drawing{}
	if err := json.Unmarshal(content, &before); err != nil {
		return false, fmt.Errorf("%s: %w", c.Run.File(c.file+resultExtension), err)
	}
	before.Run = c.Run
	other := before.KL != nil && (before.KL.Points != g.Effort.LikelihoodPoints || before.Outside == nil) // an older version left no Outside
	if other || !reflect.DeepEqual(before.Drawing, c.Drawing) {
		return false, nil
	}
	complete, _, err := g.completed.of(c.training.Settings, c.training.Seed)
	if err == nil {
		err = c.Run.CheckGiven(complete, c.training.Seed, runs.SettingNames())
	}
	*c = before
	return err == nil, terminal.BadInput(err)
}

// write writes the cell's result. The folder of its training has only its name there, so that the folders of several ablations can be
// copied into one.
func (c *Cell) write() error {
	stored := *c
	stored.Run = runs.Folder(filepath.Base(string(c.Run)))
	return c.Run.WriteJSON(c.file+resultExtension, stored)
}

// writePoints writes the cell's points. A result of other points, which an earlier ablation may have left, is deleted before.
func (c *Cell) writePoints(points []data.Point) error {
	if err := os.Remove(c.Run.File(c.file + resultExtension)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return c.Run.Write(func(w io.Writer) error {
		file := data.NewNPYWriter(w, len(points))
		return cmp.Or(file.Write(points), file.Close())
	}, c.file+pointsExtension)
}

// readPoints returns the points that the cell has left.
func (c *Cell) readPoints() (data.Points, error) {
	return data.ReadFile(c.Run.File(c.file+pointsExtension), nil)
}
