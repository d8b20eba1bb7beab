package data

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The grid of points that are drawn from one is found, from whole numbers to hundredths, and rounding leads back to the very same values.
func TestGridIsFound(t *testing.T) {
	for _, step := range []float64{1, 5, .5, .1, .01, .25, 3e6, 1e-7} {
		for _, origin := range []float64{0, -7, 1.5, 1000} {
			rng := Rand(3, Drawn, 0, 0)
			points := make([]Point, 200)
			for i := range points {
				points[i] = Point{decimal(origin*step+step*float64(rng.IntN(40)), 14), rng.NormFloat64()}
			}
			e := NewExtent(points)
			if math.Abs(e.Step[0]-step) > 1e-9*step || e.Step[1] != 0 {
				t.Errorf("a grid of %v from %v is taken for %v", step, origin*step, e.Step)
				continue
			}
			for _, x := range points {
				moved := []Point{{x[0] + .3*step, x[1]}}
				if e.Keep(moved, true); moved[0] != x {
					t.Fatalf("a grid of %v: %v is rounded to %v", step, x, moved[0])
				}
			}
		}
	}
}

// Numbers with all digits lie on no grid, however few they are (error probability below 1e-6 for 20 of them).
func TestNoGridByChance(t *testing.T) {
	for seed := range uint64(200) {
		rng := Rand(seed, Drawn, 0, 0)
		points := make([]Point, 20)
		for i := range points {
			points[i] = Point{rng.NormFloat64(), 1e4 + 50*rng.Float64()}
		}
		if e := NewExtent(points); e.Step != (Point{}) {
			t.Errorf("seed %d: a grid of %v", seed, e.Step)
		}
	}
}

// A constant coordinate is kept whether the others are rounded or not, and these stay where they are if not.
func TestConstantsAreKept(t *testing.T) {
	e := NewExtent([]Point{{0, 20}, {3, 20}, {7, 20}})
	for round, want := range map[bool]Point{false: {1.4, 20}, true: {1, 20}} {
		x := []Point{{1.4, 19.7}}
		if e.Keep(x, round); x[0] != want {
			t.Errorf("rounded %v: %v, want %v", round, x[0], want)
		}
	}
	var none *Extent
	x := []Point{{1.4, 1e300}}
	if none.Keep(x, true); x[0] != (Point{1.4, 1e300}) || none.FarOutside(x) != 0 {
		t.Errorf("without an extent: %v", x[0])
	}
}

// A point is far outside if it lies outside the range, made three times as wide about its middle, on an axis.
func TestFarOutside(t *testing.T) {
	e := &Extent{Low: Point{-1, 10}, High: Point{3, 11}}
	rapid.Check(t, func(t *rapid.T) {
		x := Point{rapid.Float64Range(-12, 14).Draw(t, "x"), rapid.Float64Range(8.8, 12.2).Draw(t, "y")}
		want := 0
		if math.Abs(x[0]-1) > 6 || math.Abs(x[1]-10.5) > 1.5 {
			want = 1
		}
		if got := e.FarOutside([]Point{x, {0, 10.5}}); got != want {
			t.Errorf("%v: %d points far outside, want %d", x, got, want)
		}
	})
	if e.FarOutside([]Point{{math.NaN(), 10}}) != 1 {
		t.Error("NaN lies inside")
	}
}

// Coordinates whose squared differences would underflow are refused. Those that are all the same are not.
func TestDifferencesThatAreTooSmall(t *testing.T) {
	for text, good := range map[string]bool{
		"1e-80,1\n3e-80,2\n": false, "1,0\n2,5e-324\n": false, "1e-70,1\n3e-70,2\n": true, "1e-80,1\n1e-80,2\n": true, "1e9,1\n1e9,2\n": true,
	} {
		got, err := Open(writeFile(t, "f.csv", text), nil, "")
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		} else if good {
			if cov := got.Fixed.Cov(); cov[2] == 0 || text[:4] == "1e-7" && cov[0] == 0 {
				t.Errorf("%q has the covariance %v", text, cov)
			}
		}
	}
}

// A column of zeros, of which some have a minus sign, comes back as zeros without one.
func TestMinusZeroIsZero(t *testing.T) {
	minus := math.Copysign(0, -1)
	points := Points{{minus, 1}, {0, 2}, {minus, 4}, {minus, 7}}
	x := []Point{{.1, 3}}
	NewExtent(points).Keep(x, false)
	blurred, err := (&Dataset{Fixed: points}).Blurred(AutoBlur)
	if err != nil || math.Signbit(x[0][0]) || math.Signbit(*blurred.Blur.Atoms[0]) {
		t.Errorf("%v, %v, %v", x, blurred.Blur, err)
	}
}
