package compare

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"ddpm/data"
)

// uniform fails if p-values are not uniform on [0, 1], by the test of Kolmogorov: the largest distance of distribution functions exceeds
// 2.6/√n with a probability below 2·exp(−2·2.6²) = 3e-6. The values may be multiples of step.
func uniform(t *testing.T, name string, p []float64, step float64) {
	t.Helper()
	p = slices.Sorted(slices.Values(p))
	n := float64(len(p))
	for i, v := range p {
		if gap := max(math.Abs(v-float64(i)/n), math.Abs(v-float64(i+1)/n)); gap > 2.6/math.Sqrt(n)+step {
			t.Errorf("%s: %d of %g p-values are below %g", name, i, n, v)
			return
		}
	}
}

var permutationTests = []struct {
	name   string
	pValue func(ctx context.Context, x, y []data.Point, seed uint64) float64
	metric func(x, y []data.Point) float64
	step   int
}{
	{"energy", energyPValue, Energy, energyDivisions},
	{"sliced_w2", slicedPValue, slicedOverTested, slicedDivisions},
}

// slicedOverTested is the statistic of slicedPValue by its definition: it sorts each half alone.
func slicedOverTested(x, y []data.Point) (sum float64) {
	px, py := make([]float64, len(x)), make([]float64, len(y))
	for k := range testedDirections {
		sin, cos := math.Sincos(math.Pi * float64(k) / testedDirections)
		project(px, x, cos, sin)
		project(py, y, cos, sin)
		slices.Sort(px)
		slices.Sort(py)
		d := floats.Distance(px, py, 2)
		sum += d * d
	}
	return sum
}

// from returns the function that returns some of the distances.
func from(distances []float64) func(lo, hi int) []float64 {
	return func(lo, hi int) []float64 { return distances[lo:hi] }
}

// TestPermutationsAgainstTheMetric: the p-value is that of the metric itself, computed for every division.
func TestPermutationsAgainstTheMetric(t *testing.T) {
	x, y := draws(standard, 80, 0), draws(gaussian(data.Point{.2, 0}, data.Point{1, 1}), 80, 1)
	for _, test := range permutationTests {
		distances := make([]float64, 1+permutations)
		for k := range distances {
			side := make([]uint8, 2*len(x))
			division(side, 7, test.step, k)
			var halves [2][]data.Point
			for i, p := range slices.Concat(x, y) {
				halves[side[i]] = append(halves[side[i]], p)
			}
			distances[k] = test.metric(halves[0], halves[1])
		}
		got, want := test.pValue(t.Context(), x, y, 7), pValue(len(distances), from(distances))
		if math.Abs(got-want) > 1e-9 || want < .01 || want > .9 {
			t.Errorf("%s: p = %g, want %g", test.name, got, want)
		}
	}
}

// TestPermutationsOfTrueSets: p-values are uniform if the distributions are the same, and the least possible if the distributions differ much.
func TestPermutationsOfTrueSets(t *testing.T) {
	const repeats, n = 100, 12
	for _, test := range permutationTests {
		found := make([]float64, repeats)
		for k := range found {
			found[k] = test.pValue(t.Context(), draws(four, n, 2*k), draws(four, n, 2*k+1), uint64(k))
		}
		uniform(t, test.name, found, 1./enough)
		if mean := stat.Mean(found, nil); mean < .3 || mean > .7 {
			t.Errorf("%s: the mean p is %g", test.name, mean)
		}
		x := draws(standard, 200, 0)
		if p := test.pValue(t.Context(), x, draws(gaussian(data.Point{1, 0}, data.Point{1, 1}), 200, 1), 1); p != 1./(1+permutations) {
			t.Errorf("%s: p = %g of a distribution shifted by a deviation", test.name, p)
		}
		same := make([]data.Point, 9)
		if p := test.pValue(t.Context(), same, same, 1); p != 1 {
			t.Errorf("%s: p = %g of equal points", test.name, p)
		}
	}
}

func TestPValue(t *testing.T) {
	for _, test := range []struct {
		distances []float64
		want      float64
	}{
		{[]float64{2, 1, 1, 1}, .25},
		{[]float64{2, 1, 3, 2}, .75},
		{[]float64{2, 1, 2 - 1e-6, 1}, .5},
		{[]float64{0, 0, 0, 0}, 1},
	} {
		if got := pValue(len(test.distances), from(test.distances)); got != test.want {
			t.Errorf("p = %g of %v, want %g", got, test.distances, test.want)
		}
	}
}

// A test ends with the random division that makes enough, and asks for no more. Here every third one is as far apart as x and y.
func TestPValueEndsEarly(t *testing.T) {
	asked := 0
	got := pValue(1+permutations, func(lo, hi int) []float64 {
		asked = hi
		distances := make([]float64, hi-lo)
		for i := range distances {
			if (lo+i)%3 == 0 {
				distances[i] = 1
			}
		}
		return distances
	})
	if got != 1./3 || asked != atOnce {
		t.Errorf("p = %g after %d divisions, want 1/3 after %d", got, asked, atOnce)
	}
}

// Under the null hypothesis all distances come from one distribution, and p-values are uniform: not more than a share p of them is at
// most p, whether the test ends early or not. The bound is that of Kolmogorov in uniform, on one side.
func TestEarlyPValuesAreValid(t *testing.T) {
	const repeats = 4000
	rng := data.Rand(1, data.Drawn, 0, 0)
	found := make([]float64, repeats)
	for k := range found {
		distances := make([]float64, 1+permutations)
		for i := range distances {
			distances[i] = rng.Float64()
		}
		found[k] = pValue(len(distances), from(distances))
	}
	uniform(t, "distances of chance", found, 1./enough)
	slices.Sort(found)
	for i, p := range found {
		if excess := float64(i+1)/repeats - p; excess > 2.6/math.Sqrt(repeats) {
			t.Fatalf("a share %g of p-values is at most %g", float64(i+1)/repeats, p)
		}
	}
}

func TestDivision(t *testing.T) {
	side := make([]uint8, 6)
	division(side, 1, 0, 0)
	if diff := cmp.Diff([]uint8{0, 0, 0, 1, 1, 1}, side); diff != "" {
		t.Error(diff)
	}
	seen := map[[6]uint8]int{}
	for k := range 2000 {
		division(side, 1, 0, k+1)
		seen[[6]uint8(side)]++
	}
	// Of 2,000 random divisions, each of the 20 possible ones is expected 100 times, with a standard deviation of 10.
	for s, times := range seen {
		if s[0]+s[1]+s[2]+s[3]+s[4]+s[5] != 3 || times < 50 || times > 150 || len(seen) != 20 {
			t.Errorf("division %v comes %d times, and %d come at all", s, times, len(seen))
		}
	}
}

// The p-value does not depend on the units, however far they are from those of the points: one stray point, or a law that is much
// narrower, makes coordinates whose squares no float32 holds.
func TestPermutationsInAnyUnits(t *testing.T) {
	x, y := draws(standard, 60, 0), draws(gaussian(data.Point{.3, 0}, data.Point{1, 1}), 60, 1)
	for _, test := range permutationTests {
		want := test.pValue(t.Context(), x, y, 3)
		for _, unit := range []float64{1e-60, 1e-30, 1e30, 1e60} {
			if got := test.pValue(t.Context(), scaled(x, unit), scaled(y, unit), 3); math.Abs(got-want) > 2./(1+permutations) || want > .9 {
				t.Errorf("%s: p = %g in units of %g, else %g", test.name, got, unit, want)
			}
		}
	}
}
