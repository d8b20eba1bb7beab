package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// With ε* for a network, both distances agree, up to merged components. More evaluations come nearer to the floor. A sampler with more
// evaluations than the chain has steps is absent.
func TestMeasureSamplers(t *testing.T) {
	builtin, _ := data.Lookup("eightgaussians")
	distribution, schedule := builtin.Mixture(), must.Get(model.NewSchedule("linear", 40))
	axes, cells := data.NewStandardizer(distribution), 0
	measure := func(denoiser sample.Differentiable, evals ...int) Samplers {
		subject := subjectOf(axes.Distribution(distribution), denoiser, schedule)
		subject.Model.Mean, subject.Model.Scale, subject.Truth = axes.Mean, axes.Scale, compare.Distribution("eightgaussians", distribution)
		return must.Get(MeasureSamplers(t.Context(), subject, []string{"ddim", "dpmpp"}, evals, 2000, func() { cells++ }))
	}
	s := measure(sample.Exact{Distribution: axes.Distribution(distribution)}, 3, 40, 41)
	if cells != 6 || len(s.Cells) != 6 || s.Points != 2000 {
		t.Fatalf("%d cells, %+v", cells, s)
	}
	for i, c := range s.Cells {
		if c.Sampler != []string{"ddim", "dpmpp"}[i/3] || c.Evals != []int{3, 40, 41}[i%3] {
			t.Errorf("cell %d is %s with %d evaluations", i, c.Sampler, c.Evals)
		}
		if absent := c.Absent != ""; absent != (i == 2) || absent != (c.Learned == nil) {
			t.Errorf("cell %d: %+v", i, c)
		}
		if c.Learned != nil && math.Abs(*c.Learned-*c.Exact) > 2e-3 {
			t.Errorf("%s, %d evaluations: learned %v, exact %v", c.Sampler, c.Evals, *c.Learned, *c.Exact)
		}
	}
	for _, i := range []int{0, 3} {
		if few, many := *s.Cells[i].Exact, *s.Cells[i+1].Exact; few < 1.5*many || many > 3*s.Floor {
			t.Errorf("%s: %v with 3 evaluations, %v with 40, floor %v", s.Cells[i].Sampler, few, many, s.Floor)
		}
	}
	// A cell is the same again, whatever stands beside it.
	again := measure(sample.Exact{Distribution: axes.Distribution(distribution)}, 3)
	if diff := cmp.Diff([]Sampled{s.Cells[0], s.Cells[3]}, again.Cells); diff != "" {
		t.Error(diff)
	}
	var table, csv bytes.Buffer
	if s.WriteTable(&table) != nil || s.WriteCSV(&csv) != nil || strings.Count(csv.String(), "\n") != 7 {
		t.Errorf("%s\n%s", table.String(), csv.String())
	}
	if !strings.Contains(table.String(), "41  evals 41: want 1 to 40") || !strings.Contains(csv.String(), "\nddim,41,,,") {
		t.Errorf("%s\n%s", table.String(), csv.String())
	}
}

