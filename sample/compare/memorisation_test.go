package compare

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

func memorised(t *testing.T, points, training []data.Point, seed int) *Measurement {
	return memorisation(t.Context(), newComparison(points, WithTraining(Distribution("", standard), training), uint64(seed)), len(points))
}

// TestMemorisation: copies of the training points are nearer to them than any fresh point. Of half copies and half fresh points, they are
// nearer in ½ + ½·½ of all pairs. Fresh points are nearer in half of the pairs, and points far from all training points in none.
func TestMemorisation(t *testing.T) {
	training, fresh := draws(standard, 200, 0), draws(standard, 200, 1)
	mixed := append(append([]data.Point{}, training[:100]...), fresh[:100]...)
	for _, test := range []struct {
		name        string
		points      []data.Point
		value       float64
		least, most float64 // of p
	}{
		{"copies", training, 1, 0, 1e-12},
		{"half copies", mixed, .75, 0, 1e-9},
		{"fresh", fresh, .5, .001, .999},
		{"far", shifted(training, data.Point{99, 0}), 0, 1 - 1e-9, 1},
	} {
		m := memorised(t, test.points, training, 1)
		// The standard deviation of the value of 200 points is .029.
		if math.Abs(m.Value-test.value) > 4.5*m.FloorSD || !(*m.P >= test.least && *m.P <= test.most) {
			t.Errorf("%s: value %g, p = %g, want about %g", test.name, m.Value, *m.P, test.value)
		}
		near(t, "floor", m.Floor, .5, 1e-12)
	}
}

// TestMemorisationAgainstAllPairs compares with a count of pairs, with ties as half, for points that coincide.
func TestMemorisationAgainstAllPairs(t *testing.T) {
	lattice := func(p data.Point) data.Point { return data.Point{math.Round(2 * p[0]), math.Round(2 * p[1])} }
	training, points := mapped(draws(standard, 30, 0), lattice), mapped(draws(standard, 40, 1), lattice)
	rows := mapped(draws(standard, 90, 2), lattice)
	truth := newComparison(points, WithTraining(Rows("", rows), training), 1)
	truth.axes.To(points, points)
	gap := func(x data.Point) float64 {
		least := math.Inf(1)
		for _, p := range truth.training {
			least = min(least, kdtree.SquaredDistance(x, p))
		}
		return least
	}
	want := 0.
	for _, x := range points {
		for _, y := range truth.set(40) {
			switch {
			case gap(x) < gap(y):
				want += 1. / 1600
			case gap(x) == gap(y):
				want += .5 / 1600
			}
		}
	}
	near(t, "share", memorisation(t.Context(), truth, 40).Value, want, 1e-12)
}

// TestMemorisationOfFreshPoints: for any training points, p-values of fresh points are uniform, and values have the standard deviation of the
// floor. That of 300 values has a standard error of 4%, and five times as much happens once in a million times.
func TestMemorisationOfFreshPoints(t *testing.T) {
	const repeats = 300
	values, found := make([]float64, repeats), make([]float64, repeats)
	var m *Measurement
	for k := range found {
		m = memorised(t, draws(standard, 60, 2*k), draws(standard, 5, 2*k+1), k)
		values[k], found[k] = m.Value, *m.P
	}
	if sd := stat.StdDev(values, nil); math.Abs(sd/m.FloorSD-1) > .2 {
		t.Errorf("values have standard deviation %g, want %g", sd, m.FloorSD)
	}
	uniform(t, "memorisation", found, 1./120)
}

// TestMemorisationOfRepeatedRows: where fresh rows repeat training rows, or all rows are rounded, fresh points still have a value of about ½, and
// copies are still found. Where fresh rows do nothing but repeat, nothing is said.
func TestMemorisationOfRepeatedRows(t *testing.T) {
	rounded := func(p data.Point) data.Point { return data.Point{math.Round(4*p[0]) / 4, math.Round(4*p[1]) / 4} }
	training, held := draws(standard, 400, 0), draws(standard, 800, 1)
	repeating := slices.Concat(held[:500], training[:300])
	few := slices.Concat(training[:20], training[:20], training[:20])
	for _, test := range []struct {
		name           string
		rows, training []data.Point
		points         []data.Point
		value          float64 // NaN: nothing is said
	}{
		{"rounded, fresh", mapped(held, rounded), mapped(training, rounded), draws(standard, 400, 2), .5},
		{"rounded, copies", mapped(held, rounded), mapped(training, rounded), mapped(training, rounded), .5 + unseen(mapped(training, rounded), mapped(held, rounded))/2},
		{"repeating, fresh", repeating, training, draws(standard, 400, 2), .5},
		{"repeating, copies", repeating, training, training, 1},
		{"repeating alone", few, few, draws(standard, 30, 2), math.NaN()},
	} {
		c := newComparison(slices.Clone(test.points), WithTraining(Rows("", test.rows), test.training), 1)
		c.axes.To(c.points, c.points)
		m := memorisation(t.Context(), c, min(len(test.points), len(test.rows)/2))
		if m == nil || math.IsNaN(test.value) {
			if m != nil || !math.IsNaN(test.value) {
				t.Errorf("%s: %+v, want about %g", test.name, m, test.value)
			}
			continue
		}
		if math.Abs(m.Value-test.value) > 4.5*m.FloorSD || (*m.P < significanceLevel) != (test.value > .6) {
			t.Errorf("%s: value %g ± %g, p = %g, want about %g", test.name, m.Value, m.FloorSD, *m.P, test.value)
		}
	}
}

// unseen returns the share of rows that are none of the training rows.
func unseen(training, rows []data.Point) (share float64) {
	for _, x := range rows {
		if !slices.Contains(training, x) {
			share += 1 / float64(len(rows))
		}
	}
	return share
}

// TestMemorisationInWords: the words say which share of copies a value is, and of copies that do not show, that they do not.
func TestMemorisationInWords(t *testing.T) {
	result := func(value, p float64) Result {
		return Result{Metrics: []Measurement{{Name: "memorisation", Value: value, Floor: .5, FloorSD: .05, P: &p}}}
	}
	of := func(points int, sd float64) Result {
		r := result(.75, .2)
		r.Metrics[0].Points, r.Metrics[0].FloorSD = points, sd
		return r
	}
	for _, test := range []struct {
		r    Result
		want string
	}{
		{of(2, .32), "is not known: of 2 points it would not be seen if all were copies"}, {of(6, .17), "If 80% of the points were copies"}, {result(.9, .001), "as if at least 80% of them were copies"}, {result(.55, .2), "no sign"}, {result(.55, .2), "24% of the points"}, {Result{}, ""},
	} {
		if got := test.r.Memorisation(); !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%q, want %q in it", got, test.want)
		}
	}
}
