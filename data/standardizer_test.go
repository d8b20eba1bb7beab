package data

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ddpm/data/mixture"
)

func TestStandardizedDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		// Standard deviations and means of very different sizes.
		exponent := rapid.IntRange(-30, 30)
		scale := Point{math.Pow10(exponent.Draw(t, "across")), math.Pow10(exponent.Draw(t, "up"))}
		m = m.Affine(Point{scale[0] * 1e3, 0}, scale)
		s := NewStandardizer(m)
		z := s.Distribution(m)
		tolerance := cmpopts.EquateApprox(1e-9, 1e-10)
		if diff := cmp.Diff(Point{}, z.Mean(), tolerance); diff != "" {
			t.Error(diff)
		}
		cov := z.Cov()
		if diff := cmp.Diff(Point{1, 1}, Point{cov[0], cov[2]}, tolerance); diff != "" {
			t.Error(diff)
		}
		// Points and distributions are mapped in the same way: the density at a point is multiplied by the scales.
		x, _ := m.Sample(Rand(1, Drawn, 0, 0))
		mapped := []Point{x}
		s.To(mapped, mapped)
		want := m.LogDensity(x) + math.Log(s.Scale[0]) + math.Log(s.Scale[1])
		if got := z.LogDensity(mapped[0]); math.Abs(got-want) > 1e-6 && !onEdge(z, mapped[0]) {
			t.Errorf("log-density %v, want %v", got, want)
		}
	})
}

func TestStandardizedPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := anyPoints.Draw(t, "points")
		s := NewStandardizer(points)
		z := make([]Point, len(points))
		s.To(z, points)
		if diff := cmp.Diff(Point{}, Points(z).Mean(), near); diff != "" {
			t.Error(diff)
		}
		back := slices.Clone(z)
		s.From(back, back)
		if diff := cmp.Diff([]Point(points), back, near); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNoSpread(t *testing.T) {
	tenth, third := 0.1, 0.3
	constant := make(Points, 10_000)
	for i := range constant {
		constant[i] = Point{tenth, 1e-30 * float64(i%2)}
	}
	rounded := Points{{third, 0}, {tenth + 2*tenth, 1}} // 0.3 and 0.30000000000000004
	for _, c := range []struct {
		name      string
		got, want Standardizer
	}{
		{"points", NewStandardizer(constant), Standardizer{Point{0.1, 0.5e-30}, Point{1, 0.5e-30}}},
		{"mixture", NewStandardizer(mixture.Empirical(constant)), Standardizer{Point{0.1, 0.5e-30}, Point{1, 0.5e-30}}},
		{"rounding", NewStandardizer(rounded), Standardizer{Point{0.3, 0.5}, Point{1, 0.5}}},
	} {
		if diff := cmp.Diff(c.want, c.got, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// Two points at a distance of 1/4 from their mean have the standardised coordinates −1 and 1, however far the mean is from the origin. All
// numbers are exact.
func TestSpreadFarFromTheOrigin(t *testing.T) {
	for _, mean := range []float64{0, 1 << 10, -1 << 20, 1 << 30, 1 << 40, -1 << 45} {
		for axis := range 2 {
			var points Points
			for _, side := range []float64{-.25, .25} {
				x := Point{side, side}
				x[axis] += mean
				points = append(points, x)
			}
			for _, distribution := range []interface {
				Mean() Point
				Cov() [3]float64
			}{points, mixture.Empirical(points)} {
				s := NewStandardizer(distribution)
				z := make([]Point, 2)
				s.To(z, points)
				if diff := cmp.Diff([]Point{{-1, -1}, {1, 1}}, z); diff != "" {
					t.Errorf("mean %v on axis %d: %s", mean, axis, diff)
				}
				if cov := s.Distribution(mixture.Empirical(points)).Cov(); cov != [3]float64{1, 1, 1} {
					t.Errorf("mean %v on axis %d: standardised covariance %v", mean, axis, cov)
				}
			}
		}
	}
}

// Points on one of the axes themselves have no spread there and a mean of 0: they keep that coordinate, and no number is lost.
func TestNoSpreadAboutZero(t *testing.T) {
	for axis := range 2 {
		points := Points{{-3, -3}, {1, 1}, {2, 2}}
		for i := range points {
			points[i][axis] = 0
		}
		for _, distribution := range []interface {
			Mean() Point
			Cov() [3]float64
		}{points, mixture.Empirical(points)} {
			s := NewStandardizer(distribution)
			z := make([]Point, len(points))
			s.To(z, points)
			for i, p := range z {
				if want := points[i][1-axis] / s.Scale[1-axis]; s.Scale[axis] != 1 || p[axis] != 0 || !(math.Abs(p[1-axis]-want) < 1e-12) {
					t.Errorf("axis %d: %v becomes %v with scales %v", axis, points[i], p, s.Scale)
				}
			}
		}
	}
}
