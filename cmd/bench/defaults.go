package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"gonum.org/v1/gonum/stat"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// defaultsCmd trains with all defaults and measures how good the models are: the table in the README.
type defaultsCmd struct {
	Data   []string `arg:"" optional:"" help:"Built-in distributions (all)."`
	Seeds  int      `default:"3" help:"Trainings of each."`
	Steps  int      `placeholder:"N" help:"Training steps (those of the program)."`
	Points int      `default:"10000" help:"Points to draw and to compare, and true points that the KL divergence is a mean over."`
}

// defaulted is what the default training learns of a distribution: means over the seeds.
type defaulted struct {
	Data    string  `json:"data"`
	KL      float64 `json:"kl"`        // KL(data ‖ model) in nats, with blurred data as audit.KL has
	KLSE    float64 `json:"kl_se"`     // its standard error: from the points that it is a mean over, and over the seeds
	Sliced  mean    `json:"sliced_w2"` // sliced 2-Wasserstein distance of drawn points from true ones
	Floor   mean    `json:"floor"`     // the same of true points
	Ratio   ratio   `json:"ratio"`     // Sliced / Floor
	Outside mean    `json:"outside"`   // share of the points where true points are in one of a thousand cases
	Seconds mean    `json:"seconds"`   // of a training
}

// Validate checks the arguments. kong calls it.
func (c *defaultsCmd) Validate() error {
	if c.Seeds < 1 || c.Points < 2 || c.Steps < 0 {
		return fmt.Errorf("--seeds %d --points %d --steps %d: want at least 1, 2 and 0", c.Seeds, c.Points, c.Steps)
	}
	return checkBuiltins(c.Data)
}

// Run measures and prints.
func (c *defaultsCmd) Run(ctx context.Context, a *app) error {
	if c.Data == nil {
		c.Data = data.BuiltinNames()
	}
	var found []defaulted
	for _, name := range c.Data {
		d, err := c.measure(ctx, a, name)
		if err != nil {
			return err
		}
		found = append(found, d)
	}
	return a.print(found, func(to io.Writer) { writeDefaults(to, found) })
}

// measure trains on a distribution, for each seed.
func (c *defaultsCmd) measure(ctx context.Context, a *app, name string) (d defaulted, err error) {
	var kl, sliced, floor, outside, seconds []float64
	variance := 0.0 // of the mean of kl, by the points
	for seed := uint64(1); seed <= uint64(c.Seeds); seed++ {
		fmt.Fprintf(a.stderr, "%s, training %d of %d\n", name, seed, c.Seeds)
		settings := runs.DefaultSettings(name)
		settings.Steps = c.Steps
		config, dataset, err := runs.NewConfig(settings, seed)
		if err != nil {
			return d, err
		}
		trainer, learned, err := config.Trainer(dataset)
		if err != nil {
			return d, err
		}
		began := time.Now()
		for _, err := range trainer.Steps(ctx) {
			if err != nil {
				return d, err
			}
		}
		seconds = append(seconds, time.Since(began).Seconds())
		subject, err := audit.New(ctx, learned, dataset, audit.Choice{Sampler: sample.DefaultSampler}, seed)
		if err != nil {
			return d, err
		}
		divergence, err := audit.KL(ctx, subject, c.Points)
		if err != nil {
			return d, err
		}
		kl, variance = append(kl, divergence.Value), variance+math.Pow(divergence.SE/float64(c.Seeds), 2)
		points := make([]data.Point, c.Points)
		if err := subject.Draw(ctx, points, 0); err != nil {
			return d, err
		}
		result, err := compare.Compare(ctx, points, subject.Truth, seed, "sliced_w2", "outside")
		if err != nil {
			return d, err
		}
		sliced, floor = append(sliced, result.Metrics[0].Value), append(floor, result.Metrics[0].Floor)
		outside = append(outside, result.Metrics[1].Value)
	}
	d = defaulted{Data: name, KL: stat.Mean(kl, nil), Sliced: newMean(sliced), Floor: newMean(floor), Outside: newMean(outside), Seconds: newMean(seconds)}
	d.Ratio, d.KLSE = d.Sliced.over(d.Floor), math.Sqrt(variance)
	if len(kl) > 1 {
		d.KLSE = max(d.KLSE, stat.StdErr(stat.StdDev(kl, nil), float64(len(kl))))
	}
	return d, nil
}

// writeDefaults writes a table for people.
func writeDefaults(to io.Writer, found []defaulted) {
	rows := [][]string{{"default training", "KL, nats", "W2/floor", "outside", "seconds"}}
	for _, d := range found {
		rows = append(rows, []string{
			d.Data, withError(4, d.KL, d.KLSE), d.Ratio.String(), withError(4, d.Outside.Mean, d.Outside.se()), fmt.Sprintf("%.1f", d.Seconds.Mean),
		})
	}
	writeTable(to, rows)
	fmt.Fprintln(to, "W2/floor: the mean sliced W2 of the points over that of true points. Outside: true points have 0.001. After ±: a standard error.")
}
