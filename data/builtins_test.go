package data

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data/mixture"
)

func TestLookup(t *testing.T) {
	for _, b := range Builtins() {
		found, ok := Lookup(b.Name)
		if !ok || found.Name != b.Name || found.Description == "" || found.Mixture() != b.Mixture() {
			t.Errorf("Lookup(%q) finds %v, %v", b.Name, found, ok)
		}
	}
	if _, ok := Lookup("Swissroll"); ok {
		t.Error("Lookup finds what is not there")
	}
}

// onCurve returns the mean and covariance of a curve's points with jitter, by quadrature over u uniform on [0, 1].
func onCurve(jitter float64, arms []func(u float64) Point) (mean Point, cov [3]float64) {
	average := func(f func(x Point) float64) float64 {
		sum := 0.0
		for _, at := range arms {
			sum += quad.Fixed(func(u float64) float64 { return f(at(u)) }, 0, 1, 200, nil, 0) / float64(len(arms))
		}
		return sum
	}
	mean = Point{average(func(x Point) float64 { return x[0] }), average(func(x Point) float64 { return x[1] })}
	for i, pair := range [3][2]int{{0, 0}, {0, 1}, {1, 1}} {
		cov[i] = average(func(x Point) float64 { return (x[pair[0]] - mean[pair[0]]) * (x[pair[1]] - mean[pair[1]]) })
	}
	cov[0] += jitter * jitter
	cov[2] += jitter * jitter
	return mean, cov
}

// The moments of the built-in distributions are those that follow from the formulas of their shapes.
func TestBuiltinMoments(t *testing.T) {
	turn := func(r, angle float64) Point { return Point{r * math.Cos(angle), r * math.Sin(angle)} }
	arms := func(count int, at func(arm, u float64) Point) (all []func(u float64) Point) {
		for k := range count {
			all = append(all, func(u float64) Point { return at(float64(k), u) })
		}
		return all
	}
	for _, c := range []struct {
		name    string
		labels  int
		jitter  float64
		at      []func(u float64) Point
		mean    Point
		cov     [3]float64
		closely float64
	}{
		{name: "eightgaussians", labels: 8, cov: [3]float64{13.5, 0, 13.5}, closely: 1e-12},
		{name: "grid", labels: 25, cov: [3]float64{2.01, 0, 2.01}, closely: 1e-12},
		{name: "lopsided", labels: 4, mean: Point{0.24, 0.04}, closely: 1e-12,
			cov: [3]float64{1.28 + 0.09 - 0.0576, 0.16 - 0.0096, 0.48 + 0.09 - 0.0016}},
		{name: "checkerboard", labels: 8, cov: [3]float64{16.0 / 3, 1, 16.0 / 3}, closely: 1e-12},
		{name: "square", labels: 1, cov: [3]float64{1.0 / 3, 0, 1.0 / 3}, closely: 1e-12},
		{name: "circles", labels: 2, jitter: 0.175, at: arms(2, func(arm, u float64) Point {
			return turn(3.5-1.75*arm, 2*math.Pi*u)
		})},
		{name: "moons", labels: 2, jitter: 0.1, at: []func(u float64) Point{
			func(u float64) Point { return Point{2*math.Cos(math.Pi*u) - 1, 2 * math.Sin(math.Pi*u)} },
			func(u float64) Point { return Point{2*(1-math.Cos(math.Pi*u)) - 1, 2 * (0.5 - math.Sin(math.Pi*u))} },
		}},
		{name: "scurve", labels: 1, jitter: 0.075, at: arms(1, func(_, u float64) Point {
			angle := 3 * math.Pi * (u - 0.5)
			return Point{1.5 * math.Sin(angle), math.Copysign(1.5, angle) * (math.Cos(angle) - 1)}
		})},
		{name: "swissroll", labels: 1, jitter: 0.05, at: arms(1, func(_, u float64) Point {
			angle := 1.5*math.Pi + 3*math.Pi*u
			return turn(angle/10, angle)
		})},
		{name: "spirals", labels: 2, jitter: 0.1, at: arms(2, func(arm, u float64) Point {
			angle := 3 * math.Pi * math.Sqrt(u)
			return turn((1-2*arm)*angle/3, angle)
		})},
		{name: "pinwheel", labels: 5, jitter: 0.1, at: arms(5, func(arm, u float64) Point {
			r := 0.3 + 2.7*u
			return turn(r, 2*math.Pi*arm/5+0.9*r)
		})},
		{name: "gopher", labels: 5},
	} {
		b, _ := Lookup(c.name)
		m := b.Mixture()
		if m.Labels() != c.labels {
			t.Errorf("%s has %d labels, want %d", c.name, m.Labels(), c.labels)
		}
		switch {
		case c.at != nil:
			c.mean, c.cov = onCurve(c.jitter, c.at)
			c.closely = 2e-3 // a Gaussian takes the place of a bent stretch of the curve
		case c.closely == 0:
			continue
		}
		for axis := range 2 {
			if off := math.Abs(m.Mean()[axis] - c.mean[axis]); off > c.closely {
				t.Errorf("%s: mean %v, want %v", c.name, m.Mean(), c.mean)
			}
		}
		for i := range 3 {
			if off := math.Abs(m.Cov()[i] - c.cov[i]); off > c.closely {
				t.Errorf("%s: covariance %v, want %v", c.name, m.Cov(), c.cov)
				break
			}
		}
	}
}

