package ablation

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

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
	"ddpm/train"
)

// Cell is one combination of an ablation, and what came of it.
type Cell struct {
	Values   []string        `json:"values"` // of the flags varied, in their order
	Run      runs.Folder     `json:"run"`
	Drawing  runs.Drawing    `json:"sampling"`
	SlicedW2 float64         `json:"sliced_w2"`
	Floor    float64         `json:"floor"`            // of true points
	KL       *audit.Estimate `json:"kl,omitempty"`     // where the distribution is known
	Failed   string          `json:"failed,omitempty"` // why there is no result

	training trained
	file     string // in the run's folder, for this: it says that the cell is done
}

// trained is what a cell's network depends on. Names in JSON are those of flags.
type trained struct {
	Seed uint64 `json:"seed"`
	runs.Settings
}

// named returns the cell's values with their flags.
func (c *Cell) named(varied []Variation) []string {
	var names []string
	for i, v := range varied {
		names = append(names, v.Name+"="+c.Values[i])
	}
	return names
}

// fill trains the cell's network, unless that is done, and returns points drawn from it. If the training diverges there are no points,
// and Failed says so. Results of earlier cells are taken over where they are the same.
func (c *Cell) fill(ctx context.Context, out *terminal.Output, effort evaluate.Effort, before []*Cell) ([]data.Point, error) {
	seed := c.training.Seed
	request := training.Request{Settings: c.training.Settings, Seed: seed, Out: string(c.Run)}
	if c.Run.HoldsRun() {
		complete, _, err := runs.NewConfig(c.training.Settings, seed) // settings that were not given have to be the same too
		if err != nil {
			return nil, terminal.BadInput(err)
		}
		request = training.Request{Settings: complete.Settings, Seed: seed, Resume: string(c.Run), Given: runs.SettingNames()}
	}
	run, err := training.Begin(request)
	if err != nil {
		return nil, err
	}
	choice, err := c.Drawing.Choice(run.Model)
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	done, err := c.read()
	if err != nil || done && c.Failed != "" {
		return nil, err
	}
	if !run.Done() {
		defer run.Release()
		err := run.Train(ctx, out, "the same command")
		if errors.Is(err, train.ErrDiverged) {
			c.Failed = "diverged"
			return nil, c.Run.WriteJSON(c.file, c)
		}
		if err != nil {
			return nil, err
		}
	}
	subject, err := evaluate.NewSubject(ctx, run.Model, run.Dataset, choice, seed)
	if err != nil {
		return nil, err
	}
	points, err := evaluate.Draw(ctx, out, subject, c.Drawing.Count)
	if err != nil || done {
		return points, err
	}
	if err := c.judge(ctx, subject, points, effort, before); err != nil {
		return nil, err
	}
	return points, c.Run.WriteJSON(c.file, c)
}

// checkCells returns an error if the points of a cell cannot be drawn as its flags say. It is called before anything is trained.
func checkCells(cells []*Cell) error {
	for _, c := range cells {
		dataset, err := runs.Config{Settings: c.training.Settings, Seed: c.training.Seed}.Dataset()
		if err != nil {
			return err
		}
		schedule, err := model.NewSchedule(c.training.Schedule, c.training.Timesteps)
		if err != nil {
			return err
		}
		if _, err := c.Drawing.Choice(&model.Model{Schedule: schedule, Labels: dataset.LabelNames}); err != nil {
			return err
		}
	}
	return nil
}

// read takes over the cell's earlier result, if there is one for points drawn in the same way.
func (c *Cell) read() (done bool, err error) {
	content, err := os.ReadFile(c.Run.File(c.file))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before := *c
	before.Drawing = runs.Drawing{}
	if err := json.Unmarshal(content, &before); err != nil {
		return false, fmt.Errorf("%s: %w", c.Run.File(c.file), err)
	}
	if done = reflect.DeepEqual(before.Drawing, c.Drawing); done {
		*c = before
	}
	return done, nil
}

// judge compares points, and the model that they are from, with the truth.
func (c *Cell) judge(ctx context.Context, s *audit.Subject, points []data.Point, effort evaluate.Effort, before []*Cell) error {
	result, err := compare.Compare(ctx, points, s.Truth, s.Seed, "sliced_w2")
	if err != nil {
		return err
	}
	c.SlicedW2, c.Floor = result.Metrics[0].Value, result.Metrics[0].Floor
	if s.Distribution == nil {
		return nil
	}
	if i := slices.IndexFunc(before, c.hasDensityOf); i >= 0 {
		c.KL = before[i].KL
		return nil
	}
	c.KL, err = audit.KL(ctx, s, effort.LikelihoodPoints)
	return err
}

// hasDensityOf reports whether another cell has a KL divergence of the same density: that of the same network, class and guidance. The
// sampler makes no difference to it.
func (c *Cell) hasDensityOf(other *Cell) bool {
	return other.KL != nil && other.Run == c.Run && other.Drawing.Class == c.Drawing.Class && other.Drawing.Guidance == c.Drawing.Guidance
}

// columns returns the cell's numbers as text: KL and its standard error, sliced W2 and its floor.
func (c *Cell) columns() []string {
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
func (c *Cell) caption() string {
	if c.Failed != "" {
		return c.Failed
	}
	distance := fmt.Sprintf("sliced W2 %.3g (%.2g)", c.SlicedW2, c.Floor)
	if c.KL == nil {
		return distance
	}
	return fmt.Sprintf("KL %.3f\n%s", c.KL.Value, distance)
}