func TestMeasureSamplersOfRows(t *testing.T) {
	standard := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	rows := make([]data.Point, 400)
	data.Draw(rows, nil, standard, 1, data.Drawn, 0)
	axes, schedule := data.NewStandardizer(data.Points(rows)), must.Get(model.NewSchedule("linear", 20))
	measure := func(ctx context.Context, names []string, evals int, rows []data.Point) (Samplers, error) {
		subject := subjectOf(standard, sample.Exact{Distribution: standard}, schedule)
		subject.Model.Mean, subject.Model.Scale, subject.Truth = axes.Mean, axes.Scale, compare.Rows("rows", rows)
		subject.Best = nil
		return MeasureSamplers(ctx, subject, names, []int{evals}, 1000, func() {})
	}
	s, err := measure(t.Context(), []string{"heun"}, 9, rows)
	if err != nil || s.Points != 200 || s.Cells[0].Learned == nil || s.Cells[0].Exact != nil || *s.Cells[0].Learned > 4*s.Floor {
		t.Errorf("%+v: %v", s, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := measure(ended, []string{"heun"}, 9, rows); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	for name, err := range map[string]error{
		"sampler": second(measure(t.Context(), []string{"hoin"}, 9, rows)),
		"evals":   second(measure(t.Context(), []string{"heun"}, 0, rows)),
		"rows":    second(measure(t.Context(), []string{"heun"}, 9, rows[:3])),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// The chains of two rounds start from different points, whether the rounds are of one seed or of two. So do the true sets.
func TestRoundsHaveNoiseOfTheirOwn(t *testing.T) {
	standard := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	seen := make(map[data.Point]string)
	for seed := range uint64(4) {
		s := subjectOf(standard, &starts{Exact: sample.Exact{Distribution: standard}}, must.Get(model.NewSchedule("linear", 4)))
		s.Seed, s.Best = seed, nil
		if _, err := MeasureSamplers(t.Context(), s, []string{"ddim"}, []int{1}, sample.Block+5, func() {}); err != nil {
			t.Fatal(err)
		}
		found := s.Denoiser.(*starts).first
		if len(found) != Rounds {
			t.Fatalf("%d rounds", len(found))
		}
		for round, x := range found {
			name := fmt.Sprintf("round %d of seed %d", round, seed)
			for _, p := range []data.Point{x[0], x[len(x)-1]} {
				if before, ok := seen[p]; ok {
					t.Errorf("%s has a start of %s", name, before)
				}
				seen[p] = name
			}
		}
		for k := range Rounds {
			y := s.Truth.Set(10, seed, k)
			if before, ok := seen[y[0]]; ok {
				t.Errorf("true set %d of seed %d is that of %s", k, seed, before)
			}
			seen[y[0]] = fmt.Sprintf("true set %d of seed %d", k, seed)
		}
	}
}

// starts is sample.Exact that records the points of each prediction.
type starts struct {
	sample.Exact
	first [][]data.Point
}

func (s *starts) PredictNoise(dst, x []data.Point, logSNR float64) {
	s.first = append(s.first, slices.Clone(x))
	s.Exact.PredictNoise(dst, x, logSNR)
}

func second[A any](_ A, err error) error { return err }

// What stands in a cell is the mean of as many distances as there are rounds: each of that round's points, of the sampler's next
// points of the seed, from that round's true set.
func TestDistancesAreMeansOverRounds(t *testing.T) {
	const n = sample.Block + 100
	law, schedule := standardised(t, "moons"), must.Get(model.NewSchedule("linear", 8))
	s := subjectOf(law, biased{sample.Exact{Distribution: law}, data.Point{.1, 0}}, schedule)
	found := must.Get(MeasureSamplers(t.Context(), s, []string{"ddim"}, []int{5}, n, func() {}))
	sampler := must.Get(sample.NewSampler("ddim", schedule, sample.Options{Evals: 5}))
	for name, pair := range map[string]struct {
		got      *float64
		denoiser sample.Denoiser
	}{"learned": {found.Cells[0].Learned, s.Denoiser}, "exact": {found.Cells[0].Exact, s.Best}} {
		want := 0.0
		for round := range Rounds {
			x := must.Get(sample.Draw(t.Context(), pair.denoiser, sampler, sample.Noise{Seed: s.Seed, First: round * 2 * sample.Block}, n))
			want += compare.SlicedW2(x, s.Truth.Set(n, s.Seed, round)) / Rounds
		}
		if math.Abs(*pair.got-want) > 1e-9 {
			t.Errorf("%s: %v, the mean over rounds is %v", name, *pair.got, want)
		}
	}
}

// Each number stands in the column that names it, of the CSV and of the table, where it is followed by how many floors it is.
func TestSamplersAreWrittenByColumn(t *testing.T) {
	s := Samplers{Floor: .01, Points: 70, Rounds: 5, Cells: []Sampled{
		{Sampler: "ddim", Evals: 5, Learned: ptr(.03), Exact: ptr(.02)}, {Sampler: "heun", Evals: 7, Learned: ptr(.05)},
	}}
	var csv, table bytes.Buffer
	must.Do(errors.Join(s.WriteCSV(&csv), s.WriteTable(&table)))
	if want := "sampler,evals,learned,exact,floor\nddim,5,0.03,0.02,0.01\nheun,7,0.05,,0.01\n"; csv.String() != want {
		t.Errorf("wrote %q, want %q", csv.String(), want)
	}
	text := strings.Join(strings.Fields(table.String()), " ")
	for _, want := range []string{
		"of 70 points, mean over 5 seeds; floor 0.0100", "learned × floor exact × floor", "ddim 5 0.0300 3.00 0.0200 2.00", "heun 7 0.0500 5.00 - -",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the table does not say %q:\n%s", want, table.String())
		}
	}
	s.OfBlurred = true
	if err := s.WriteTable(&table); err != nil || strings.Contains(text, "blurred points") || !strings.Contains(table.String(), "exact: the best possible network for the blurred points") {
		t.Errorf("the table does not say of which network exact is: %v\n%s", err, table.String())
	}
}
