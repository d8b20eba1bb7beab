package data

import (
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

func TestPointsAndTheirMixtureAreOneDistribution(t *testing.T) {
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

// Each point is drawn equally often. χ² with 19 degrees of freedom is above 63 once in 10⁶.
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
