package data

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The held-out share is the nearest to the fraction among all splits with points on both sides.
func TestHeldOutShareIsTheNearest(t *testing.T) {
	for rows := 2; rows <= 30; rows++ {
		for fraction := .01; fraction < 1; fraction += .0173 {
			out, err := heldOut(rows, fraction, 1)
			if err != nil {
				t.Fatal(err)
			}
			held := 0
			for _, is := range out {
				if is {
					held++
				}
			}
			if held < 1 || held >= rows {
				t.Fatalf("%d of %d rows are held out for %v: one side has none", held, rows, fraction)
			}
			off := func(count int) float64 { return math.Abs(float64(count)/float64(rows) - fraction) }
			for count := 1; count < rows; count++ {
				if off(count) < off(held)-1e-12 {
					t.Fatalf("%d of %d rows are held out for %v; %d are nearer", held, rows, fraction, count)
				}
			}
		}
	}
}

// split holds a share of the points of a file out of training.
func split(points Points, fraction float64, seed uint64) (train, held Points, err error) {
	d, err := (&Dataset{Name: "f.csv", Fixed: points}).HoldOut(fraction, seed)
	if err != nil {
		return nil, nil, err
	}
	return d.Fixed, d.Held, nil
}

func TestHoldOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := make(Points, rapid.IntRange(2, 200).Draw(t, "count"))
		for i := range points {
			points[i][0] = float64(i)
		}
		fraction := rapid.Float64Range(1e-9, 0.999999).Draw(t, "fraction")
		train, held, err := split(points, fraction, 1)
		if err != nil {
			t.Fatal(err)
		}
		share := fraction * float64(len(points))
		if len(held) < 1 || len(train) < 1 || math.Abs(float64(len(held))-share) > 1 {
			t.Errorf("%d of %d held out for %v", len(held), len(points), fraction)
		}
		byX := func(a, b Point) int { return int(a[0] - b[0]) }
		if !slices.IsSortedFunc(train, byX) || !slices.IsSortedFunc(held, byX) {
			t.Error("the order is lost")
		}
		all := slices.Concat(train, held)
		slices.SortFunc(all, byX)
		if diff := cmp.Diff(points, all); diff != "" {
			t.Error(diff)
		}
		again, _, _ := split(points, fraction, 1)
		if diff := cmp.Diff(train, again); diff != "" {
			t.Error(diff)
		}
	})
	// Each of ten points is held out equally often. χ² with 9 degrees of freedom is above 45 once in 10⁶.
	points := make(Points, 10)
	for i := range points {
		points[i][0] = float64(i)
	}
	var count [10]float64
	for seed := range uint64(2000) {
		_, held, _ := split(points, 0.1, seed)
		count[int(held[0][0])]++
	}
	chi2 := 0.0
	for _, c := range count {
		chi2 += (c - 200) * (c - 200) / 200
	}
	if chi2 > 45 {
		t.Errorf("the held-out point is not uniform: χ² is %v", chi2)
	}
}

func TestHoldOutBounds(t *testing.T) {
	points := Points{{1, 2}, {3, 4}}
	train, held, err := split(points, 0, 1)
	if err != nil || len(held) != 0 || !cmp.Equal(train, points) {
		t.Errorf("f.csv: holding nothing out gives %v, %v, %v", train, held, err)
	}
	for _, c := range []struct {
		points   Points
		fraction float64
		want     string
	}{
		{points, 1, "f.csv: holdout 1 is no share of the points: from 0 up to, but not including, 1"},
		{points, -0.1, "f.csv: holdout -0.1 is no share of the points: from 0 up to, but not including, 1"},
		{points, math.NaN(), "f.csv: holdout NaN is no share of the points: from 0 up to, but not including, 1"},
		{points[:1], 0.5, "f.csv: holding points out needs at least 2 points, not 1"},
	} {
		if _, _, err := split(c.points, c.fraction, 1); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
