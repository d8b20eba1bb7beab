package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/data/parallel"
)

func compare(t *testing.T, points []data.Point, truth Truth, seed uint64) Result {
	return must.Get(Compare(t.Context(), points, truth, seed))
}

// four is a distribution with four modes, so far apart that the mode of a point is certain.
var four = mixture.New([]mixture.Component{
	{Weight: 4, Label: 0, Mean: data.Point{100, -7}, Cov: [3]float64{25, 0, 1e-6}},
	{Weight: 3, Label: 1, Mean: data.Point{200, -7}, Cov: [3]float64{25, 0, 1e-6}},
	{Weight: 2, Label: 2, Mean: data.Point{100, -6.9}, Cov: [3]float64{25, 0, 1e-6}},
	{Weight: 1, Label: 3, Mean: data.Point{200, -6.9}, Cov: [3]float64{25, 0, 1e-6}},
})

// TestJSON checks the names in JSON.
func TestJSON(t *testing.T) {
	p := 0.
	bytes := must.Get(json.Marshal(Result{"moons", 9, 1, []Measurement{
		{"w2", 1, 2, 3, nil, 9, Lower},
		{"energy", 1, 2, 3, &p, 9, Closer},
	}}))
	want := `{"data":"moons","count":9,"seed":1,"metrics":[` +
		`{"name":"w2","value":1,"floor":2,"floor_sd":3,"points":9,"better":"lower"},` +
		`{"name":"energy","value":1,"floor":2,"floor_sd":3,"p":0,"points":9,"better":"closer"}]}`
	if diff := cmp.Diff(want, string(bytes)); diff != "" {
		t.Error(diff)
	}
}

// TestWhatTruthAllows: metrics are in a fixed order, without those that a truth does not allow.
func TestWhatTruthAllows(t *testing.T) {
	points := draws(standard, 60, 0)
	for _, test := range []struct {
		truth Truth
		want  string
	}{
		{Distribution("", standard), "sliced_w2 w2 energy density coverage outside"},
		{Distribution("", four), "sliced_w2 w2 energy density coverage modes outside"},
		{WithTraining(Distribution("", four), points), "sliced_w2 w2 energy density coverage modes outside memorisation"},
		{WithTraining(Distribution("", standard), nil), "sliced_w2 w2 energy density coverage outside"},
		{Rows("", points), "sliced_w2 w2 energy density coverage"},
		{WithTraining(Rows("", points), draws(standard, 60, 1)), "sliced_w2 w2 energy density coverage memorisation"},
		{WithTraining(Rows("", points), points), "sliced_w2 w2 energy density coverage"}, // rows that are all training rows say nothing
	} {
		var names []string
		for _, m := range compare(t, points, test.truth, 1).Metrics {
			names = append(names, m.Name)
		}
		if diff := cmp.Diff(test.want, strings.Join(names, " ")); diff != "" {
			t.Error(diff)
		}
	}
	for _, m := range compare(t, draws(four, 4, 0), Distribution("", four), 1).Metrics {
		if m.Name == "modes" {
			t.Error("4 points have modes, though no cell can be expected to get 5 and leave some")
		}
	}
}

// TestSameBits: a result depends on points, truth and seed, not on the number of threads.
func TestSameBits(t *testing.T) {
	points, training := draws(four.Affine(data.Point{5, 0}, data.Point{1, 1}), 150, 0), draws(four, 100, 1)
	for _, truth := range []Truth{Distribution("distribution", four), Rows("rows", draws(four, 700, 1))} {
		truth := WithTraining(truth, training)
		var first Result
		for _, threads := range []int{1, 3} {
			previous := runtime.GOMAXPROCS(threads)
			result := compare(t, points, truth, 5)
			runtime.GOMAXPROCS(previous)
			if threads == 1 {
				first = result
			}
			if diff := cmp.Diff(first, result); diff != "" {
				t.Errorf("%s, %d threads: %s", truth.Name(), threads, diff)
			}
		}
		other := compare(t, points, truth, 6)
		for i, m := range first.Metrics {
			// The share outside is a count, and the border is the same.
			if cmp.Equal(m, other.Metrics[i]) && m.Name != "outside" {
				t.Errorf("%s, %s: another seed gives the same", truth.Name(), m.Name)
			}
		}
	}
}

