package ablation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/part"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

// Grid is all combinations of the values of some flags: the cells of an ablation. Cells have numbers from 0; the value of the last flag
// changes fastest. A cell is made when it is needed, so a part of a large grid costs no more than its own cells.
type Grid struct {
	Folder runs.Folder // of the ablation, with a folder in it for each training
	Effort evaluate.Effort

	base       Cell
	varied     []Variation
	ofTraining []bool // which flags are of training and not of sampling
	completed  completions
}

// NewGrid returns the grid that varied makes of settings, of how points are drawn, and of the seed. It fails if there is no such flag, or
// if a flag does not take one of its values.
func NewGrid(
	folder runs.Folder, settings runs.Settings, drawing runs.Drawing, seed uint64, varied []Variation, effort evaluate.Effort,
) (*Grid, error) {
	g := &Grid{Folder: folder, Effort: effort, varied: varied, completed: make(completions)}
	g.base = Cell{Drawing: drawing, training: trained{seed, settings}}
	for _, v := range varied {
		for i, value := range v.Values {
			changed, err := g.base.with(v.Name, value)
			if err != nil {
				return nil, terminal.BadInput(err)
			}
			if i == 0 {
				g.ofTraining = append(g.ofTraining, changed.Run != g.base.Run)
			}
		}
	}
	return g, nil
}

// Dataset returns what the networks learn.
func (g *Grid) Dataset() (*data.Dataset, error) {
	c, err := g.cell(0)
	if err != nil {
		return nil, err
	}
	_, dataset, err := g.completed.of(c.training.Settings, c.training.Seed)
	return dataset, err
}

// Cells returns the number of cells.
func (g *Grid) Cells() int {
	n := 1
	for _, v := range g.varied {
		n *= len(v.Values)
	}
	return n
}

// asFile replaces what a file's name cannot have.
var asFile = strings.NewReplacer(":", "-", "/", "-", `\`, "-")

// cell returns the cell of a number, without a result.
func (g *Grid) cell(number int) (*Cell, error) {
	c := &g.base
	for i, digit := range g.digits(number) {
		v := g.varied[i]
		var err error
		if c, err = c.with(v.Name, v.Values[digit]); err != nil {
			return nil, err
		}
	}
	name := cmp.Or(strings.TrimPrefix(asFile.Replace(string(c.Run)), ","), "run")
	c.Run = runs.Folder(g.Folder.File(name))
	c.file = "cell" + asFile.Replace(c.file)
	return c, nil
}

// digits returns which value each flag has in a cell.
func (g *Grid) digits(number int) []int {
	digits := make([]int, len(g.varied))
	for i, v := range slices.Backward(g.varied) {
		digits[i] = number % len(v.Values)
		number /= len(v.Values)
	}
	return digits
}

// trainingOf returns the number of a cell's training. Cells that differ only in flags of sampling share a training.
func (g *Grid) trainingOf(number int) int {
	training := 0
	for i, digit := range g.digits(number) {
		if g.ofTraining[i] {
			training = training*len(g.varied[i].Values) + digit
		}
	}
	return training
}

// cells returns the cells of a part, with their numbers. All cells of a training belong to the same part. The error says what is wrong with
// how points are drawn for one of them, or that there are more parts than cells.
func (g *Grid) cells(p part.Part) (cells []*Cell, numbers []int, err error) {
	if p.Count > g.Cells() {
		return nil, nil, fmt.Errorf("%d parts of %d cells: want at most one part for each cell", p.Count, g.Cells())
	}
	check := g.checker()
	for number := range g.Cells() {
		if !p.Owns(g.trainingOf(number)) {
			continue
		}
		c, err := g.cell(number)
		if err == nil {
			err = check(c)
		}
		if err != nil {
			return nil, nil, err
		}
		cells, numbers = append(cells, c), append(numbers, number)
	}
	return cells, numbers, nil
}

// Check returns an error if one of the cells of a part cannot be trained or drawn from as its flags say. It trains nothing.
func (g *Grid) Check(p part.Part) error {
	_, _, err := g.cells(p)
	return terminal.BadInput(err)
}
