package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"ddpm/cmd/ddpm/internal/ablation"
	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/internal/runs"
	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// combination is one choice of everything that decides which points are drawn, and how.
type combination struct {
	data                string // built-in, file or picture
	labelled            bool
	class               string
	guidance            float64
	sampler, variance   string
	eta, grid, clip     string // "": not given
	evals               int    // 0: not given
	refused             string // what the error says, in all commands that draw; "": the combination is allowed
	refusedWithSamplers bool   // and also where several samplers are measured
	steps               int    // evaluations of the network that the sampler takes
	classIndex, seed    int
}

const (
	combinationPoints = 60
	combinationSteps  = 6 // T
)

// combinations returns all of them, and says of each whether it makes sense.
func combinations() (all []combination) {
	type way struct{ sampler, variance, eta, grid, clip string }
	ways := []way{
		{"ddpm", "", "", "", ""}, {"ddpm", "beta-tilde", "", "", ""}, {"ddpm", "optimal", "", "", ""}, {"ddpm", "", "0.5", "", ""}, {"ddpm", "optimal", "", "log-snr", ""},
		{"ddim", "", "", "", ""}, {"ddim", "", "0.5", "", ""}, {"ddim", "optimal", "", "", ""}, {"ddim", "", "", "karras:5", ""},
		{"heun", "", "", "", ""}, {"heun", "beta", "", "", ""}, {"heun", "", "0", "", ""}, {"heun", "", "", "trailing", ""},
		{"dpmpp", "", "", "", ""}, {"dpmpp", "", "0", "", ""}, {"dpmpp", "beta-tilde", "", "", ""}, {"dpmpp", "", "", "even", ""},
		{"ddpm", "", "", "", "1"}, {"heun", "", "", "karras", "0.5"}, {"dpmpp", "", "0.5", "", "2"}, {"ddim", "", "", "", "-1"},
	}
	for _, source := range []string{"builtin", "file", "picture"} {
		for _, labelled := range []bool{false, true} {
			if source == "picture" && labelled {
				continue // TestBadInput: a picture has one label
			}
			for _, class := range []string{"", "2"} {
				for _, guidance := range []float64{0, 2} {
					for _, w := range ways {
						for _, evals := range []int{0, 3} {
							c := combination{
								data: source, labelled: labelled, class: class, guidance: guidance, sampler: w.sampler, variance: w.variance,
								eta: w.eta, grid: w.grid, clip: w.clip, evals: evals, classIndex: -1, seed: 5,
							}
							c.steps = map[string]int{"ddpm": combinationSteps, "ddim": combinationSteps, "heun": 21, "dpmpp": 20}[w.sampler]
							if evals > 0 {
								c.steps = evals
							}
							switch {
							case class == "" && guidance != 0:
								c.refused = "--guidance leads towards a class"
							case class != "" && !labelled:
								c.refused = "--class 2: the network knows no classes"
							case w.variance != "" && w.sampler != "ddpm":
								c.refused = "--variance: the sampler " + w.sampler + " has none"
							case w.eta != "" && (w.sampler == "ddpm" || w.sampler == "heun"):
								c.refused = "--eta: the sampler " + w.sampler + " has none"
							case w.clip == "-1":
								c.refused = "--clip-x0 -1: want a positive bound"
							case w.grid == "even":
								c.refused = `--grid "even": want one of trailing`
							case w.grid == "trailing" && evals == 0: // 21 evaluations, which are 11 steps
								c.refused = "--evals 21: want 1 to 6"
							}
							if class != "" && labelled {
								c.classIndex = 2
							}
							c.refusedWithSamplers = w.variance != "" || w.eta != "" || w.grid != "" || w.clip != ""
							all = append(all, c)
						}
					}
				}
			}
		}
	}
	return all
}

// flags returns the flags that say how points are drawn.
func (c combination) flags() []string {
	flags := []string{"-n", fmt.Sprint(combinationPoints), "--sampler", c.sampler}
	add := func(name, value string) {
		if value != "" {
			flags = append(flags, "--"+name+"="+value)
		}
	}
	add("grid", c.grid)
	add("clip-x0", c.clip)
	add("variance", c.variance)
	add("eta", c.eta)
	add("class", c.class)
	if c.guidance != 0 {
		add("guidance", fmt.Sprint(c.guidance))
	}
	if c.evals != 0 {
		add("evals", fmt.Sprint(c.evals))
	}
	return flags
}

func (c combination) String() string {
	return fmt.Sprintf("%s %v %s", c.data, c.labelled, strings.Join(c.flags()[2:], " "))
}

