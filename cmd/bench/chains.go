package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// chainsCmd measures what chains lose with the best possible denoiser. Nothing is trained: what is lost is lost by the steps alone.
type chainsCmd struct {
	Data    []string `arg:"" optional:"" help:"Built-in distributions for the losses in nats (swissroll, gopher, checkerboard and moons). Points are drawn from the first."`
	Points  int      `default:"10000" help:"Points that each sampler draws with each grid."`
	Rounds  int      `default:"3" help:"Sets of points, each with other noise, that distances are means over."`
	NoDraws bool     `help:"Only print the losses in nats, which take seconds; the points take minutes."`
}

// Validate checks the arguments. kong calls it.
func (c *chainsCmd) Validate() error {
	if c.Points < 1000 || c.Rounds < 1 {
		return fmt.Errorf("--points %d, --rounds %d: want at least 1000 and 1", c.Points, c.Rounds)
	}
	return checkBuiltins(c.Data)
}

// lossy are the chains whose losses are measured in nats.
var lossy = []struct {
	schedule  string
	timesteps int
}{
	{"linear", 400}, {"quadratic", 400}, {"cosine", 400}, {"sigmoid", 400}, {"flow", 400}, {"loglinear", 400}, {"linear", 1000}, {"loglinear", 1000},
}

// chainsFound is what chainsCmd finds.
type chainsFound struct {
	Nats  []chainNats  `json:"nats"`
	Draws []chainDraws `json:"draws,omitempty"`
	Floor draws        `json:"floor"` // of true points
}

// chainNats is the discretisation of the error budget of one chain (see audit.Budget), for each distribution.
type chainNats struct {
	Schedule  string    `json:"schedule"`
	Timesteps int       `json:"timesteps"`
	Variance  string    `json:"variance"`
	Nats      []float64 `json:"nats"` // in the order of the distributions
}

// chainDraws are the distances of one sampler's points with one grid, for each number of evaluations.
type chainDraws struct {
	Sampler  string  `json:"sampler"`
	Variance string  `json:"variance,omitempty"`
	Grid     string  `json:"grid"`
	Draws    []draws `json:"draws"` // in the order of chainEvals
}

// draws are the distances of points from true points.
type draws struct {
	SlicedW2 float64 `json:"sliced_w2"`
	Outside  float64 `json:"outside"` // share of the points where 0.1% of true points are
}

// chainEvals are the numbers of evaluations a point.
var chainEvals = []int{5, 10, 20, 50}

// Run measures and prints.
func (c *chainsCmd) Run(ctx context.Context, a *app) (err error) {
	if c.Data == nil {
		c.Data = []string{"swissroll", "gopher", "checkerboard", "moons"}
	}
	var found chainsFound
	if found.Nats, err = c.nats(ctx, a); err != nil {
		return err
	}
	if !c.NoDraws {
		if err := c.draw(ctx, a, &found); err != nil {
			return err
		}
	}
	return a.print(found, func(to io.Writer) { c.write(to, found) })
}

// nats returns the losses of all chains, with each variance.
func (c *chainsCmd) nats(ctx context.Context, a *app) (all []chainNats, err error) {
	for _, chain := range lossy {
		fmt.Fprintf(a.stderr, "%s, T = %d\n", chain.schedule, chain.timesteps)
		schedule := must.Get(model.NewSchedule(chain.schedule, chain.timesteps))
		for _, variance := range []string{sample.Beta, sample.Optimal} {
			row := chainNats{chain.schedule, chain.timesteps, variance, nil}
			for _, name := range c.Data {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				dataset := must.Get(data.Open(name, nil, ""))
				distribution := dataset.Standardizer().Distribution(dataset.Distribution)
				probe := audit.NewProbe(distribution, schedule, variance, 2, 2, 1)
				row.Nats = append(row.Nats, probe.Budget(audit.ExcessLoss{}).Discretisation)
			}
			all = append(all, row)
		}
	}
	return all, nil
}

