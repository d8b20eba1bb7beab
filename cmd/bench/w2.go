package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare/transport"
	"ddpm/train"
)

// w2Cmd is the protocol of Tong et al. 2024 ([SF]²M, AISTATS), table 2: train on 10,000 fixed points, draw 10,000, and take the
// exact 2-Wasserstein distance, in the units of the data, from 10,000 fresh points.
type w2Cmd struct {
	Data  []string `arg:"" optional:"" help:"Distributions, of eightgaussians, moons and scurve (all three)."`
	Seeds int      `default:"5" help:"Trainings of each distribution, of which the mean and the standard deviation are printed."`
}

const (
	// protocolPoints is how many points are trained on, drawn, and compared with.
	protocolPoints = 10_000
	// pairs is how many pairs of true sets there are for each training.
	pairs = 2
)

// protocol are the distributions, as published names them.
var protocol = []string{"eightgaussians", "moons", "scurve"}

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

// distances are those of one distribution.
type distances struct {
	Data    string `json:"data"`
	Learned mean   `json:"learned"` // of points that were drawn from fresh ones, a training each
	Redrawn mean   `json:"redrawn"` // of training points, drawn with replacement, from fresh ones
	Floor   mean   `json:"floor"`   // of fresh points from fresh points
	// Learned and Redrawn over Floor.
	Ratio        ratio `json:"ratio"`
	RedrawnRatio ratio `json:"redrawn_ratio"`
}

// mean is the mean of some distances, and their standard deviation: 0 if there is but one.
type mean struct {
	Values []float64 `json:"values"`
	Mean   float64   `json:"mean"`
	SD     float64   `json:"sd,omitempty"`
}

func newMean(values []float64) mean {
	m := mean{Values: values}
	if m.Mean, m.SD = stat.MeanStdDev(values, nil); len(values) < 2 {
		m.SD = 0
	}
	return m
}

func (m mean) String() string { return withError(3, m.Mean, m.SD) }

// ratio is a ratio of means, and its standard error, 0 if one is the mean of but one distance. To first order, the relative
// variance of a ratio is the sum of the two relative variances.
type ratio struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se,omitempty"`
}

func (m mean) over(n mean) ratio {
	r := ratio{Value: m.Mean / n.Mean}
	if len(m.Values) > 1 && len(n.Values) > 1 {
		relative := func(m mean) float64 { return stat.StdErr(m.SD, float64(len(m.Values))) / m.Mean }
		r.SE = r.Value * math.Hypot(relative(m), relative(n))
	}
	return r
}

func (r ratio) String() string { return withError(2, r.Value, r.SE) }

// withError writes a value and its error to some decimals, the value alone if the error is not known.
func withError(decimals int, value, err float64) string {
	if err == 0 {
		return fmt.Sprintf("%.*f", decimals, value)
	}
	return fmt.Sprintf("%.*f ± %.*f", decimals, value, decimals, err)
}

// Validate is kong's.
func (c *w2Cmd) Validate() error {
	if c.Seeds < 1 {
		return fmt.Errorf("--seeds %d: want at least 1", c.Seeds)
	}
	for _, name := range c.Data {
		if !slices.Contains(protocol, name) {
			return fmt.Errorf("%q: want distributions of %s", name, strings.Join(protocol, ", "))
		}
	}
	return nil
}

func (c *w2Cmd) Run(ctx context.Context, a *app) error {
	if c.Data == nil {
		c.Data = protocol
	}
	var found []distances
	for _, name := range c.Data {
		d, err := c.measure(ctx, a, name)
		if err != nil {
			return err
		}
		found = append(found, d)
	}
	if a.JSON {
		encoder := json.NewEncoder(a.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	return c.write(a.stdout, found)
}

// measure trains and draws once a seed, and takes pairs of true sets besides.
func (c *w2Cmd) measure(ctx context.Context, a *app, name string) (d distances, err error) {
	dataset, err := data.Open(name, nil)
	if err != nil {
		return d, err
	}
	distribution := dataset.Distribution
	var learnt, redrawn []float64
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
		data.Draw(truth, nil, distribution, seed, data.Truth, 0)
		learnt = append(learnt, transport.W2(points, truth))
		data.Draw(points, nil, fixed.Fixed, seed, data.Subset, 0)
		redrawn = append(redrawn, transport.W2(points, truth))
	}
	floor := make([]float64, pairs*c.Seeds)
	parallel.Each(context.Background(), len(floor), func(pair int) {
		if ctx.Err() != nil {
			return
		}
		x, y := make([]data.Point, protocolPoints), make([]data.Point, protocolPoints)
		data.Draw(x, nil, distribution, 1, data.Floor, 2*pair)
		data.Draw(y, nil, distribution, 1, data.Floor, 2*pair+1)
		floor[pair] = transport.W2(x, y)
	})
	d = distances{Data: name, Learned: newMean(learnt), Redrawn: newMean(redrawn), Floor: newMean(floor)}
	d.Ratio, d.RedrawnRatio = d.Learned.over(d.Floor), d.Redrawn.over(d.Floor)
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

func (c *w2Cmd) write(w io.Writer, found []distances) error {
	line := func(name string, cell func(distances) string) {
		fmt.Fprintf(w, "%-28s", name)
		for _, d := range found {
			fmt.Fprintf(w, " %15s", cell(d))
		}
		fmt.Fprintln(w)
	}
	line("2-Wasserstein distance", func(d distances) string { return d.Data })
	line(fmt.Sprintf("ddpm, %d seed(s)", c.Seeds), func(d distances) string { return d.Learned.String() })
	line("training points, redrawn", func(d distances) string { return d.Redrawn.String() })
	line(fmt.Sprintf("true pairs, %d", pairs*c.Seeds), func(d distances) string { return d.Floor.String() })
	line("ddpm/true pairs", func(d distances) string { return d.Ratio.String() })
	line("redrawn/true pairs", func(d distances) string { return d.RedrawnRatio.String() })
	for _, row := range published {
		line(row.method, func(d distances) string { return row.distances[slices.Index(protocol, d.Data)] })
	}
	fmt.Fprintln(w, "After ± is the standard deviation of one distance; of a ratio, its standard error.")
	fmt.Fprintln(w, "Redrawn, with replacement: what comes of knowing the training points and nothing else.")
	_, err := fmt.Fprintln(w, "The last four rows are published: Tong et al. 2024, [SF]²M, table 2, five seeds.")
	return err
}