// TestRightAndWrongDistribution: by each metric, points of the true distribution are significant for few of 8 seeds. Their probability is
// one in a hundred, or up to three where distances are skewed, so that 4 of 8 happen once in 20,000 times. Points of a distribution
// with other shares, and modes at other places, are significant for all seeds or all but one.
func TestRightAndWrongDistribution(t *testing.T) {
	const seeds, n = 8, 100
	wrong := four.Affine(data.Point{10, 0}, data.Point{1, 1}).Components()
	slices.Reverse(wrong)
	for label, c := range four.Components() {
		wrong[label].Weight = c.Weight
	}
	for _, test := range []struct {
		name         string
		distribution *mixture.Mixture
		least, most  int
	}{
		{"right", four, 0, 3},
		{"wrong", mixture.New(wrong), seeds - 1, seeds},
	} {
		times := map[string]int{}
		for seed := range seeds {
			points := draws(test.distribution, n, 100+seed)
			for _, truth := range []Truth{Distribution("distribution", four), Rows("rows", draws(four, 2*n, 200+seed))} {
				for _, m := range compare(t, points, truth, uint64(seed)).Metrics {
					times[truth.Name()+" "+m.Name] += 0
					if m.Significant() {
						times[truth.Name()+" "+m.Name]++
					}
				}
			}
		}
		for name, k := range times {
			if k < test.least || k > test.most {
				t.Errorf("%s, %s: significant %d times of %d", test.name, name, k, seeds)
			}
		}
	}
}

// TestStandardised: results do not depend on the units of the axes.
func TestStandardised(t *testing.T) {
	units := func(p data.Point) data.Point { return data.Point{1e6*p[0] + 1e5, -1e-6 * p[1]} }
	points, truth := draws(gaussian(data.Point{1, 0}, data.Point{1, 2}), 200, 0), draws(standard, 500, 1)
	want := compare(t, points, Rows("rows", truth), 1)
	got := compare(t, mapped(points, units), Rows("rows", mapped(truth, units)), 1)
	for i, m := range want.Metrics {
		near(t, m.Name, got.Metrics[i].Value, m.Value, 1e-6)
		near(t, m.Name+" floor", got.Metrics[i].Floor, m.Floor, 1e-6)
	}
}

func TestNumbersOfPoints(t *testing.T) {
	for _, test := range []struct {
		points int
		truth  Truth
		want   int
	}{
		{70, Distribution("distribution", standard), 70},
		{70, Rows("rows", draws(standard, 101, 1)), 50},
		{20, Rows("rows", draws(standard, 101, 1)), 20},
		{2, Rows("rows", draws(standard, 4, 1)), 2},
	} {
		result := compare(t, draws(standard, test.points, 0), test.truth, 1)
		for _, m := range result.Metrics {
			if m.Points != test.want || result.Count != test.points {
				t.Errorf("%d points against %s: %s has %d points, want %d", result.Count, test.truth.Name(), m.Name, m.Points, test.want)
			}
		}
	}
}

// TestOrderDoesNotMatter: a metric that takes fewer points than there are takes a random subset. So sorted true points are at the floor. The
// first of them alone would be on one side, at a distance of half a standard deviation or more.
func TestOrderDoesNotMatter(t *testing.T) {
	points := draws(standard, 6000, 0)
	slices.SortFunc(points, func(a, b data.Point) int { return cmpFloat(a[0], b[0]) })
	for _, truth := range []Truth{Distribution("standard", standard), Rows("rows", draws(standard, 9000, 1))} {
		result := must.Get(Compare(t.Context(), points, truth, 1, "energy", "sliced_w2"))
		for _, m := range result.Metrics {
			if m.Value > m.Floor+5*m.FloorSD {
				t.Errorf("%s: points in order are at %v, true ones at %v ± %v", m.Name, m.Value, m.Floor, m.FloorSD)
			}
		}
	}
}

func cmpFloat(a, b float64) int {
	if a < b {
		return -1
	}
	return 1
}

