package audit

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// labelled returns a distribution of three Gaussians, each a class, in units far from standard ones, and a model of it. The network has random
// weights, so that its predictions for the classes differ.
func labelled() (*model.Model, *data.Dataset) {
	distribution := mixture.New([]mixture.Component{
		{Weight: 1, Label: 0, Mean: data.Point{100, -7}, Cov: [3]float64{25, 1, 4}},
		{Weight: 2, Label: 1, Mean: data.Point{140, -1}, Cov: [3]float64{9, 0, 1}},
		{Weight: 3, Label: 2, Mean: data.Point{90, 5}, Cov: [3]float64{16, -3, 2}},
	})
	shape := model.NewConfig(8, 1)
	shape.Classes = 3
	network := must.Get(model.NewNetwork(shape))
	network.Init(data.Rand(1, data.Weights, 0, 0))
	rng := data.Rand(2, data.Weights, 0, 0)
	for i := range network.Weights { // the last layer begins at zero
		network.Weights[i] += float32(.1 * rng.NormFloat64())
	}
	axes := data.NewStandardizer(distribution)
	m := &model.Model{Network: network, Schedule: must.Get(model.NewSchedule("linear", 12)), Mean: axes.Mean, Scale: axes.Scale, Labels: []string{"a", "b", "c"}}
	return m, &data.Dataset{Name: "three", Distribution: distribution, LabelNames: m.Labels}
}

func subject(t *testing.T, m *model.Model, d *data.Dataset, c Choice) *Subject {
	return must.Get(New(t.Context(), m, d, c, 4))
}

// All parts of a subject have its class and guidance: the network's prediction, the best possible prediction, and the truth.
func TestSubjectIsOfOneClassAndGuidance(t *testing.T) {
	m, d := labelled()
	x := []data.Point{{.3, -1}, {1, .5}, {-2, 0}}
	const logSNR = 1.
	predict := func(of sample.Denoiser) []data.Point {
		dst := make([]data.Point, len(x))
		of.PredictNoise(dst, x, logSNR)
		return dst
	}
	all := AxesOf(m).Distribution(d.Distribution)
	for class, name := range map[int]string{allClasses: "", 0: "a", 2: "c"} {
		for _, w := range []float64{0, 1.5} {
			if name == "" && w != 0 {
				continue
			}
			s := subject(t, m, d, Choice{Class: name, Guidance: w, Sampler: "ddim"})
			distribution, network, title := d.Distribution, sample.Denoiser(m.Network), "three"
			if class != allClasses {
				distribution, network, title = d.Distribution.Given(class), m.Network.Class(class), "three, class "+name
			}
			if s.Truth.Name() != title || s.Data.Name != title {
				t.Errorf("%q: judged by %s", name, s.Truth.Name())
			}
			standard := AxesOf(m).Distribution(distribution)
			if s.Distribution.Mean() != standard.Mean() || s.Distribution.Cov() != standard.Cov() {
				t.Errorf("%q: distribution of mean %v, want %v", name, s.Distribution.Mean(), standard.Mean())
			}
			for what, pair := range map[string][3][]data.Point{
				"denoiser": {predict(s.Denoiser), predict(network), predict(m.Network)},
				"best":     {predict(s.Best), predict(sample.Exact{Distribution: standard}), predict(sample.Exact{Distribution: all})},
			} {
				for i := range x {
					for axis := range x[i] {
						want := (1+w)*pair[1][i][axis] - w*pair[2][i][axis]
						if math.Abs(pair[0][i][axis]-want) > 2e-3*(1+2*w) {
							t.Errorf("%q, guidance %v, %s at %v: %v, want %v", name, w, what, x[i], pair[0][i][axis], want)
						}
					}
				}
			}
		}
	}
}

