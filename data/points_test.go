package data

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"ddpm/data/mixture"
)

var anyPoints = rapid.Custom(func(t *rapid.T) Points {
	return rapid.SliceOfN(anyPoint(10), 2, 40).Draw(t, "points")
})

func TestPointsAndTheirMixtureAreOneLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := anyPoints.Draw(t, "points")
		m := mixture.Empirical(points)
		if diff := cmp.Diff(m.Mean(), points.Mean(), near); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(m.Cov(), points.Cov(), near); diff != "" {
			t.Error(diff)
		}
		var columns [2][]float64
		for _, x := range points {
			columns[0] = append(columns[0], x[0])
			columns[1] = append(columns[1], x[1])
		}
		population := float64(len(points)-1) / float64(len(points))
		if diff := cmp.Diff(stat.Covariance(columns[0], columns[1], nil)*population, points.Cov()[1], near); diff != "" {
			t.Error(diff)
		}
		rng := Rand(1, Drawn, 0, 0)
		if x, label := points.Sample(rng); !slices.Contains(points, x) || label != 0 {
			t.Errorf("draws %v with label %d", x, label)
		}
		if x, _ := m.Sample(rng); !slices.Contains(points, x) {
			t.Errorf("draws %v", x)
		}
	})
}

// TestPointsAreEquallyLikely: χ² of 20 cells with 19 degrees of freedom is above 63 once in 10⁶.
func TestPointsAreEquallyLikely(t *testing.T) {
	points := make(Points, 20)
	for i := range points {
		points[i][0] = float64(i)
	}
	for name, src := range map[string]Source{"points": points, "mixture": mixture.Empirical(points)} {
		x := make([]Point, 20_000)
		Draw(x, nil, src, 1, Drawn, 0)
		count := make([]float64, len(points))
		for _, x := range x {
			count[int(x[0])]++
		}
		chi2 := 0.0
		for _, c := range count {
			chi2 += (c - 1000) * (c - 1000) / 1000
		}
		if chi2 > 63 {
			t.Errorf("%s: χ² is %v", name, chi2)
		}
	}
}

func TestDrawsDoNotDependOnTheirNumber(t *testing.T) {
	b, _ := Lookup("moons")
	few, many := make([]Point, 1500), make([]Point, 5000)
	Draw(few, nil, b.Mixture(), 3, Batch, 7)
	Draw(many, make([]int, 5000), b.Mixture(), 3, Batch, 7)
	if diff := cmp.Diff(few, many[:1500]); diff != "" {
		t.Error(diff)
	}
	for name, other := range map[string]func(dst []Point){
		"seed":    func(dst []Point) { Draw(dst, nil, b.Mixture(), 4, Batch, 7) },
		"purpose": func(dst []Point) { Draw(dst, nil, b.Mixture(), 3, Truth, 7) },
		"index":   func(dst []Point) { Draw(dst, nil, b.Mixture(), 3, Batch, 8) },
	} {
		different := make([]Point, 1500)
		other(different)
		for i, x := range different {
			if x == few[i] {
				t.Errorf("another %s gives the same point %d", name, i)
			}
		}
	}
}

func TestSplitHoldout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := make(Points, rapid.IntRange(2, 200).Draw(t, "count"))
		for i := range points {
			points[i][0] = float64(i)
		}
		fraction := rapid.Float64Range(1e-9, 0.999999).Draw(t, "fraction")
		train, held, err := SplitHoldout(points, fraction, 1)
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
		again, _, _ := SplitHoldout(points, fraction, 1)
		if diff := cmp.Diff(train, again); diff != "" {
			t.Error(diff)
		}
	})
	// Each of ten points is held out equally often: χ² with 9 degrees of freedom is above 45 once in 10⁶.
	points := make(Points, 10)
	for i := range points {
		points[i][0] = float64(i)
	}
	var count [10]float64
	for seed := range uint64(2000) {
		_, held, _ := SplitHoldout(points, 0.1, seed)
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

func TestSplitHoldoutBounds(t *testing.T) {
	points := Points{{1, 2}, {3, 4}}
	train, held, err := SplitHoldout(points, 0, 1)
	if err != nil || len(held) != 0 || !cmp.Equal(train, points) {
		t.Errorf("holding nothing out gives %v, %v, %v", train, held, err)
	}
	for _, c := range []struct {
		points   Points
		fraction float64
		want     string
	}{
		{points, 1, "holdout 1 is no share of the points: from 0 up to, but not including, 1"},
		{points, -0.1, "holdout -0.1 is no share of the points: from 0 up to, but not including, 1"},
		{points, math.NaN(), "holdout NaN is no share of the points: from 0 up to, but not including, 1"},
		{points[:1], 0.5, "holding points out needs at least 2 points, not 1"},
	} {
		if _, _, err := SplitHoldout(c.points, c.fraction, 1); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
