package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strconv"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/train"
)

// cell is one combination of an ablation, and what came of it.
type cell struct {
	Values   []string          `json:"values"` // of the flags varied, in their order
	Run      runs.Folder       `json:"run"`
	Drawing  drawing           `json:"sampling"`
	SlicedW2 float64           `json:"sliced_w2"`
	Floor    float64           `json:"floor"`            // of true points
	KL       *compare.Estimate `json:"kl,omitempty"`     // where the law is known
	Failed   string            `json:"failed,omitempty"` // why there is no result

	choice choice
	file   string // in the run's folder, for this: it says that the cell is done
}

// named returns the cell's values with their flags.
func (c *cell) named(varied []variation) []string {
	var names []string
	for i, v := range varied {
		names = append(names, v.name+"="+c.Values[i])
	}
	return names
}

// fill trains the cell's network, unless that is done, and returns points drawn from it. A training that diverges leaves none,
// and the reason. What is known from cells before is not found again.
func (c *cell) fill(ctx context.Context, of *app, before []cell) ([]data.Point, error) {
	a := *of
	a.Seed = c.choice.training.Seed
	how := training{settings: c.choice.training.settings, Out: string(c.Run)}
	if c.Run.HoldsRun() {
		how.Out, how.Resume = "", string(c.Run)
	}
	run, trainer, err := how.begin(&a)
	if err != nil {
		return nil, err
	}
	from, err := c.Drawing.source(run.model, c.Drawing.Evals)
	if err != nil {
		return nil, badInput(err)
	}
	done, err := c.read()
	if err != nil || done && c.Failed != "" {
		return nil, err
	}
	if trainer.Done() < run.config.Steps {
		defer run.release()
		err := run.train(ctx, &a, trainer, "the same command")
		if errors.Is(err, train.ErrDiverged) {
			c.Failed = "diverged"
			return nil, c.Run.WriteJSON(c.file, c)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := from.prepare(ctx, run.dataset, a.Seed); err != nil {
		return nil, err
	}
	points := make([]data.Point, c.Drawing.Count)
	if err := from.draw(ctx, sample.Noise{Seed: a.Seed}, points); err != nil {
		return nil, err
	}
	if done {
		return points, nil
	}
	if err := c.judge(ctx, from, run.dataset, points, a.Seed, before); err != nil {
		return nil, err
	}
	return points, c.Run.WriteJSON(c.file, c)
}

// read fills the cell in if it has been done before, with points drawn in the same way.
func (c *cell) read() (done bool, err error) {
	content, err := os.ReadFile(c.Run.File(c.file))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before := *c
	before.Drawing = drawing{}
	if err := json.Unmarshal(content, &before); err != nil {
		return false, fmt.Errorf("%s: %w", c.Run.File(c.file), err)
	}
	if done = reflect.DeepEqual(before.Drawing, c.Drawing); done {
		*c = before
	}
	return done, nil
}

// judge holds points, and the model that they are from, against the truth.
func (c *cell) judge(
	ctx context.Context, m source, dataset *data.Dataset, points []data.Point, seed uint64, before []cell,
) error {
	truth, err := m.truth(dataset)
	if err != nil {
		return badInput(err)
	}
	result, err := compare.Compare(ctx, points, truthOf(truth), seed, "sliced_w2")
	if err != nil {
		return err
	}
	c.SlicedW2, c.Floor = result.Metrics[0].Value, result.Metrics[0].Floor
	if truth.Law == nil {
		return nil
	}
	if i := slices.IndexFunc(before, c.hasDensityOf); i >= 0 {
		c.KL = before[i].KL
		return nil
	}
	kl, err := compare.KL(ctx, m.denoiser, standardizer(m.Model).Law(truth.Law), effort.likelihoodPoints, seed)
	c.KL = &kl
	return err
}

// hasDensityOf says whether the cell's model has the density of another's, which may have been judged: that of the same network,
// class and guidance. How points are drawn from it makes no difference.
func (c *cell) hasDensityOf(other cell) bool {
	return other.KL != nil && other.Run == c.Run && other.Drawing.Class == c.Drawing.Class && other.Drawing.Guidance == c.Drawing.Guidance
}

// columns returns the cell's numbers as text: KL and its standard error, sliced W2 and its floor.
func (c *cell) columns() []string {
	if c.Failed != "" {
		return []string{c.Failed, "", "", ""}
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
	kl := []string{"", ""}
	if c.KL != nil {
		kl = []string{number(c.KL.Value), number(c.KL.SE)}
	}
	return append(kl, number(c.SlicedW2), number(c.Floor))
}

// caption returns what stands under the cell's picture.
func (c *cell) caption() string {
	if c.Failed != "" {
		return c.Failed
	}
	distance := fmt.Sprintf("sliced W2 %.3g (%.2g)", c.SlicedW2, c.Floor)
	if c.KL == nil {
		return distance
	}
	return fmt.Sprintf("KL %.3f\n%s", c.KL.Value, distance)
}
