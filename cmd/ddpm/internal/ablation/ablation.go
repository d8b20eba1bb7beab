// Package ablation tries every combination of some flags, of training or of sampling, and compares them: a run for each training, a
// table and a picture. Many processes can each do a part of it, and one gathers what they left.
//
// Read grid.go (all combinations), then ablation.go, cell.go (one combination), stored.go (its files), result.go (table and picture),
// complete.go and vary.go (how flags are varied).
package ablation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ddpm/cmd/ddpm/internal/part"
	"ddpm/cmd/ddpm/internal/terminal"
)

// Files of an ablation's folder.
const (
	TableFile  = "ablation.csv"
	FigureFile = "ablation.png"
)

// Fill does the cells of a part and returns them. It goes on from what an earlier call left in the folder. What it leaves does not depend
// on the number of parts. Other processes may do other parts at the same time.
func (g *Grid) Fill(ctx context.Context, out *terminal.Output, p part.Part) ([]*Cell, error) {
	cells, numbers, err := g.cells(p)
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	known := newShared()
	for i, c := range cells {
		out.Printf("%d of %d: %s\n", numbers[i]+1, g.Cells(), strings.Join(c.named(g.varied), ", "))
		err := g.fill(ctx, out, c, known)
		if errors.Is(err, context.Canceled) {
			return nil, fmt.Errorf("%w; %d of %d cells are done: the same command goes on from there", err, i, len(cells))
		}
		if err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// missing says in place of a cell's result that there is none yet.
const missing = "missing"

// mostNamed is how many missing cells an error names.
const mostNamed = 5

// Gather leaves the table and the picture of all cells in the folder, and returns the cells. It trains nothing. If cells are missing, it
// does the same with those that are there, and the error names some that are not.
func (g *Grid) Gather(ctx context.Context, out *terminal.Output) ([]*Cell, error) {
	cells := make([]*Cell, g.Cells())
	var absent []string
	for number := range cells {
		c, err := g.cell(number)
		if err != nil {
			return nil, err
		}
		done, err := g.read(c)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if !done {
			c.Failed = missing
			absent = append(absent, strings.Join(c.named(g.varied), ", "))
		}
		cells[number] = c
	}
	if len(absent) < len(cells) {
		if err := g.present(ctx, out, cells); err != nil {
			return nil, err
		}
	}
	if n := len(absent); n > 0 {
		named, more := absent[:min(n, mostNamed)], ""
		if n > mostNamed {
			more = fmt.Sprintf("; and %d more", n-mostNamed)
		}
		return nil, fmt.Errorf("%d of %d cells are missing in %s: %s%s. The same command without --gather does them", n, len(cells), g.Folder,
			strings.Join(named, "; "), more)
	}
	return cells, nil
}