// blend is guidance by its definition, (1+w) ε̂_c − w ε̂, of any two denoisers.
type blend struct {
	conditional, unconditional sample.Denoiser
	weight                     float64
}

func (b blend) PredictNoise(dst, x []data.Point, logSNR float64) {
	c, u := make([]data.Point, len(x)), make([]data.Point, len(x))
	b.conditional.PredictNoise(c, x, logSNR)
	b.unconditional.PredictNoise(u, x, logSNR)
	for i := range dst {
		for axis := range dst[i] {
			dst[i][axis] = (1+b.weight)*c[i][axis] - b.weight*u[i][axis]
		}
	}
}

// direct is what the library gives for a combination when it is called without the program.
type direct struct {
	denoiser, best sample.Denoiser // best is nil if it is not known
	sampler        *sample.Sampler
	axes           data.Standardizer
	truth          compare.Truth
	distribution   *mixture.Mixture // of the class, in the units of the data
}

// directly puts the combination together from a model and from its data.
func (c combination) directly(t *testing.T, m *model.Model, d *data.Dataset, seed uint64) direct {
	t.Helper()
	of := direct{denoiser: m.Network, axes: data.Standardizer{Mean: m.Mean, Scale: m.Scale}, distribution: d.Distribution}
	fixed, held, name := d.Fixed, d.Held, d.Name
	var all sample.Denoiser
	if d.Distribution != nil {
		all = sample.Exact{Distribution: of.axes.Distribution(d.Distribution)}
		of.best = all
	}
	if c.class != "" {
		of.denoiser = m.Network.Class(c.classIndex)
		name += ", class " + c.class
		rows := func(points data.Points, labels []int) (chosen data.Points) {
			for i, label := range labels {
				if label == c.classIndex {
					chosen = append(chosen, points[i])
				}
			}
			return chosen
		}
		fixed, held = rows(d.Fixed, d.FixedLabels), rows(d.Held, d.HeldLabels)
		if d.Distribution != nil {
			of.distribution = d.Distribution.Given(c.classIndex)
			of.best = sample.Exact{Distribution: of.axes.Distribution(of.distribution)}
		}
		if c.guidance != 0 {
			of.denoiser = blend{of.denoiser, m.Network, c.guidance}
			if d.Distribution != nil {
				of.best = blend{of.best, all, c.guidance}
			}
		}
	}
	var source data.Source = fixed
	if of.distribution != nil {
		source = of.distribution
		of.truth = compare.Distribution(name, of.distribution)
	} else {
		of.truth = compare.Rows(name, held)
	}
	of.truth = compare.WithTraining(of.truth, fixed)

	options := sample.Options{Evals: c.evals, Grid: c.grid, Variance: c.variance}
	number := func(text string) (n float64) {
		if _, err := fmt.Sscan(text, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if c.eta != "" {
		options.Eta = new(number(c.eta))
	}
	if c.clip != "" {
		options.ClipX0 = number(c.clip)
	}
	if c.variance == "optimal" {
		points := make([]data.Point, 4096)
		data.Draw(points, nil, source, seed, data.Drawn, 0)
		of.axes.To(points, points)
		chain := must.Get(sample.NewSampler("ddpm", m.Schedule, sample.Options{Evals: c.evals, Grid: c.grid}))
		options.Variances = must.Get(audit.EstimateOptimal(t.Context(), of.denoiser, points, chain.Levels(), seed))
	}
	of.sampler = must.Get(sample.NewSampler(c.sampler, m.Schedule, options))
	return of
}

// draw returns points in the units of the data.
func (d direct) draw(t *testing.T, seed uint64, n int) []data.Point {
	t.Helper()
	x := must.Get(sample.Draw(t.Context(), d.denoiser, d.sampler, sample.Noise{Seed: seed}, n))
	d.axes.From(x, x)
	return x
}

// farApart returns by how much points differ at most, relative to their size.
func farApart(x, y []data.Point) (most float64) {
	if len(x) != len(y) {
		return math.Inf(1)
	}
	for i := range x {
		for axis := range x[i] {
			most = max(most, math.Abs(x[i][axis]-y[i][axis])/(1+math.Abs(y[i][axis])))
		}
	}
	return most
}

// checkFindings holds what a command says of a combination against direct calls.
func (c combination) checkFindings(t *testing.T, found evaluate.Findings, d direct, m *model.Model, seed uint64) {
	t.Helper()
	points := d.draw(t, seed, combinationPoints)
	want := must.Get(compare.Compare(t.Context(), points, d.truth, seed, "sliced_w2", "w2", "memorisation"))
	if found.Data != want.Data || found.Count != combinationPoints || found.Seed != seed {
		t.Errorf("%d points against %s with seed %d, want %d against %s with seed %d", found.Count, found.Data, found.Seed,
			combinationPoints, want.Data, seed)
	}
	for _, w := range want.Metrics {
		i := slices.IndexFunc(found.Metrics, func(m compare.Measurement) bool { return m.Name == w.Name })
		if i < 0 || !near(found.Metrics[i].Value, w.Value, 1e-6) || !near(found.Metrics[i].Floor, w.Floor, 1e-6) {
			t.Errorf("%s: %+v, want %+v", w.Name, found.Metrics, w)
		}
	}
	s := found.Sampling
	if s == nil || s.Sampler != c.sampler || s.Grid != c.grid || s.ClipX0 > 0 != (c.clip != "") || *s.Evals != c.steps || s.Class != c.class || s.Guidance != c.guidance || s.Seed != seed || s.Count != combinationPoints {
		t.Errorf("drawn by %+v", s)
	}
	if (found.KL != nil) != (d.distribution != nil) || (found.NLL != nil) != (d.distribution == nil) || (found.Chains != nil) != (d.distribution != nil) {
		t.Errorf("KL %v, NLL %v, chains %v where the distribution is known: %v", found.KL, found.NLL, found.Chains, d.distribution != nil)
	}
	if plain := d.distribution != nil && c.guidance == 0; (found.ExcessLoss != nil) != plain || (found.Budget != nil) != plain {
		t.Errorf("excess %v, budget %v", found.ExcessLoss, found.Budget)
	}
	for name, there := range map[string]bool{
		"kl": found.KL != nil, "nll": found.NLL != nil || d.distribution != nil, "excess_loss": found.ExcessLoss != nil, "budget": found.Budget != nil,
	} {
		if there == (found.Absent[name] != "") {
			t.Errorf("%s is there: %v, and its absence is explained by %q", name, there, found.Absent[name])
		}
	}
	if b := found.Budget; b != nil && (b.Variance != cmp.Or(c.variance, "beta") || b.Steps != combinationSteps) {
		t.Errorf("the budget is of %d steps with variance %s", b.Steps, b.Variance)
	}
	if found.ExcessLoss != nil { // at each level, by its definition
		distribution := d.axes.Distribution(d.distribution)
		for _, level := range found.ExcessLoss.ByT {
			x := make([]data.Point, smallEffort.evaluate.LevelPoints)
			data.Draw(x, nil, distribution.At(model.SignalNoise(level.LogSNR)), seed, data.Probe, level.T)
			learned, best := make([]data.Point, len(x)), make([]data.Point, len(x))
			d.denoiser.PredictNoise(learned, x, level.LogSNR)
			d.best.PredictNoise(best, x, level.LogSNR)
			sum := 0.0
			for i := range x {
				for axis := range x[i] {
					sum += math.Pow(learned[i][axis]-best[i][axis], 2) / 2 / float64(len(x))
				}
			}
			if !near(level.Excess, sum, 1e-5) {
				t.Errorf("excess at t = %d: %v, want %v", level.T, level.Excess, sum)
			}
		}
	}
	if found.Chains == nil {
		return
	}
	exact := must.Get(sample.Draw(t.Context(), d.best, d.sampler, sample.Noise{Seed: seed}, combinationPoints))
	target := compare.Distribution("", d.axes.Distribution(d.distribution)).Set(combinationPoints, seed, 0)
	learned := slices.Clone(points)
	d.axes.To(learned, learned)
	for name, pair := range map[string][2]float64{
		"learned": {found.Chains.Learned, compare.SlicedW2(learned, target)},
		"exact":   {found.Chains.Exact, compare.SlicedW2(exact, target)},
		"between": {found.Chains.Between, compare.SlicedW2(exact, learned)},
	} {
		if !near(pair[0], pair[1], 1e-2) { // merged components move ε* by 1e-3 at most, and guidance of 2 makes that five times as much
			t.Errorf("chains, %s: %v, want %v", name, pair[0], pair[1])
		}
	}
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*(1+math.Abs(b)) }

// combinationRuns trains one tiny network for each kind of data, with and without labels, and returns the command line's DATA and
// flags of each, and the folders of the runs.
func combinationRuns(t *testing.T) (sources map[[2]any][]string, folders map[[2]any]string) {
	t.Helper()
	dir := t.TempDir()
	file, picture := filepath.Join(dir, "labelled.csv"), filepath.Join(dir, "ink.png")
	var text strings.Builder
	text.WriteString("x,y,kind\n")
	points, labels := make([]data.Point, 400), make([]int, 400)
	builtin, _ := data.Lookup("eightgaussians")
	data.Draw(points, labels, builtin.Mixture(), 1, data.Drawn, 0)
	for i, p := range points {
		fmt.Fprintf(&text, "%v,%v,%d\n", p[0], p[1], labels[i]%3)
	}
	write(t, file, text.String())
	ink := image.NewGray(image.Rect(0, 0, 3, 3))
	for i := range ink.Pix {
		ink.Set(i%3, i/3, color.Gray{Y: uint8(40 * (i % 5))})
	}
	out := must.Get(os.Create(picture))
	must.Do(png.Encode(out, ink))
	must.Do(out.Close())
	sources = map[[2]any][]string{
		{"builtin", false}: {"eightgaussians"},
		{"builtin", true}:  {"eightgaussians", "--label", "label"},
		{"file", false}:    {file, "--columns", "1,2", "--holdout", "0.3", "--schedule", "loglinear:min=0.01"},
		{"file", true}:     {file, "--label", "kind", "--columns", "1,2", "--holdout", "0.3"},
		{"picture", false}: {picture, "--schedule", "flow", "--predict", "u", "--times", "logit-normal:mean=0.5"},
	}
	folders = make(map[[2]any]string)
	for key, source := range sources {
		folders[key] = filepath.Join(dir, fmt.Sprint(key[0], key[1]))
		do(t, 0, slices.Concat([]string{"train"}, source, combinationTraining, []string{"--out", folders[key]})...)
	}
	return sources, folders
}

var combinationTraining = []string{"--steps", "30", "--batch", "32", "--width", "8", "--blocks", "1", "--timesteps", fmt.Sprint(combinationSteps), "--lr", "0.02"}

// Every combination of class, guidance, sampler, grid, variance, η, clipping and evaluations, with every kind of data and in every command that
// draws, is refused in one line that says why; or its points and numbers are those that the library gives when it is called directly.
func TestCombinations(t *testing.T) {
	sources, folders := combinationRuns(t)
	var mutex sync.Mutex
	seen := make(map[string]int)
	count := func(name string) {
		mutex.Lock()
		defer mutex.Unlock()
		seen[name]++
	}
	each := 7 // of so many combinations one is tried
	if slowtest.Wanted() {
		each = 1
	}
	t.Run("each", func(t *testing.T) {
		for i, c := range combinations() {
			if i%each != 0 {
				continue
			}
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				c.check(t, i, sources[[2]any{c.data, c.labelled}], folders[[2]any{c.data, c.labelled}], count)
			})
		}
	})
	t.Logf("%v", seen)
	for _, name := range []string{"refused", "sample", "compare", "run", "ablate", "samplers"} {
		if seen[name] < 2 {
			t.Errorf("only %d combinations: %s", seen[name], name)
		}
	}
}

