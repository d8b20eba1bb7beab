package compare

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/sample/compare/transport"
)

// gaussian returns a Gaussian with independent coordinates.
func gaussian(mean, deviation data.Point) *mixture.Mixture {
	cov := [3]float64{deviation[0] * deviation[0], 0, deviation[1] * deviation[1]}
	return mixture.New([]mixture.Component{{Weight: 1, Mean: mean, Cov: cov}})
}

var standard = gaussian(data.Point{}, data.Point{1, 1})

// draws returns n points of a distribution. Sets of different index are independent.
func draws(distribution *mixture.Mixture, n, index int) []data.Point {
	points := make([]data.Point, n)
	data.Draw(points, nil, distribution, 1, data.Drawn, index)
	return points
}

// mapped returns f of every point.
func mapped(points []data.Point, f func(p data.Point) data.Point) []data.Point {
	images := make([]data.Point, len(points))
	for i, p := range points {
		images[i] = f(p)
	}
	return images
}

func shifted(points []data.Point, by data.Point) []data.Point {
	return mapped(points, func(p data.Point) data.Point { return data.Point{p[0] + by[0], p[1] + by[1]} })
}

// sets draws sets of n points each. Some are on a small lattice, so that points and distances coincide.
func sets(t *rapid.T, number, n int) [][]data.Point {
	coordinate := rapid.OneOf(
		rapid.Map(rapid.IntRange(-2, 2), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(-1, 1),
	)
	all := make([][]data.Point, number)
	for k := range all {
		for range n {
			all[k] = append(all[k], data.Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")})
		}
	}
	return all
}

// near fails unless got is want, to a relative and absolute error of tolerance.
func near(t interface{ Errorf(string, ...any) }, name string, got, want, tolerance float64) {
	if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
		t.Errorf("%s: got %.15g, want %.15g", name, got, want)
	}
}

// w2Tolerance allows for a W2 near 0: the error of its square is about 1e-14.
const w2Tolerance = 1e-6

// TestInvariances checks the properties of a distance between sets.
func TestInvariances(t *testing.T) {
	for _, m := range []struct {
		name      string
		distance  func(x, y []data.Point) float64
		root      func(float64) float64 // the root of the distance is a metric
		tolerance float64
	}{
		{"sliced_w2", SlicedW2, itself, 1e-10},
		{"w2", transport.W2, itself, w2Tolerance},
		{"energy", Energy, math.Sqrt, 1e-10},
	} {
		tolerance := m.tolerance
		metric := func(x, y []data.Point) float64 { return m.root(m.distance(x, y)) }
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := sets(t, 3, rapid.IntRange(1, 30).Draw(t, "n"))
				x, y, z := s[0], s[1], s[2]
				d := m.distance(x, y)
				near(t, "symmetry", m.distance(y, x), d, tolerance)
				if self := m.distance(x, rapid.Permutation(x).Draw(t, "order")); self < 0 || self > tolerance {
					t.Errorf("a set is %g from itself", self)
				}
				near(t, "order", m.distance(x, rapid.Permutation(y).Draw(t, "order")), d, tolerance)
				shift := data.Point{rapid.Float64Range(-9, 9).Draw(t, "dx"), rapid.Float64Range(-9, 9).Draw(t, "dy")}
				near(t, "shift", m.distance(shifted(x, shift), shifted(y, shift)), d, tolerance)
				for _, scale := range []float64{-3, 1e-60, 1e60} {
					scaled := func(p data.Point) data.Point { return data.Point{scale * p[0], scale * p[1]} }
					near(t, "scale", m.distance(mapped(x, scaled), mapped(y, scaled))/math.Abs(scale), d, tolerance)
				}
				sin, cos := math.Sincos(float64(rapid.IntRange(0, 359).Draw(t, "degrees")) * math.Pi / 180)
				rotate := func(p data.Point) data.Point { return data.Point{cos*p[0] - sin*p[1], sin*p[0] + cos*p[1]} }
				near(t, "rotation", m.distance(mapped(x, rotate), mapped(y, rotate)), d, tolerance)
				if metric(x, z) > metric(x, y)+metric(y, z)+1e-6 {
					t.Errorf("triangle: %g > %g + %g", metric(x, z), metric(x, y), metric(y, z))
				}
			})
		})
	}
}

func itself(x float64) float64 { return x }
