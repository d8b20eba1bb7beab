package main

import (
	"context"
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

// w2Cmd runs the protocol of Tong et al. 2024 ([SF]²M, AISTATS), table 2: train on 10,000 fixed points, draw 10,000 points, and measure their
// exact 2-Wasserstein distance, in the units of the data, from 10,000 fresh true points.
type w2Cmd struct {
	Data  []string `arg:"" optional:"" help:"Distributions, of eightgaussians, moons and scurve (all three)."`
	Seeds int      `default:"5" help:"Trainings of each distribution; results are means and standard deviations over them."`
}

const (
	protocolPoints = 10_000 // that are trained on, drawn, and compared with
	pairs          = 2      // of true sets, for each training
)

// protocol are the names of the distributions.
var protocol = []string{"eightgaussians", "moons", "scurve"}

// published are the distances in table 2 of the paper: mean ± standard deviation over five seeds, in the order of protocol.
var published = []struct {
	method    string
	distances [3]string
}{
	{"[SF]²M-Exact", [3]string{".275 ± .058", ".124 ± .023", ".128 ± .005"}},
	{"OT-CFM", [3]string{".303 ± .043", ".130 ± .016", ".144 ± .028"}},
	{"I-CFM", [3]string{".373 ± .103", ".178 ± .014", ".242 ± .141"}},
	{"DSBM-IMF", [3]string{".338 ± .091", ".144 ± .024", ".145 ± .037"}},
}

// distances are distances from fresh true points of one distribution.
type distances struct {
	Data         string `json:"data"`
	Learned      mean   `json:"learned"`       // of points that the trained model draws, for each training
	Redrawn      mean   `json:"redrawn"`       // of points drawn from the training points, with replacement
	Floor        mean   `json:"floor"`         // of other fresh true points
	Ratio        ratio  `json:"ratio"`         // Learned / Floor
	RedrawnRatio ratio  `json:"redrawn_ratio"` // Redrawn / Floor
}

// mean is the mean of some distances and their standard deviation, which is 0 if there is only one distance.
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

// ratio is a ratio of two means and its standard error, which is 0 if one of them is of only one distance. To first order, the relative
// variance of a ratio is the sum of the two relative variances.
type ratio struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se,omitempty"`
}

// over returns the ratio of m to n.
func (m mean) over(n mean) ratio {
	r := ratio{Value: m.Mean / n.Mean}
	if len(m.Values) > 1 && len(n.Values) > 1 {
		relative := func(m mean) float64 { return stat.StdErr(m.SD, float64(len(m.Values))) / m.Mean }
		r.SE = r.Value * math.Hypot(relative(m), relative(n))
	}
	return r
}

func (r ratio) String() string { return withError(2, r.Value, r.SE) }

// withError returns the text of a value and its error, or of the value alone if the error is 0.
func withError(decimals int, value, err float64) string {
	if err == 0 {
		return fmt.Sprintf("%.*f", decimals, value)
	}
	return fmt.Sprintf("%.*f ± %.*f", decimals, value, decimals, err)
}

// Validate checks the arguments. kong calls it.
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

// Run measures the distances and prints them.
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
		return a.printJSON(found)
	}
	return c.write(a.stdout, found)
}

// measure trains a model and draws points for each seed, and measures all distances on one distribution.
func (c *w2Cmd) measure(ctx context.Context, a *app, name string) (d distances, err error) {
	dataset, err := data.Open(name, nil, "")
	if err != nil {
		return d, err
	}
	distribution := dataset.Distribution
	var learned, redrawn []float64
	for seed := uint64(1); seed <= uint64(c.Seeds); seed++ {
		fmt.Fprintf(a.stderr, "%s, training %d of %d\n", name, seed, c.Seeds)
		fixed, err := dataset.Fix(protocolPoints, seed)
		if err != nil {
			return d, err
		}
		points, err := drawLearned(ctx, fixed, seed)
		if err != nil {
			return d, err
		}
		truth := make([]data.Point, protocolPoints)
		data.Draw(truth, nil, distribution, seed, data.Truth, 0)
		learned = append(learned, transport.W2(points, truth))
		data.Draw(points, nil, fixed.Fixed, seed, data.Subset, 0)
		redrawn = append(redrawn, transport.W2(points, truth))
	}
	floor := make([]float64, pairs*c.Seeds)
	parallel.Each(ctx, len(floor), func(pair int) {
		x, y := make([]data.Point, protocolPoints), make([]data.Point, protocolPoints)
		data.Draw(x, nil, distribution, 1, data.Floor, 2*pair)
		data.Draw(y, nil, distribution, 1, data.Floor, 2*pair+1)
		floor[pair] = transport.W2(x, y)
	})
	d = distances{Data: name, Learned: newMean(learned), Redrawn: newMean(redrawn), Floor: newMean(floor)}
	d.Ratio, d.RedrawnRatio = d.Learned.over(d.Floor), d.Redrawn.over(d.Floor)
	return d, ctx.Err()
}

// drawLearned trains our default model on the fixed points of a dataset, and returns points that it draws.
func drawLearned(ctx context.Context, dataset *data.Dataset, seed uint64) ([]data.Point, error) {
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

// write writes the distances as text for people, beside the published ones.
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
	fmt.Fprintln(w, "After ±: the standard deviation of a distance, or the standard error of a ratio.")
	fmt.Fprintln(w, "Redrawn, with replacement: a model that knows the training points and nothing else.")
	_, err := fmt.Fprintln(w, "The last four rows are published: Tong et al. 2024, [SF]²M, table 2, five seeds.")
	return err
}