// draw measures the points of every sampler with every grid, all of the first distribution and along the default schedule. Ddpm has the
// variance β and the optimal one.
func (c *chainsCmd) draw(ctx context.Context, a *app, found *chainsFound) error {
	dataset := must.Get(data.Open(c.Data[0], nil, ""))
	axes, schedule := dataset.Standardizer(), must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps))
	// A subject has the best possible denoiser in a fast form, whatever its network is.
	network := must.Get(model.NewNetwork(model.NewConfig(1, 0)))
	m := &model.Model{Network: network, Schedule: schedule, Mean: axes.Mean, Scale: axes.Scale}
	subject := must.Get(audit.New(ctx, m, dataset, audit.Choice{Sampler: sample.DefaultSampler}, 1))
	subject.Truth = compare.WithBorder(subject.Truth, compare.FindBorder(ctx, subject.Truth, c.Points)) // once for all samplers
	points := axes.Distribution(dataset.Distribution)
	for _, name := range sample.SamplerNames() {
		for _, variance := range slices.Compact([]string{"", varianceBeside(name)}) {
			for _, grid := range sample.GridNames() {
				row := chainDraws{Sampler: name, Variance: variance, Grid: grid}
				for _, evals := range chainEvals {
					fmt.Fprintf(a.stderr, "%s %s %s, %d evaluations\n", name, variance, grid, evals)
					options := sample.Options{Evals: evals, Grid: grid}
					if sampler := must.Get(sample.NewSampler(name, schedule, options)); variance == sample.Optimal {
						few := make([]data.Point, 4096)
						data.Draw(few, nil, points, 1, data.Drawn, 0)
						var err error
						if options.Variances, err = audit.EstimateOptimal(ctx, subject.Best, few, sampler.Levels(), 1); err != nil {
							return err
						}
						options.Variance = variance
					}
					at, floor, err := c.distances(ctx, subject, must.Get(sample.NewSampler(name, schedule, options)))
					if err != nil {
						return err
					}
					row.Draws, found.Floor = append(row.Draws, at), floor
				}
				found.Draws = append(found.Draws, row)
			}
		}
	}
	return nil
}

// varianceBeside returns the variance that a sampler is measured with beside its default: "" if it has no variance.
func varianceBeside(sampler string) string {
	if sampler == sample.DefaultSampler {
		return sample.Optimal
	}
	return ""
}

// distances returns the means over rounds of the distances of points that a sampler draws with the best possible denoiser, and those of
// true points.
func (c *chainsCmd) distances(ctx context.Context, s *audit.Subject, sampler *sample.Sampler) (at, floor draws, err error) {
	blocks := (c.Points + sample.Block - 1) / sample.Block
	share := 1 / float64(c.Rounds)
	for round := range c.Rounds {
		x, err := sample.Draw(ctx, s.Best, sampler, sample.Noise{Seed: 1, First: round * blocks * sample.Block}, c.Points)
		if err != nil {
			return at, floor, err
		}
		s.Axes().From(x, x)
		result, err := compare.Distances(ctx, x, s.Truth, uint64(round+1), "sliced_w2", "outside")
		if err != nil {
			return at, floor, err
		}
		w2, outside := result.Metrics[0], result.Metrics[1]
		at = draws{at.SlicedW2 + share*w2.Value, at.Outside + share*outside.Value}
		floor = draws{floor.SlicedW2 + share*w2.Floor, floor.Outside + share*outside.Floor}
	}
	return at, floor, nil
}

// write writes both tables as text for people.
func (c *chainsCmd) write(to io.Writer, found chainsFound) {
	rows := [][]string{append([]string{"discretisation in nats", "T", "variance"}, c.Data...)}
	for _, row := range found.Nats {
		cells := []string{row.Schedule, fmt.Sprint(row.Timesteps), row.Variance}
		for _, nats := range row.Nats {
			cells = append(cells, fmt.Sprintf("%.3f", nats))
		}
		rows = append(rows, cells)
	}
	writeTable(to, rows)
	if found.Draws == nil {
		return
	}
	head := []string{c.Data[0] + ": sliced W2 / outside", "grid"}
	for _, evals := range chainEvals {
		head = append(head, fmt.Sprintf("%d evaluations", evals))
	}
	rows = [][]string{{}, head}
	for _, row := range found.Draws {
		name := row.Sampler
		if row.Variance != "" {
			name += ", variance " + row.Variance
		}
		cells := []string{name, row.Grid}
		for _, at := range row.Draws {
			cells = append(cells, at.String())
		}
		rows = append(rows, cells)
	}
	writeTable(to, rows)
	fmt.Fprintf(to, "Means of %d sets of %d points. True points have %v.\n", c.Rounds, c.Points, found.Floor)
}

func (d draws) String() string { return fmt.Sprintf("%.3f / %.4f", d.SlicedW2, d.Outside) }
