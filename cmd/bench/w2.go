package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
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
	pathPoints     = 4000   // paths whose energy is measured
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
	NPE          mean   `json:"npe"`           // normalised path energy of the trained model, for each training: audit.Straightness
	ExactNPE     mean   `json:"exact_npe"`     // and of the best possible denoiser, with the same noise and true points
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
	return a.print(found, func(to io.Writer) { c.write(to, found) })
}

// measure trains a model and draws points for each seed, and measures all distances on one distribution.
func (c *w2Cmd) measure(ctx context.Context, a *app, name string) (d distances, err error) {
	dataset := must.Get(data.Open(name, nil, ""))
	distribution := dataset.Distribution
	var learned, redrawn, npe, exactNPE []float64
	for seed := uint64(1); seed <= uint64(c.Seeds); seed++ {
		fmt.Fprintf(a.stderr, "%s, training %d of %d\n", name, seed, c.Seeds)
		fixed := must.Get(dataset.Fix(protocolPoints, seed))
		network, points, err := drawLearned(ctx, fixed, seed)
		if err != nil {
			return d, err
		}
		axes := fixed.Standardizer()
		near := draw(distribution, seed, data.Truth, 1)[:pathPoints]
		axes.To(near, near)
		for _, flow := range []struct {
			of   sample.Denoiser
			into *[]float64
		}{{network, &npe}, {sample.Exact{Distribution: axes.Distribution(distribution)}, &exactNPE}} {
			straight, err := audit.MeasureStraightness(ctx, flow.of, near, seed)
			if err != nil {
				return d, err
			}
			*flow.into = append(*flow.into, straight.NPE)
		}
		truth := draw(distribution, seed, data.Truth, 0)
		learned = append(learned, transport.W2(points, truth))
		redrawn = append(redrawn, transport.W2(draw(fixed.Fixed, seed, data.Subset, 0), truth))
	}
	floor := make([]float64, pairs*c.Seeds)
	parallel.Each(ctx, len(floor), func(pair int) {
		floor[pair] = transport.W2(draw(distribution, 1, data.Floor, 2*pair), draw(distribution, 1, data.Floor, 2*pair+1))
	})
	d = distances{Data: name, Learned: newMean(learned), Redrawn: newMean(redrawn), Floor: newMean(floor), NPE: newMean(npe), ExactNPE: newMean(exactNPE)}
	d.Ratio, d.RedrawnRatio = d.Learned.over(d.Floor), d.Redrawn.over(d.Floor)
	return d, ctx.Err()
}

// draw returns as many points of a source as the protocol wants.
func draw(source data.Source, seed uint64, purpose data.Purpose, number int) []data.Point {
	points := make([]data.Point, protocolPoints)
	data.Draw(points, nil, source, seed, purpose, number)
	return points
}

// drawLearned trains our default model on the fixed points of a dataset, and returns its network and points that it draws.
func drawLearned(ctx context.Context, dataset *data.Dataset, seed uint64) (*model.Network, []data.Point, error) {
	config := train.DefaultConfig()
	config.Seed = seed
	c := courseOn(dataset, config)
	trainer, err := c.train(ctx)
	if err != nil {
		return nil, nil, err
	}
	sampler := must.Get(sample.NewSampler("ddpm", c.schedule, sample.Options{}))
	points, err := sample.Draw(ctx, trainer.Average(), sampler, sample.Noise{Seed: seed}, protocolPoints)
	dataset.Standardizer().From(points, points)
	return trainer.Average(), points, err
}

// write writes the distances as text for people, beside the published ones.
func (c *w2Cmd) write(to io.Writer, found []distances) {
	rows := [][]string{
		{"2-Wasserstein distance"}, {fmt.Sprintf("ddpm, %d seed(s)", c.Seeds)}, {"training points, redrawn"},
		{fmt.Sprintf("true pairs, %d", pairs*c.Seeds)}, {"ddpm/true pairs"}, {"redrawn/true pairs"},
		{"normalised path energy, ddpm"}, {"the same, best possible"},
	}
	own := len(rows)
	for _, p := range published {
		rows = append(rows, []string{p.method})
	}
	for _, d := range found {
		for i, cell := range []fmt.Stringer{d.Learned, d.Redrawn, d.Floor, d.Ratio, d.RedrawnRatio, d.NPE, d.ExactNPE} {
			rows[1+i] = append(rows[1+i], cell.String())
		}
		rows[0] = append(rows[0], d.Data)
		for i, p := range published {
			rows[own+i] = append(rows[own+i], p.distances[slices.Index(protocol, d.Data)])
		}
	}
	writeTable(to, rows)
	fmt.Fprint(to, `After ±: the standard deviation of a distance, or the standard error of a ratio.
Redrawn, with replacement: a model that knows the training points and nothing else.
Path energy: of the flow from noise to standardised data, above the least possible one, which straight paths have, in units of that.
The last four rows are published: Tong et al. 2024, [SF]²M, table 2, five seeds.
`)
}
