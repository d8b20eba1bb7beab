package compare

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"ddpm/data"
)

func TestCoverageAgainstItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "n")
		s := sets(t, 2, n)
		k := min(neighbours, n-1)
		pairs, covered := 0, 0
		for i, centre := range s[1] {
			var others []float64
			for j, p := range s[1] {
				if j != i {
					others = append(others, square(centre, p))
				}
			}
			slices.Sort(others)
			inside := 0
			for _, p := range s[0] {
				if square(centre, p) <= others[k-1] {
					inside++
				}
			}
			pairs += inside
			if inside > 0 {
				covered++
			}
		}
		near(t, "density", density(s[0], s[1]), float64(pairs)/float64(k*n), 1e-12)
		near(t, "coverage", coverage(s[0], s[1]), float64(covered)/float64(n), 1e-12)
	})
}

// TestCoverageOfTrueSets: if the laws are the same, whatever they are, a new point is among the k nearest of n with probability
// k/n, so the density is 1 on average. A ball is empty if its k nearest of 2n−1 are all of the n−1. The mean of 60 sets is
// within 4.5 of its standard errors but once in 100,000 times.
func TestCoverageOfTrueSets(t *testing.T) {
	const n, repeats = 50, 60
	covered := 1.
	for i := range neighbours {
		covered *= float64(n-1-i) / float64(2*n-1-i)
	}
	for name, test := range map[string]struct {
		metric func(x, y []data.Point) float64
		want   float64
	}{"density": {density, 1}, "coverage": {coverage, 1 - covered}} {
		found := make([]float64, repeats)
		for k := range found {
			found[k] = test.metric(draws(four, n, 2*k), draws(four, n, 2*k+1))
		}
		mean, sd := stat.MeanStdDev(found, nil)
		if math.Abs(mean-test.want) > 4.5*sd/math.Sqrt(repeats) {
			t.Errorf("%s is %g on average (sd %g), want %g", name, mean, sd, test.want)
		}
	}
}

// TestCollapse: where all points are at the peak, density is high and coverage low. Of points that miss a mode of four tenths,
// coverage is at most six tenths, but for balls that reach to another mode.
func TestCollapse(t *testing.T) {
	y := draws(standard, 500, 1)
	peak := mapped(y, func(p data.Point) data.Point { return data.Point{p[0] / 100, p[1] / 100} })
	if d, c := density(peak, y), coverage(peak, y); d < 2 || c > .1 {
		t.Errorf("density %g, coverage %g of points at the peak", d, c)
	}
	for _, m := range compare(t, peak, Law("normal", standard), 1).Metrics {
		if (m.Name == "density" || m.Name == "coverage") && !m.Told() {
			t.Errorf("%s does not tell points at the peak from the truth: %+v", m.Name, m)
		}
	}
}
