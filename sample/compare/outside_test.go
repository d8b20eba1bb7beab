package compare

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
)

// TestOutsideOfGaussians: for a standard normal point x, |x|² is exponential with mean 2. So .001 of the mass lies beyond |x|² = 2 log 1000. For
// s·x this share is 1000^(−1/s²). With 10,000 points, and the level from a million, the share is more than 5 of both standard deviations
// off once in a million times.
func TestOutsideOfGaussians(t *testing.T) {
	const n = 10_000
	for _, s := range []float64{.8, 1, 1.3} {
		m := measureOutside(t, draws(gaussian(data.Point{}, data.Point{s, s}), n, 0), standard)
		want := math.Pow(1000, -1/(s*s))
		sd := math.Sqrt(want/n) + want/(s*s)/math.Sqrt(1000) // of the count, and of the level
		if math.Abs(m.Value-want) > 5*sd {
			t.Errorf("s = %g: %g of the points are outside, want %g ± %.1g", s, m.Value, want, sd)
		}
		if significant := m.Significant(); significant != (s > 1) {
			t.Errorf("s = %g: p = %g", s, *m.P)
		}
		near(t, "floor", m.Floor, .001, 1e-12)
		near(t, "its sd", m.FloorSD, math.Sqrt(.001*.999/n), 1e-9)
		near(t, "p", *m.P, 1-distuv.Binomial{N: n, P: .001}.CDF(m.Value*n-1), 1e-9)
	}
}

// TestOutsideOfBoxes: no true point is outside the boxes, and a set with one point outside is significant.
func TestOutsideOfBoxes(t *testing.T) {
	for _, name := range []string{"square", "checkerboard"} {
		builtin, _ := data.Lookup(name)
		distribution := builtin.Mixture()
		points := draws(distribution, 1000, 0)
		m := measureOutside(t, points, distribution)
		if m.Value != 0 || m.Floor != 0 || m.FloorSD != 0 || *m.P != 1 || m.Significant() {
			t.Errorf("%s: true points give %+v, p = %g", name, m, *m.P)
		}
		points[17] = data.Point{4.01, 0}
		if m = measureOutside(t, points, distribution); m.Value != 1./1000 || *m.P != 0 || !m.Significant() {
			t.Errorf("%s: one point outside gives %+v, p = %g", name, m, *m.P)
		}
	}
}

// TestBorderIsOfTheTruth: a border that was found before makes no difference, and the seed of a comparison makes none to the border: points
// that lie outside with one seed do with another. Rows have no border.
func TestBorderIsOfTheTruth(t *testing.T) {
	builtin, _ := data.Lookup("moons")
	truth := Distribution("moons", builtin.Mixture())
	points := draws(gaussian(data.Point{}, data.Point{1, 1}), 1000, 0)
	border := FindBorder(t.Context(), truth, len(points))
	want := compareBy(t, points, truth, 1, "outside")
	if !(want.Value > .1) {
		t.Errorf("of points of another distribution only %v are outside", want.Value)
	}
	for seed := range uint64(3) {
		for _, truth := range []Truth{truth, WithBorder(truth, border)} {
			if diff := cmp.Diff(want, compareBy(t, points, truth, seed, "outside")); diff != "" {
				t.Errorf("seed %d: %s", seed, diff)
			}
		}
	}
	if shifted := compareBy(t, points, WithBorder(truth, &Border{level: 1e9, share: 1}), 1, "outside"); shifted.Value != 1 {
		t.Errorf("with a border above all densities %v are outside", shifted.Value)
	}
	if FindBorder(t.Context(), Rows("rows", points), 1000) != nil {
		t.Error("rows have a border")
	}
}

// compareBy compares points with a truth by one metric.
func compareBy(t *testing.T, points []data.Point, truth Truth, seed uint64, name string) Measurement {
	result := must.Get(Compare(t.Context(), points, truth, seed, name))
	return result.Metrics[0]
}

func measureOutside(t *testing.T, points []data.Point, distribution *mixture.Mixture) Measurement {
	truth := newComparison(points, Distribution("", distribution), 1)
	truth.axes.To(points, points)
	m := outside(t.Context(), truth, len(points))
	m.Better = Lower
	truth.axes.From(points, points)
	return *m
}
