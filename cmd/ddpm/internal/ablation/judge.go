package ablation

import (
	"fmt"
	"slices"
	"strconv"

	"ddpm/cmd/internal/runs"
	"ddpm/model"
)

// The judgements that the user can choose.
const (
	Fast = "fast" // costs less than a training, where that is possible
	Full = "full"
)

// judgement is by how many points cells are judged.
type judgement struct {
	drawn      int // from the model, for the sliced W2 and the picture
	likelihood int // of the truth, for the KL divergence
}

// fastJudgements are those that Fast chooses from, the best first. The last one is for trainings that are shorter than any judgement.
var fastJudgements = []judgement{{5000, 2500}, {2000, 1000}, {1000, 500}, {500, 250}}

// What a point costs, in evaluations of the network, measured with the default network: the flow of its density, which has about 190
// evaluations with their Jacobians, and its share of eleven sliced W2.
const (
	densityCost  = 400
	distanceCost = 160
)

// cost returns what a judgement costs in evaluations of the network, if so many draw a point.
func (j judgement) cost(evals int) int {
	return j.drawn*(evals+distanceCost) + j.likelihood*densityCost
}

// Judge chooses by how many points all cells are judged: mode is Fast, Full, or "" for Full if it costs less than the shortest training, and
// Fast if not. counted says that the user chose the number of points to draw, which then stays. It returns the mode. All cells have the
// same number of points, since the sliced W2 of fewer points is larger.
func (g *Grid) Judge(mode string, counted bool) (string, error) {
	counted = counted || slices.ContainsFunc(g.varied, func(v Variation) bool { return v.Name == "count" })
	full := judgement{g.base.Drawing.Count, g.Effort.LikelihoodPoints}
	training, evals, err := g.costs()
	if err != nil {
		return "", err
	}
	switch {
	case mode != "" && mode != Fast && mode != Full:
		return "", fmt.Errorf("--judge %s: want %s or %s", mode, Fast, Full)
	case mode == "" && full.cost(evals) <= training:
		mode = Full
	case mode == "":
		mode = Fast
	}
	if mode == Full {
		return mode, nil
	}
	for _, j := range fastJudgements {
		j.likelihood = min(j.likelihood, full.likelihood)
		if counted {
			j.drawn = full.drawn
		}
		g.base.Drawing.Count, g.Effort.LikelihoodPoints = j.drawn, j.likelihood
		if j.cost(evals) <= training {
			break
		}
	}
	return mode, nil
}

// Judgement says in words by how many points a cell is judged.
func (g *Grid) Judgement() string {
	return fmt.Sprintf("%d points, and by %d for the KL divergence, where that is known", g.base.Drawing.Count, g.Effort.LikelihoodPoints)
}

// costs returns what the shortest training of the grid costs, in evaluations of the network for a point, and how many evaluations draw a
// point, at most.
func (g *Grid) costs() (training, evals int, err error) {
	settings, _, err := g.completed.of(g.base.training.Settings, g.base.training.Seed)
	if err != nil {
		return 0, 0, err
	}
	const perRow = 3 // one evaluation forward, and twice that for the gradient
	training = perRow * slices.Min(g.valuesOf("steps", settings.Steps)) * slices.Min(g.valuesOf("batch", settings.Batch))
	given := 0
	if g.base.Drawing.Evals != nil {
		given = *g.base.Drawing.Evals
	}
	if given = slices.Max(g.valuesOf("evals", given)); given > 0 {
		return training, given, nil
	}
	samplers := []string{g.base.Drawing.Sampler}
	for _, v := range g.varied {
		if v.Name == "sampler" {
			samplers = v.Values
		}
	}
	for _, timesteps := range g.valuesOf("timesteps", settings.Timesteps) {
		schedule, err := model.NewSchedule(model.DefaultSchedule, timesteps)
		if err != nil {
			continue // the cells of this value are refused later, with the reason
		}
		for _, sampler := range samplers {
			choice, err := runs.Drawing{Sampling: runs.Sampling{Sampler: sampler}}.Choice(&model.Model{Schedule: schedule})
			if err == nil {
				evals = max(evals, choice.Options.Evals)
			}
		}
	}
	return training, evals, nil
}

// valuesOf returns the values of a flag in the grid: one if it is not varied.
func (g *Grid) valuesOf(name string, single int) (values []int) {
	for _, v := range g.varied {
		if v.Name != name {
			continue
		}
		for _, text := range v.Values {
			if n, err := strconv.Atoi(text); err == nil {
				values = append(values, n)
			}
		}
	}
	if values == nil {
		return []int{single}
	}
	return values
}
