package ablation

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
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
	Floor    float64         `json:"floor"`             // of true points
	FloorSD  float64         `json:"floor_sd"`          // standard deviation of the sliced W2 of true points
	Outside  *float64        `json:"outside,omitempty"` // share of the points where 0.1% of true points are, where the distribution is known
	KL       *audit.Estimate `json:"kl,omitempty"`      // where the distribution is known
	Failed   string          `json:"failed,omitempty"`  // why there is no result

	training trained
	file     string // the name of its files in the run's folder, without what is behind the point
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

// fill trains the cell's network, unless that is done, draws points from it and judges them. The result goes into files of the run's folder.
// If the training diverges, Failed says so in place of a result. What an earlier ablation left there is taken over if it is the same.
func (g *Grid) fill(ctx context.Context, out *terminal.Output, c *Cell, known *shared) error {
	done, err := g.read(c)
	if err != nil || done {
		known.add(c)
		return err
	}
	run, err := g.begin(c)
	if err != nil {
		return err
	}
	choice, err := c.Drawing.Choice(run.Model)
	if err != nil {
		return terminal.BadInput(err)
	}
	if !run.Done() {
		defer run.Release()
		err := run.Train(ctx, out, "")
		if errors.Is(err, train.ErrDiverged) {
			c.Failed = "diverged"
			return c.write()
		}
		if err != nil {
			return err
		}
	}
	subject, err := evaluate.NewSubject(ctx, run.Model, run.Dataset, choice, c.training.Seed)
	if err != nil {
		return err
	}
	points, err := evaluate.Draw(ctx, out, subject, c.Drawing.Count)
	if err != nil {
		return err
	}
	if err := c.judge(ctx, subject, points, g.Effort, known); err != nil {
		return err
	}
	known.add(c)
	if g.pictured() {
		if err := c.writePoints(points); err != nil {
			return err
		}
	}
	return c.write()
}

// begin opens the cell's training: a new one, or the one that is in its folder, whose settings have to be those of the cell.
func (g *Grid) begin(c *Cell) (*training.Run, error) {
	request := training.Request{Settings: c.training.Settings, Seed: c.training.Seed, Out: string(c.Run)}
	if c.Run.HoldsRun() {
		complete, _, err := g.completed.of(c.training.Settings, c.training.Seed) // settings that were not given have to be the same too
		if err != nil {
			return nil, terminal.BadInput(err)
		}
		request = training.Request{Settings: complete, Seed: c.training.Seed, Resume: string(c.Run), Given: runs.SettingNames()}
	}
	return training.Begin(request)
}

// shared is what several cells have in common, so that it is found once.
type shared struct {
	kls     map[density]*audit.Estimate // the sampler makes no difference to a KL divergence
	borders map[bordered]*compare.Border
}

func newShared() *shared {
	return &shared{make(map[density]*audit.Estimate), make(map[bordered]*compare.Border)}
}

// density is what a KL divergence is of: that of a network for a class with guidance.
type density struct {
	run      runs.Folder
	class    string
	guidance float64
}

// bordered is what a border is of: the distribution of a class. It is found for so many points.
type bordered struct {
	class string
	count int
}

func (c *Cell) density() density { return density{c.Run, c.Drawing.Class, c.Drawing.Guidance} }

// add takes the cell's divergence for other cells of the same density, if it has one.
func (s *shared) add(c *Cell) {
	if c.KL != nil {
		s.kls[c.density()] = c.KL
	}
}

// border returns the border of the distribution of the cell's class; nil if the truth is a set of points.
func (s *shared) border(ctx context.Context, c *Cell, truth compare.Truth) *compare.Border {
	of := bordered{c.Drawing.Class, c.Drawing.Count}
	if _, ok := s.borders[of]; !ok {
		s.borders[of] = compare.FindBorder(ctx, truth, c.Drawing.Count)
	}
	return s.borders[of]
}

// judge compares points, and the model that they are from, with the truth.
func (c *Cell) judge(ctx context.Context, s *audit.Subject, points []data.Point, effort evaluate.Effort, known *shared) error {
	truth := compare.WithBorder(s.Truth, known.border(ctx, c, s.Truth))
	result, err := compare.Distances(ctx, points, truth, s.Seed, "sliced_w2", "outside")
	if err != nil {
		return err
	}
	w2 := result.Metrics[0]
	c.SlicedW2, c.Floor, c.FloorSD = w2.Value, w2.Floor, w2.FloorSD
	if s.Distribution == nil {
		return nil
	}
	c.Outside = &result.Metrics[1].Value
	if c.KL = known.kls[c.density()]; c.KL != nil {
		return nil
	}
	c.KL, err = audit.KL(ctx, s, effort.LikelihoodPoints)
	return err
}

// numberColumns are the names of what columns returns.
var numberColumns = []string{"kl", "kl_se", "sliced_w2", "floor", "floor_sd", "outside"}

// columns returns the cell's numbers as text: KL and its standard error, sliced W2, its floor and the standard deviation of that, and the
// share outside. Where something is not known its text is empty.
func (c *Cell) columns() []string {
	if c.Failed != "" {
		texts := make([]string, len(numberColumns))
		texts[0] = c.Failed
		return texts
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
	kl, se, outside := "", "", ""
	if c.KL != nil {
		kl, se, outside = number(c.KL.Value), number(c.KL.SE), number(*c.Outside)
	}
	return []string{kl, se, number(c.SlicedW2), number(c.Floor), number(c.FloorSD), outside}
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
	return fmt.Sprintf("KL %.3f, outside %.2g\n%s", c.KL.Value, *c.Outside, distance)
}