// The optimal variance is estimated with the subject's denoiser, from points of its class, in the network's coordinates.
func TestOptimalVarianceIsTheSubjectsOwn(t *testing.T) {
	m, d := labelled()
	c := Choice{Class: "b", Guidance: 1, Sampler: "ddpm", Options: sample.Options{Variance: sample.Optimal, Evals: 6}}
	s := subject(t, m, d, c)
	points := make([]data.Point, estimationPoints)
	data.Draw(points, nil, d.Distribution.Given(1), 4, data.Drawn, 0)
	AxesOf(m).To(points, points)
	want, err := EstimateOptimal(t.Context(), s.Denoiser, points, s.Sampler.Levels(), 4)
	if got := s.Sampler.Options().Variances; err != nil || !slices.Equal(got, want) {
		t.Errorf("variances %v, want %v: %v", got, want, err)
	}
	if _, err := New(t.Context(), m, nil, c, 4); err == nil || !strings.Contains(err.Error(), "estimated from the data") {
		t.Errorf("without data: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(ended, m, d, c, 4); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// A settled choice has all defaults, and settling it again changes nothing. An error begins with the name of the wrong option.
func TestSettled(t *testing.T) {
	m, _ := labelled()
	for _, test := range []struct {
		sampler  string
		evals    int
		variance string
		eta      *float64
	}{{"ddpm", 12, sample.Beta, nil}, {"ddim", 12, "", new(float64)}, {"heun", 21, "", nil}, {"dpmpp", 20, "", ptr(.7)}} {
		c, err := Choice{Sampler: test.sampler}.Settled(m)
		o := c.Options
		if err != nil || o.Evals != test.evals || o.Variance != test.variance || (o.Eta == nil) != (test.eta == nil) || o.Eta != nil && *o.Eta != *test.eta {
			t.Errorf("%s: %+v, %v", test.sampler, o, err)
		}
		again, err := c.Settled(m)
		if err != nil || again.Options.Evals != o.Evals || again.Options.Variance != o.Variance {
			t.Errorf("%s: settled again %+v, %v", test.sampler, again, err)
		}
	}
	if c, err := (Choice{Sampler: "ddpm", Options: sample.Options{Variance: sample.Optimal}}).Settled(m); err != nil || c.Options.Variance != sample.Optimal {
		t.Errorf("%+v: %v", c, err)
	}
	plain := *m
	plain.Labels = nil
	for _, test := range []struct {
		m    *model.Model
		c    Choice
		want string
	}{
		{m, Choice{Sampler: "euler"}, `sampler "euler"`},
		{m, Choice{Sampler: "ddpm", Options: sample.Options{Evals: 13}}, "evals 13"},
		{m, Choice{Sampler: "ddim", Options: sample.Options{Variance: sample.Optimal}}, "variance: the sampler ddim has none"},
		{m, Choice{Sampler: "ddpm", Class: "d"}, "class d: want one of a, b, c"},
		{&plain, Choice{Sampler: "ddpm", Class: "a"}, "class a: the network knows no classes"},
		{m, Choice{Sampler: "ddpm", Guidance: 1}, "guidance leads towards a class"},
		{m, Choice{Sampler: "ddpm", Class: "a", Guidance: math.Inf(1)}, "guidance +Inf"},
	} {
		if _, err := test.c.Settled(test.m); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.c, err, test.want)
		}
	}
}

func ptr(v float64) *float64 { return &v }

// Points are in the units of the data. A point depends only on its number: not on how many are drawn, or from which number on.
func TestSubjectDraws(t *testing.T) {
	m, d := labelled()
	s := subject(t, m, d, Choice{Sampler: "ddpm", Options: sample.Options{Evals: 3}})
	const n = sample.Block + 100
	all, states := make([]data.Point, n), 0
	if err := s.Draw(t.Context(), all, 0, func(sample.State) error { states++; return nil }); err != nil || states != 4 {
		t.Fatal(states, err)
	}
	x := must.Get(sample.Draw(t.Context(), m.Network, s.Sampler, sample.Noise{Seed: 4}, n))
	s.Axes().From(x, x)
	if !slices.Equal(x, all) {
		t.Error("the points are not those of the network, in the units of the data")
	}
	rest := make([]data.Point, 100)
	if err := s.Draw(t.Context(), rest, sample.Block); err != nil || !slices.Equal(rest, all[sample.Block:]) {
		t.Errorf("the points from number %d on are other ones: %v", sample.Block, err)
	}
	stop := errors.New("enough")
	if err := s.Draw(t.Context(), rest, 0, func(sample.State) error { return stop }); err != stop {
		t.Errorf("error %v", err)
	}
}

// Points can be told from those that were learned by heart only if there are others beside them: drawn from the law, or held out. A
// file of which no points were held out is its own truth, and no points of it are fresh.
func TestMemorisationNeedsOtherPoints(t *testing.T) {
	standard := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	draw := func(n, index int) []data.Point {
		points := make([]data.Point, n)
		data.Draw(points, nil, standard, 1, data.Drawn, index)
		return points
	}
	fixed, held := draw(40, 0), draw(20, 1)
	for name, test := range map[string]struct {
		d    data.Dataset
		want bool
	}{
		"fresh points for ever": {data.Dataset{Name: "law", Distribution: standard}, false}, "fixed draws": {data.Dataset{Name: "law", Distribution: standard, Fixed: fixed}, true},
		"a file": {data.Dataset{Name: "file", Fixed: fixed}, false}, "a file, some held out": {data.Dataset{Name: "file", Fixed: fixed, Held: held}, true},
	} {
		result, err := compare.Compare(t.Context(), draw(20, 2), TruthOf(&test.d), 1, "memorisation")
		if err != nil || len(result.Metrics) == 1 != test.want || result.Data != test.d.Name {
			t.Errorf("%s: %+v: %v", name, result, err)
		}
	}
}