// TestWorkIsBounded: each metric reports how many points it took. Points beyond the most that it takes cost only a check and their part of a
// shuffle, some 40 bytes each.
func TestWorkIsBounded(t *testing.T) {
	for _, m := range metrics {
		if m.points < 2 || m.points > 100_000 {
			t.Errorf("%s takes up to %d points", m.name, m.points)
		}
	}
	takes := map[string]int{"density": 10_000, "outside": 100_000}
	var allocated [2]uint64
	sizes := [2]int{110_000, 400_000}
	points := draws(standard, sizes[1], 0)
	for i, n := range sizes {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		result, err := Compare(t.Context(), points[:n], Distribution("standard", standard), 1, "density", "outside")
		if err != nil || len(result.Metrics) != 2 {
			t.Fatal(result, err)
		}
		for _, m := range result.Metrics {
			if m.Points != takes[m.Name] {
				t.Errorf("of %d points %s took %d, want %d", n, m.Name, m.Points, takes[m.Name])
			}
		}
		runtime.ReadMemStats(&after)
		allocated[i] = after.TotalAlloc - before.TotalAlloc
	}
	if more, bound := float64(allocated[1])-float64(allocated[0]), 60*float64(sizes[1]-sizes[0]); more > bound {
		t.Errorf("%d more points took %.0f more bytes, want at most %.0f", sizes[1]-sizes[0], more, bound)
	}
}

// TestHalves: the sets of a pair of Rows are disjoint, their points are rows, and pairs differ.
func TestHalves(t *testing.T) {
	points := draws(standard, 9, 0)
	truth := Rows("rows", points)
	seen := map[data.Point]int{}
	for k := range Pairs {
		x, y := truth.Pair(4, 1, k)
		pair := map[data.Point]bool{}
		for _, p := range slices.Concat(x, y) {
			pair[p] = true
			seen[p]++
			if !slices.Contains(points, p) {
				t.Fatalf("%v is not a row", p)
			}
		}
		if len(pair) != 8 {
			t.Errorf("pair %d has %d different points, want 8", k, len(pair))
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d of 9 rows are ever used", len(seen))
	}
}

func TestErrors(t *testing.T) {
	three := draws(standard, 3, 0)
	for _, test := range []struct {
		points []data.Point
		truth  Truth
		want   string
	}{
		{nil, Distribution("distribution", standard), "at least 2"},
		{three[:1], Distribution("distribution", standard), "at least 2"},
		{three, Rows("three.csv", three), "three.csv"},
		{[]data.Point{{1, 2}, {1, math.NaN()}}, Distribution("distribution", standard), "point 2 is (1, NaN)"},
		{[]data.Point{{math.Inf(-1), 2}, {1, 1}}, Distribution("distribution", standard), "point 1 is (-Inf, 2)"},
		{[]data.Point{{1, 2}, {1, 1}, {1e300, 0}}, Distribution("distribution", standard), "point 3 is (1e+300, 0)"},
	} {
		_, err := Compare(t.Context(), test.points, test.truth, 1)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want one line with %q", err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Compare(ctx, three, Distribution("distribution", standard), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v after an interrupt", err)
	}
	parallel.Each(ctx, 9, func(int) { t.Error("a job was started after an interrupt") })
}

func TestTable(t *testing.T) {
	far := four.Affine(data.Point{1e9, 0}, data.Point{1, 1})
	for _, distribution := range []*mixture.Mixture{four, far} {
		result := compare(t, draws(distribution, 150, 0), WithTraining(Distribution("four", four), draws(four, 50, 1)), 1)
		var b strings.Builder
		must.Do(result.WriteTable(&b))
		for line := range strings.Lines(b.String()) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("more than 80 columns: %s", line)
			}
		}
		for _, m := range metrics {
			if strings.Count(b.String(), "\n"+m.title+" ") != 2 || !strings.Contains(b.String(), m.about) {
				t.Errorf("%s is not in the table and below it:\n%s", m.title, &b)
			}
		}
		if within := strings.Contains(b.String(), "Within chance"); within != (distribution == four) {
			t.Errorf("the wrong verdict:\n%s", &b)
		}
		if strings.Contains(b.String(), "Only") {
			t.Errorf("150 points are called few:\n%s", &b)
		}
	}
	few := compare(t, draws(four, 50, 0), Distribution("four", four), 1)
	var b strings.Builder
	if err := few.WriteTable(&b); err != nil || !strings.Contains(b.String(), "\nOnly 50 points are compared: a small difference would not be seen.\n") {
		t.Errorf("%v\n%s", err, &b)
	}
}

