package compare

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ddpm/data"
)

func compare(t *testing.T, points []data.Point, truth Truth, seed uint64) Result {
	t.Helper()
	result, err := Compare(t.Context(), points, truth, seed)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestJSON fixes the names that others read.
func TestJSON(t *testing.T) {
	bytes, err := json.Marshal(Result{"moons", 9, 1, []Measurement{{"w2", 1, 2, 3, 9}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"data":"moons","count":9,"seed":1,` +
		`"metrics":[{"name":"w2","value":1,"floor":2,"floor_sd":3,"points":9}]}`
	if diff := cmp.Diff(want, string(bytes)); diff != "" {
		t.Error(diff)
	}
	var names []string
	for _, m := range compare(t, draws(standard, 50, 0), Law("normal", standard), 1).Metrics {
		names = append(names, m.Name)
	}
	if diff := cmp.Diff([]string{"sliced_w2", "w2", "energy"}, names); diff != "" {
		t.Error(diff)
	}
}

// TestSameBits: a result depends on points, truth and seed, not on the number of threads.
func TestSameBits(t *testing.T) {
	points := draws(gaussian{data.Point{.1, 0}, data.Point{1, 1}}, 300, 0)
	for _, truth := range []Truth{Law("law", standard), Rows("rows", draws(standard, 700, 1))} {
		var first Result
		for _, threads := range []int{1, 2, 4} {
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
			if o := other.Metrics[i]; m.Value == o.Value || m.Floor == o.Floor {
				t.Errorf("%s, %s: another seed gives the same value or floor", truth.Name(), m.Name)
			}
		}
	}
}

// TestRightAndWrongLaw: over 20 seeds a right law is told from the truth by few (one in a hundred, by three standard
// deviations over ten pairs; skewness makes it two or three; 5 of 20 happen once in 4,000 times), and one that is
// shifted by .7 deviations, at least five of the floor's standard deviations, by nearly all.
func TestRightAndWrongLaw(t *testing.T) {
	const seeds, n = 20, 120
	truth := gaussian{data.Point{100, -7}, data.Point{50, .01}}
	wrong := truth
	wrong.mean[1] += .7 * truth.deviation[1]
	for _, test := range []struct {
		name        string
		law         gaussian
		least, most int
	}{{"right", truth, 0, 4}, {"wrong", wrong, seeds - 5, seeds}} {
		times := map[string]int{}
		for seed := range seeds {
			points := draws(test.law, n, 100+seed)
			for _, truth := range []Truth{Law("law", truth), Rows("rows", draws(truth, 2*n, 200+seed))} {
				for _, m := range compare(t, points, truth, uint64(seed)).Metrics {
					times[truth.Name()+" "+m.Name] += 0
					if m.Value > m.Floor+told*m.FloorSD {
						times[truth.Name()+" "+m.Name]++
					}
				}
			}
		}
		for name, k := range times {
			if k < test.least || k > test.most {
				t.Errorf("%s, %s: told from the truth %d times of %d", test.name, name, k, seeds)
			}
		}
	}
}

// TestStandardised: results do not depend on the units of the axes.
func TestStandardised(t *testing.T) {
	units := func(p data.Point) data.Point { return data.Point{1e6*p[0] + 1e5, -1e-6 * p[1]} }
	points, truth := draws(gaussian{data.Point{1, 0}, data.Point{1, 2}}, 200, 0), draws(standard, 500, 1)
	want := compare(t, points, Rows("rows", truth), 1)
	got := compare(t, mapped(points, units), Rows("rows", mapped(truth, units)), 1)
	for i, m := range want.Metrics {
		near(t, m.Name, got.Metrics[i].Value, m.Value, 1e-6)
		near(t, m.Name+" floor", got.Metrics[i].Floor, m.Floor, 1e-6)
	}
}

func TestNumbersOfPoints(t *testing.T) {
	for _, test := range []struct {
		judged int
		truth  Truth
		want   []int // sliced_w2, w2, energy
	}{
		{70, Law("law", standard), []int{70, 70, 70}},
		{70, Rows("rows", draws(standard, 101, 1)), []int{50, 50, 50}},
		{20, Rows("rows", draws(standard, 101, 1)), []int{20, 20, 20}},
		{2, Rows("rows", draws(standard, 4, 1)), []int{2, 2, 2}},
	} {
		result := compare(t, draws(standard, test.judged, 0), test.truth, 1)
		var got []int
		for _, m := range result.Metrics {
			got = append(got, m.Points)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || result.Count != test.judged {
			t.Errorf("%d points against %s: count %d, %s", test.judged, test.truth.Name(), result.Count, diff)
		}
	}
	var limits []int
	for _, m := range metrics {
		limits = append(limits, m.limit(10_000))
	}
	if diff := cmp.Diff([]int{10_000, 2000, 2000}, limits); diff != "" {
		t.Error(diff)
	}
}

// TestHalves: pairs of sets of rows are disjoint, made of the rows, and differ from pair to pair.
func TestHalves(t *testing.T) {
	points := draws(standard, 9, 0)
	truth := Rows("rows", points)
	seen := map[data.Point]int{}
	for k := range Pairs {
		x, y := truth.pair(4, 1, k)
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
		{nil, Law("law", standard), "at least 2"},
		{three[:1], Law("law", standard), "at least 2"},
		{three, Rows("three.csv", three), "three.csv"},
		{[]data.Point{{1, 2}, {1, math.NaN()}}, Law("law", standard), "point 2 is (1, NaN)"},
		{[]data.Point{{math.Inf(-1), 2}, {1, 1}}, Law("law", standard), "point 1 is (-Inf, 2)"},
		{[]data.Point{{1, 2}, {1, 1}, {1e300, 0}}, Law("law", standard), "point 3 is (1e+300, 0)"},
	} {
		_, err := Compare(t.Context(), test.points, test.truth, 1)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want one line with %q", err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Compare(ctx, three, Law("law", standard), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v after an interrupt", err)
	}
	if err := inParallel(ctx, 9, func(int) { t.Error("a job was started after an interrupt") }); err == nil {
		t.Error("no error from jobs after an interrupt")
	}
}

func TestTable(t *testing.T) {
	for _, law := range []gaussian{standard, {data.Point{2, 0}, data.Point{1e9, 1}}} {
		result := compare(t, draws(law, 300, 0), Law("normal", standard), 1)
		var b strings.Builder
		if err := result.WriteTable(&b); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("more than 80 columns: %s", line)
			}
		}
		for _, m := range metrics {
			if !strings.Contains(b.String(), m.title) {
				t.Errorf("%s is missing", m.title)
			}
		}
		if within := strings.Contains(b.String(), "Within the noise"); within != (law == standard) {
			t.Errorf("the wrong verdict:\n%s", &b)
		}
	}
}