func TestCurvesAreDense(t *testing.T) {
	for name, jitter := range map[string]float64{
		"moons": 0.1, "scurve": 0.075, "circles": 0.175, "swissroll": 0.05, "spirals": 0.1, "pinwheel": 0.1, "gopher": 0.04,
	} {
		b, _ := Lookup(name)
		components := b.Mixture().Components()
		if len(components) > 600 {
			t.Errorf("%s has %d components", name, len(components))
		}
		blots := 0
		for i, c := range components {
			if c.Cov != [3]float64{jitter * jitter, 0, jitter * jitter} {
				blots++
				continue
			}
			nearest := math.Inf(1)
			for k, other := range components {
				if k != i {
					nearest = min(nearest, math.Hypot(c.Mean[0]-other.Mean[0], c.Mean[1]-other.Mean[1]))
				}
			}
			if nearest > 1.4*jitter {
				t.Errorf("%s: component %d is %v jitters from all others", name, i, nearest/jitter)
			}
		}
		// All Gaussians on curves have the same jitter. Only the gopher has others: two pupils and a nose.
		if want := map[string]int{"gopher": 3}[name]; blots != want {
			t.Errorf("%s: %d components do not have the jitter %v, want %d", name, blots, jitter, want)
		}
	}
}

// Away from the ends of a straight line, the density of the Gaussians along it is that of the line under noise, within 2e-4.
func TestStraightCurve(t *testing.T) {
	const half, jitter = 3, 0.1
	line := curve{at: func(u float64) Point { return Point{u, 0} }, lo: -half, hi: half}
	got := mixture.New(line.along(1, jitter, 0))
	want := mixture.New([]mixture.Component{{Weight: 1, Half: Point{half, 0}, Cov: [3]float64{jitter * jitter, 0, jitter * jitter}}})
	for x := -2.0; x < 2; x += 0.01 {
		at := Point{x, 0.05}
		if ripple := got.LogDensity(at) - want.LogDensity(at); math.Abs(ripple) > 2e-4 {
			t.Fatalf("at %v the density is off by %v", at, ripple)
		}
	}
}

func TestSplineGoesThroughItsPoints(t *testing.T) {
	points := []Point{{0, 0}, {1, 2}, {3, 1}, {4, -1}}
	c := spline(points...)
	for i, want := range points {
		if got := c.at(float64(i)); !cmp.Equal(got, want, near) {
			t.Errorf("point %d: %v, want %v", i, got, want)
		}
	}
	// The cubics of points at equal steps on a straight line are that line.
	straight := spline(Point{0, 0}, Point{1, 2}, Point{2, 4}, Point{3, 6})
	if got, want := straight.at(1.3), (Point{1.3, 2.6}); !cmp.Equal(got, want, near) {
		t.Errorf("a straight line bends: %v, want %v", got, want)
	}
}