func TestSignificant(t *testing.T) {
	small, large := .0099, .0101
	for _, test := range []struct {
		m    Measurement
		want bool
	}{
		{Measurement{Value: 9, P: &large, Better: Lower}, false},
		{Measurement{Value: 0, P: &small, Better: Lower}, true},
		{Measurement{Value: 4.1, Floor: 1, FloorSD: 1, Better: Lower}, true},
		{Measurement{Value: 3.9, Floor: 1, FloorSD: 1, Better: Lower}, false},
		{Measurement{Value: -2.1, Floor: 1, FloorSD: 1, Better: Lower}, false},
		{Measurement{Value: 4.1, Floor: 1, FloorSD: 1, Better: Higher}, false},
		{Measurement{Value: -2.1, Floor: 1, FloorSD: 1, Better: Higher}, true},
		{Measurement{Value: -1.9, Floor: 1, FloorSD: 1, Better: Higher}, false},
		{Measurement{Value: 4.1, Floor: 1, FloorSD: 1, Better: Closer}, true},
		{Measurement{Value: -2.1, Floor: 1, FloorSD: 1, Better: Closer}, true},
		{Measurement{Value: 3.9, Floor: 1, FloorSD: 1, Better: Closer}, false},
	} {
		if got := test.m.Significant(); got != test.want {
			t.Errorf("%+v is significant: %t", test.m, got)
		}
	}
}

// TestSetsOfADistributionShareNoPoints: all sets of a distribution that one seed makes are independent: true sets, both of each pair, and the reference.
func TestSetsOfADistributionShareNoPoints(t *testing.T) {
	truth, seen := Distribution("standard", standard), map[data.Point]string{}
	add := func(name string, points []data.Point) {
		for _, p := range points {
			if before, ok := seen[p]; ok {
				t.Fatalf("%s has a point of %s", name, before)
			}
			seen[p] = name
		}
	}
	for k := range Pairs {
		x, y := truth.Pair(20, 1, k)
		add(fmt.Sprintf("the first of pair %d", k), x)
		add(fmt.Sprintf("the second of pair %d", k), y)
		add(fmt.Sprintf("set %d", k), truth.Set(20, 1, k))
	}
	add("the reference", reference(newComparison(nil, truth, 1).distribution, 20, 100, 1))
}

// TestRowsAgainstThemselves: which rows are judged and which they are held against is chosen independently. So rows held against
// themselves are not at distance 0, but nearly as far apart as two sets of true points: random halves share half of their points.
func TestRowsAgainstThemselves(t *testing.T) {
	rows := draws(standard, 400, 0)
	for seed := range uint64(5) {
		for _, m := range compare(t, rows, Rows("rows", rows), seed).Metrics {
			if m.Better == Lower && !(m.Value > .2*m.Floor) {
				t.Errorf("%s: %v beside a floor of %v", m.Name, m.Value, m.Floor)
			}
		}
	}
}

func TestProbabilitiesHaveTheirDigits(t *testing.T) {
	for p, want := range map[float64]string{0: "<0.001", .00099: "<0.001", .001: "0.001", .0052: "0.005", .25: "0.250", 1: "1.000"} {
		if got := probability(p); got != want {
			t.Errorf("%v is written as %s, want %s", p, got, want)
		}
	}
}

// Distances finds what Compare finds, except for the p-values of the permutation tests.
func TestDistancesHaveNoTests(t *testing.T) {
	points, truth := draws(standard, 300, 3), Distribution("standard", standard)
	want := compare(t, points, truth, 1)
	got := must.Get(Distances(t.Context(), points, truth, 1))
	for i, m := range want.Metrics {
		if m.Name == "sliced_w2" || m.Name == "energy" {
			want.Metrics[i].P = nil
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
