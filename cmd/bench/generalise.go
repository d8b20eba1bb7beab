package main

import (
	"context"
	"fmt"
	"io"

	"gonum.org/v1/gonum/stat"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/kde"
	"ddpm/data/must"
	"ddpm/sample/likelihood"
	"ddpm/train"
)

// generaliseCmd trains on few points of a distribution and measures how far the model is from the distribution itself, beside a kernel
// density estimate of the same points.
type generaliseCmd struct {
	Data   []string `arg:"" optional:"" help:"Built-in distributions (moons, swissroll, checkerboard and pinwheel)."`
	Points []int    `default:"200,1000,10000" help:"Numbers of points to train on."`
	Seeds  int      `default:"3" help:"Trainings of each, each on points of its own."`
}

// klPoints is the number of true points that a divergence is a mean over.
const klPoints = 4000

// generalisation is what was learned from so many points: means over the seeds of KL(data ‖ ·) in nats, with blurred data as audit.KL has.
type generalisation struct {
	Data  string  `json:"data"`
	N     int     `json:"n"`
	KL    float64 `json:"kl"`     // of the model
	KLSE  float64 `json:"kl_se"`  // its standard error over the seeds
	KDE   float64 `json:"kde"`    // of the kernel density estimate
	KDESE float64 `json:"kde_se"` // its standard error over the seeds
	Ratio float64 `json:"ratio"`  // KL / KDE
	SE    float64 `json:"se"`     // standard error of KL − KDE, from the points that both are measured at and over the seeds
}

// Validate checks the arguments. kong calls it.
func (c *generaliseCmd) Validate() error {
	if c.Seeds < 1 {
		return fmt.Errorf("--seeds %d: want at least 1", c.Seeds)
	}
	for _, n := range c.Points {
		if n < 2 {
			return fmt.Errorf("--points %d: want at least 2", n)
		}
	}
	return checkBuiltins(c.Data)
}

// Run measures and prints.
func (c *generaliseCmd) Run(ctx context.Context, a *app) error {
	if c.Data == nil {
		c.Data = []string{"moons", "swissroll", "checkerboard", "pinwheel"}
	}
	var found []generalisation
	for _, name := range c.Data {
		for _, n := range c.Points {
			g, err := c.measure(ctx, a, name, n)
			if err != nil {
				return err
			}
			found = append(found, g)
		}
	}
	return a.print(found, func(to io.Writer) { writeGeneralisations(to, found) })
}

// measure trains on n points of a distribution, for each seed.
func (c *generaliseCmd) measure(ctx context.Context, a *app, name string, n int) (generalisation, error) {
	var learned, estimated, differences []float64
	for seed := uint64(1); seed <= uint64(c.Seeds); seed++ {
		fmt.Fprintf(a.stderr, "%s, %d points, training %d of %d\n", name, n, seed, c.Seeds)
		fixed := must.Get(must.Get(must.Get(data.Open(name, nil, "")).Fix(n, seed)).Blurred(data.AutoBlur))
		kl, estimate, err := divergences(ctx, fixed, seed)
		if err != nil {
			return generalisation{}, err
		}
		learned, estimated, differences = append(learned, kl), append(estimated, estimate), append(differences, kl-estimate)
	}
	g := generalisation{Data: name, N: n, KL: stat.Mean(learned, nil), KDE: stat.Mean(estimated, nil)}
	g.Ratio = g.KL / g.KDE
	g.KLSE, g.KDESE, g.SE = newMean(learned).se(), newMean(estimated).se(), newMean(differences).se()
	return g, nil
}

// divergences returns KL(data ‖ model) of a training on the dataset's fixed points, and KL(data ‖ estimate) of the kernel density estimate
// of the same points.
func divergences(ctx context.Context, fixed *data.Dataset, seed uint64) (learned, estimated float64, err error) {
	config := train.DefaultConfig()
	does := runs.LearningFor(len(fixed.Fixed), fixed.Blur)
	config.Seed, config.Steps, config.LearningRate, config.Target, config.LossWeight = seed, does.Steps, does.Rate, does.Target, does.LossWeight
	c := courseOn(fixed, config)
	trainer, err := c.train(ctx)
	if err != nil {
		return 0, 0, err
	}
	end := []checkpoint{{weights: trainer.Average().Weights}}
	for learned, err = range c.divergences(ctx, end, klPoints) {
		if err != nil {
			return 0, 0, err
		}
	}
	return learned, kdeDivergence(fixed, fixed.Standardizer()), nil
}

// kdeDivergence returns KL(data ‖ estimate), both with noise of σ = likelihood.Sharpness in standardised coordinates.
func kdeDivergence(fixed *data.Dataset, standardizer data.Standardizer) float64 {
	estimate := standardizer.Distribution(kde.Estimate(fixed.Fixed, kde.Widths(fixed.Fixed))).At(1, likelihood.Sharpness)
	truth := standardizer.Distribution(fixed.Distribution).At(1, likelihood.Sharpness)
	x := make([]data.Point, klPoints)
	data.Draw(x, nil, truth, seed, data.Likelihood, 0)
	of, log := make([]float64, klPoints), make([]float64, klPoints)
	estimate.LogDensities(of, x)
	truth.LogDensities(log, x)
	return stat.Mean(log, nil) - stat.Mean(of, nil)
}

// writeGeneralisations writes a table for people: a row for each distribution, and a column for each number of points.
func writeGeneralisations(to io.Writer, found []generalisation) {
	rows := [][]string{{"KL in nats, ddpm / kernel estimate"}}
	for _, g := range found {
		if len(rows) == 1 || rows[len(rows)-1][0] != g.Data {
			rows = append(rows, []string{g.Data})
		}
		if last := rows[len(rows)-1]; len(last) == len(rows[0]) {
			rows[0] = append(rows[0], fmt.Sprintf("%d points", g.N))
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], withError(3, g.KL, g.KLSE)+" / "+withError(3, g.KDE, g.KDESE))
	}
	writeTable(to, rows)
	fmt.Fprintln(to, "After ±: a standard error over the seeds, each of which has points of its own.")
}