// check checks one combination, the i-th, given the DATA and the folder of its run. It counts what it did.
func (c combination) check(t *testing.T, i int, source []string, folder string, count func(string)) {
	refuses := func(want string, args ...string) {
		t.Helper()
		if _, stderr := do(t, statusBadInput, args...); !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: %q, want one line with %q", args[0], stderr, want)
		}
	}
	dir := t.TempDir()
	seed := fmt.Sprint(c.seed)
	commands := map[string][]string{
		"sample":  slices.Concat([]string{"sample", folder, "-o", filepath.Join(dir, "x.csv"), "--seed", seed}, c.flags()),
		"compare": slices.Concat([]string{"compare", folder, "-o", filepath.Join(dir, "compared"), "--seed", seed}, c.flags()),
		"run":     slices.Concat([]string{"run"}, source, combinationTraining, c.flags(), []string{"-o", filepath.Join(dir, "run")}),
		"ablate":  slices.Concat([]string{"ablate"}, source, combinationTraining, c.flags(), []string{"--vary", "seed=1", "-o", filepath.Join(dir, "grid")}),
		"samplers": slices.Concat([]string{"compare", folder, "-o", filepath.Join(dir, "samplers"), "--seed", seed, "--samplers", "dpmpp,ddim"},
			c.flags(), map[bool][]string{true: {"--evals", "4"}}[c.evals == 0]),
	}
	if c.refused != "" {
		for _, name := range []string{"sample", []string{"compare", "run", "ablate"}[i%3]} {
			refuses(c.refused, commands[name]...)
			count("refused")
		}
		if !c.refusedWithSamplers && i%2 == 0 {
			refuses(c.refused, commands["samplers"]...)
		}
		return
	}
	config, dataset, err := runs.Folder(folder).Open()
	if err != nil {
		t.Fatal(err)
	}
	m := must.Get(runs.Folder(folder).ReadModel())

	do(t, 0, commands["sample"]...)
	count("sample")
	points := must.Get(data.ReadFile(filepath.Join(dir, "x.csv"), nil))
	d := c.directly(t, m, dataset, uint64(c.seed))
	if far := farApart(points, d.draw(t, uint64(c.seed), combinationPoints)); far > 1e-9 {
		t.Errorf("sample: the points are %v from those of the library", far)
	}

	// The other commands take longer: each has a share of the combinations, in turn.
	switch i % 5 {
	case 0:
		out, _ := do(t, 0, append(commands["compare"], "--json")...)
		count("compare")
		var found evaluate.Findings
		must.Do(json.Unmarshal([]byte(out), &found))
		c.checkFindings(t, found, d, m, uint64(c.seed))
	case 1:
		out, _ := do(t, 0, append(commands["run"], "--json")...)
		count("run")
		var finished struct{ Comparison evaluate.Findings }
		must.Do(json.Unmarshal([]byte(out), &finished))
		d := c.directly(t, m, dataset, config.Seed) // of the same training
		c.checkFindings(t, finished.Comparison, d, m, config.Seed)
		points := must.Get(data.ReadFile(filepath.Join(dir, "run", runs.SamplesFile), nil))
		if far := farApart(points, d.draw(t, config.Seed, combinationPoints)); far > 1e-9 {
			t.Errorf("run: the points are %v from those of the library", far)
		}
	case 2:
		out, _ := do(t, 0, append(commands["ablate"], "--json")...)
		count("ablate")
		var cells []ablation.Cell
		if err := json.Unmarshal([]byte(out), &cells); err != nil || len(cells) != 1 {
			t.Fatal(out, err)
		}
		d := c.directly(t, m, dataset, config.Seed)
		want := must.Get(compare.Compare(t.Context(), d.draw(t, config.Seed, combinationPoints), d.truth, config.Seed, "sliced_w2"))
		if w := want.Metrics[0]; !near(cells[0].SlicedW2, w.Value, 1e-6) || !near(cells[0].Floor, w.Floor, 1e-6) || (cells[0].KL != nil) != (d.distribution != nil) {
			t.Errorf("ablate: %+v, want %+v", cells[0], w)
		}
	}

	if c.refusedWithSamplers {
		refuses("with --samplers", commands["samplers"]...)
	} else if i%5 == 3 {
		out, _ := do(t, 0, append(commands["samplers"], "--json")...)
		count("samplers")
		var found evaluate.Findings
		must.Do(json.Unmarshal([]byte(out), &found))
		c.checkSamplers(t, *found.Samplers, d, m)
	}
}

