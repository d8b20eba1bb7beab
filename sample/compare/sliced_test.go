package compare

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ddpm/data"
)

func TestSlicedW2AgainstItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sets(t, 2, rapid.IntRange(1, 40).Draw(t, "n"))
		var sum float64
		for degrees := range 180 {
			sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
			var lines [2][]float64
			for k, points := range s {
				for _, p := range points {
					lines[k] = append(lines[k], p[0]*cos+p[1]*sin)
				}
				slices.Sort(lines[k])
			}
			for i, a := range lines[0] {
				sum += (a - lines[1][i]) * (a - lines[1][i]) / float64(len(lines[0])) / 180
			}
		}
		near(t, "sliced W2", SlicedW2(s[0], s[1]), math.Sqrt(sum), 1e-9)
	})
}

// TestSlicedW2OfShift: a shift moves every projection by shift·θ, and the mean of (shift·θ)² is |shift|²/2.
func TestSlicedW2OfShift(t *testing.T) {
	x := draws(standard, 500, 0)
	near(t, "shift", SlicedW2(x, shifted(x, data.Point{3, -4})), 5/math.Sqrt2, 1e-12)
}

// TestSlicedW2OfGaussians: a projection of N(0, diag(a², b²)) has variance a²cos² + b²sin². The standard
// deviation of 20,000 points has a relative standard error of .005, and five times as much happens once in a million times.
func TestSlicedW2OfGaussians(t *testing.T) {
	x, y := draws(standard, 20_000, 0), draws(gaussian(data.Point{}, data.Point{3, .5}), 20_000, 1)
	sum := 0.
	for k := range 180 {
		sin, cos := math.Sincos(float64(k) * math.Pi / 180)
		d := math.Hypot(3*cos, .5*sin) - 1
		sum += d * d / 180
	}
	if got, want := SlicedW2(x, y), math.Sqrt(sum); math.Abs(got-want) > 5*.005*3 {
		t.Errorf("sliced W2 is %g, want %g", got, want)
	}
}

func TestSorter(t *testing.T) {
	number := rapid.OneOf(
		rapid.Float64(),
		rapid.Float64Range(-1, 1),
		rapid.Map(rapid.Uint64Range(0, 1<<34), func(bits uint64) float64 { return math.Float64frombits(math.Float64bits(1) + bits) }),
		rapid.SampledFrom([]float64{0, 1, -1, math.Inf(1), math.Inf(-1), 5e-324, -5e-324, math.MaxFloat64}),
	)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(1, 9), rapid.IntRange(few-1, few+60)).Draw(t, "n")
		s := newSorter(n)
		for range 3 {
			got := rapid.SliceOfN(number, n, n).Draw(t, "x")
			want := slices.Sorted(slices.Values(got))
			s.sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
