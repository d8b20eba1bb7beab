package compare

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
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
					others = append(others, kdtree.SquaredDistance(centre, p))
				}
			}
			slices.Sort(others)
			inside := 0
			for _, p := range s[0] {
				if kdtree.SquaredDistance(centre, p) <= others[k-1] {
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

// TestCoverageOfTrueSets: let both sets come from the same distribution. A point of x is among the k nearest of n points with probability
// k/n, so the expected density is 1. A ball is empty if the k nearest of the 2n−1 other points are all in y. The mean of 60 sets is more
// than 4.5 of its standard errors off once in 100,000 times.
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

// TestFaults: points at the peak cover little. Points in the middle do not cover the rim. Points with too wide a spread have a low density.
// Points far outside have none, and cover nothing.
func TestFaults(t *testing.T) {
	y := draws(standard, 2000, 1)
	for _, test := range []struct {
		name                    string
		x                       []data.Point
		leastDensity, density   float64
		leastCoverage, coverage float64
	}{
		{"at the peak", scaled(draws(standard, 2000, 0), .01), 0, 3, 0, .05},
		{"in the middle", scaled(draws(standard, 2000, 0), .7), .95, 1.1, .8, .95},
		{"too wide", scaled(draws(standard, 2000, 0), 1.5), .4, .95, .8, .95},
		{"far out", shifted(y, data.Point{99, 0}), 0, 0, 0, 0},
	} {
		if d := density(test.x, y); d < test.leastDensity || d > test.density {
			t.Errorf("%s: density %g", test.name, d)
		}
		if c := coverage(test.x, y); c < test.leastCoverage || c > test.coverage {
			t.Errorf("%s: coverage %g", test.name, c)
		}
	}
}

func scaled(points []data.Point, by float64) []data.Point {
	return mapped(points, func(p data.Point) data.Point { return data.Point{by * p[0], by * p[1]} })
}