// checkSamplers holds a table of samplers against direct calls: all rounds have noise and true points of their own.
func (c combination) checkSamplers(t *testing.T, found audit.Samplers, d direct, m *model.Model) {
	t.Helper()
	n := d.truth.MaxPoints(combinationPoints)
	evals := c.evals
	if evals == 0 {
		evals = 4
	}
	if found.Points != n || len(found.Cells) != 2 {
		t.Fatalf("%+v, want two cells of %d points", found, n)
	}
	toTruth := d.truth.Axes()
	for i, name := range []string{"dpmpp", "ddim"} {
		sampler := must.Get(sample.NewSampler(name, m.Schedule, sample.Options{Evals: evals}))
		distance := func(denoiser sample.Denoiser) (mean float64) {
			for round := range audit.Rounds {
				x := must.Get(sample.Draw(t.Context(), denoiser, sampler, sample.Noise{Seed: uint64(c.seed), First: round * sample.Block}, n))
				d.axes.From(x, x)
				toTruth.To(x, x)
				y := d.truth.Set(n, uint64(c.seed), round)
				toTruth.To(y, y)
				mean += compare.SlicedW2(x, y) / audit.Rounds
			}
			return mean
		}
		cell := found.Cells[i]
		if cell.Sampler != name || cell.Evals != evals || cell.Learned == nil || !near(*cell.Learned, distance(d.denoiser), 1e-6) {
			t.Errorf("%s: %+v, want %v", name, cell, distance(d.denoiser))
		}
		switch {
		case cell.Exact == nil || found.OfBlurred != (d.best == nil):
			t.Errorf("%s: %+v, of blurred points: %v", name, cell, found.OfBlurred)
		case d.best != nil && !near(*cell.Exact, distance(d.best), 1e-2): // of blurred points the tests of audit know better
			t.Errorf("%s: %+v, want the exact one at %v", name, cell, distance(d.best))
		}
	}
}
