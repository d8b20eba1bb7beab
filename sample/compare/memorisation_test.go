package compare

import (
	"math"
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
