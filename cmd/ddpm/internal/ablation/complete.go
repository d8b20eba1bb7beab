package ablation

import (
	"encoding/json"
	"fmt"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
)

// completions are the settings that depend on the data, by the text of those that they are found from. A grid has few of them, and to find
// one a file may have to be read.
type completions map[string]completion

// completion is what the data makes of settings that leave something open.
type completion struct {
	settings runs.Settings
	dataset  *data.Dataset
}

// of returns the settings with all that was left open in its place, as config.json has them, and the data. Which rows of a class are held out
// depends on the seed; nothing else does that is used here. The error is what is wrong with the data.
func (known completions) of(s runs.Settings, seed uint64) (runs.Settings, *data.Dataset, error) {
	open := withNetwork(s, runs.Settings{})
	text, err := json.Marshal(open)
	if err != nil {
		return s, nil, err
	}
	if s.Label != "" {
		text = fmt.Append(text, seed)
	}
	c, ok := known[string(text)]
	if !ok {
		config, dataset, err := runs.NewConfig(open, seed)
		if err != nil {
			return s, nil, err
		}
		c = completion{config.Settings, dataset}
		known[string(text)] = c
	}
	return withNetwork(c.settings, s), c.dataset, nil
}

// withNetwork returns settings with all that does not depend on the data as other settings have it: the network, the chain and
// most of the optimiser. A setting that is not here is only looked up more often.
func withNetwork(s, other runs.Settings) runs.Settings {
	s.Timesteps, s.Schedule, s.Predict, s.Times = other.Timesteps, other.Schedule, other.Predict, other.Times
	s.Width, s.Blocks, s.Batch = other.Width, other.Blocks, other.Batch
	s.EMA, s.ClipGrad = other.EMA, other.ClipGrad
	return s
}

// checker returns a function that fails if the points of a cell cannot be drawn as its flags say, or not be compared, so that it is known
// before anything is trained.
func (g *Grid) checker() func(*Cell) error {
	type named struct {
		name  string
		steps int
	}
	schedules := make(map[named]*model.Schedule)
	return func(c *Cell) error {
		_, dataset, err := g.completed.of(c.training.Settings, c.training.Seed)
		if err != nil {
			return err
		}
		of := named{c.training.Schedule, c.training.Timesteps}
		if schedules[of] == nil {
			if schedules[of], err = model.NewSchedule(of.name, of.steps); err != nil {
				return err
			}
		}
		choice, err := c.Drawing.Choice(&model.Model{Schedule: schedules[of], Labels: dataset.LabelNames})
		if err != nil {
			return err
		}
		return evaluate.CanCompare(dataset, choice.Class, c.Drawing.Count)
	}
}
