package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/train"
)

// w2Cmd is the protocol of Tong et al. 2024 ([SF]²M, AISTATS), table 2: train on 10,000 fixed points, draw 10,000, and take the
// exact 2-Wasserstein distance, in the units of the data, from 10,000 fresh points.
type w2Cmd struct {
	Seeds int `default:"5" help:"Trainings of each distribution, of which the mean and the standard deviation are printed."`
}

// protocolPoints is how many points are trained on, drawn, and compared with.
const protocolPoints = 10_000

// published are the distances of table 2, mean ± standard deviation over five seeds, on the distributions of protocol.
var published = []struct {
	method    string
	distances [3]string
}{
	{"[SF]²M-Exact", [3]string{".275 ± .058", ".124 ± .023", ".128 ± .005"}},
	{"OT-CFM", [3]string{".303 ± .043", ".130 ± .016", ".144 ± .028"}},
	{"I-CFM", [3]string{".373 ± .103", ".178 ± .014", ".242 ± .141"}},
	{"DSBM-IMF", [3]string{".338 ± .091", ".144 ± .024", ".145 ± .037"}},
}

// protocol are the distributions, as published names them.
var protocol = [3]string{"eightgaussians", "moons", "scurve"}

// distances are those of one distribution.
type distances struct {
	Data    string    `json:"data"`
	W2      []float64 `json:"w2"`      // a training each
	Mean    float64   `json:"mean"`    // of W2
	SD      float64   `json:"sd"`      // of W2
	Redrawn float64   `json:"redrawn"` // mean over the training sets, points of which are drawn with replacement
	Floor   float64   `json:"floor"`   // mean over pairs of true sets
	FloorSD float64   `json:"floor_sd"`
	Ratio   float64   `json:"ratio"` // Mean/Floor
}

// Validate is kong's.
func (c *w2Cmd) Validate() error {
	if c.Seeds < 1 {
		return fmt.Errorf("--seeds %d: want at least 1", c.Seeds)
	}
	return nil
}

func (c *w2Cmd) Run(ctx context.Context, a *app) error {
	var rows []distances
	for _, name := range protocol {
		row, err := c.measure(ctx, a, name)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if a.JSON {
		encoder := json.NewEncoder(a.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(rows)
	}
	return c.write(a.stdout, rows)
}

// measure trains and draws once a seed, and takes ten pairs of true sets besides.
func (c *w2Cmd) measure(ctx context.Context, a *app, name string) (distances, error) {
	d := distances{Data: name}
	dataset, err := data.Open(name, nil)
	if err != nil {
		return d, err
	}
	law := dataset.Law
	var redrawn []float64
	for seed := uint64(1); seed <= uint64(c.Seeds); seed++ {
		fmt.Fprintf(a.stderr, "%s, training %d of %d\n", name, seed, c.Seeds)
		fixed, err := dataset.Fix(protocolPoints, seed)
		if err != nil {
			return d, err
		}
		points, err := learned(ctx, fixed, seed)
		if err != nil {
			return d, err
		}
		truth := make([]data.Point, protocolPoints)
		data.Draw(truth, nil, law, seed, data.Truth, 0)
		d.W2 = append(d.W2, compare.W2(points, truth))
		data.Draw(points, nil, fixed.Fixed, seed, data.Subset, 0)
		redrawn = append(redrawn, compare.W2(points, truth))
	}
	floors := make([]float64, compare.Pairs)
	data.ForBlocks(len(floors), 1, func(pair, _ int) {
		if ctx.Err() != nil {
			return
		}
		x, y := make([]data.Point, protocolPoints), make([]data.Point, protocolPoints)
		data.Draw(x, nil, law, 1, data.Floor, 2*pair)
		data.Draw(y, nil, law, 1, data.Floor, 2*pair+1)
		floors[pair] = compare.W2(x, y)
	})
	d.Mean, d.SD = stat.MeanStdDev(d.W2, nil)
	if len(d.W2) < 2 {
		d.SD = 0
	}
	d.Redrawn = stat.Mean(redrawn, nil)
	d.Floor, d.FloorSD = stat.MeanStdDev(floors, nil)
	d.Ratio = d.Mean / d.Floor
	return d, ctx.Err()
}

// learned returns points drawn from our default model, trained on the fixed points of a dataset.
func learned(ctx context.Context, dataset *data.Dataset, seed uint64) ([]data.Point, error) {
	schedule, err := model.NewSchedule(model.DefaultSchedule, model.DefaultSteps)
	if err != nil {
		return nil, err
	}
	config := train.DefaultConfig()
	config.Seed = seed
	trainer, err := train.New(config, model.NewConfig(model.DefaultWidth, model.DefaultBlocks), schedule, dataset.Source())
	if err != nil {
		return nil, err
	}
	for _, err := range trainer.Steps(ctx) {
		if err != nil {
			return nil, err
		}
	}
	sampler, err := sample.NewSampler("ddpm", schedule, sample.Options{})
	if err != nil {
		return nil, err
	}
	points, err := sample.Draw(ctx, trainer.Average(), sampler, sample.Noise{Seed: seed}, protocolPoints)
	if err != nil {
		return nil, err
	}
	dataset.Standardizer().From(points, points)
	return points, nil
}

func (c *w2Cmd) write(w io.Writer, rows []distances) error {
	format := "%-28s %15s %15s %15s\n"
	fmt.Fprintf(w, format, "2-Wasserstein distance", protocol[0], protocol[1], protocol[2])
	line := func(name string, cell func(distances) string) {
		fmt.Fprintf(w, format, name, cell(rows[0]), cell(rows[1]), cell(rows[2]))
	}
	line(fmt.Sprintf("ddpm, %d seed(s)", c.Seeds), func(d distances) string { return fmt.Sprintf("%.3f ± %.3f", d.Mean, d.SD) })
	line(fmt.Sprintf("true pairs, %d", compare.Pairs), func(d distances) string { return fmt.Sprintf("%.3f ± %.3f", d.Floor, d.FloorSD) })
	line("training points, redrawn", func(d distances) string { return fmt.Sprintf("%.3f", d.Redrawn) })
	line("ddpm/true pairs", func(d distances) string { return fmt.Sprintf("%.2f", d.Ratio) })
	for _, row := range published {
		fmt.Fprintf(w, format, row.method, row.distances[0], row.distances[1], row.distances[2])
	}
	fmt.Fprintln(w, "Redrawn, with replacement: what comes of knowing the training points and nothing else.")
	_, err := fmt.Fprintln(w, "The last four rows are published: Tong et al. 2024, [SF]²M, table 2, five seeds.")
	return err
}
