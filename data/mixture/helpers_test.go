package mixture

import (
	"math"
	"math/rand/v2"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/diff/fd"
	"pgregory.net/rapid"
)

// anyMixture generates mixtures of every kind of component that has a density, with noise and without.
var anyMixture = rapid.Custom(func(t *rapid.T) *Mixture {
	return New(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Component {
		c := Component{
			Weight: rapid.Float64Range(0.01, 1).Draw(t, "weight"),
			Label:  rapid.IntRange(0, 3).Draw(t, "label"),
			Mean:   anyPoint(3).Draw(t, "mean"),
		}
		x, y := rapid.Float64Range(0.05, 2).Draw(t, "across"), rapid.Float64Range(0.05, 2).Draw(t, "up")
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			c.Cov = [3]float64{x * x, x * y * rapid.Float64Range(-0.95, 0.95).Draw(t, "correlation"), y * y}
		case 1:
			c.Half = Point{x, y}
		case 2:
			c.Half = Point{x, 0}
			c.Cov = [3]float64{0, 0, y * y}
		case 3:
			c.Half = Point{y, x}
			c.Cov = [3]float64{x * x, 0, 0.01}
		}
		return c
	}), 1, 5).Draw(t, "components"))
})

func anyPoint(reach float64) *rapid.Generator[Point] {
	return rapid.Custom(func(t *rapid.T) Point {
		return Point{rapid.Float64Range(-reach, reach).Draw(t, "x"), rapid.Float64Range(-reach, reach).Draw(t, "y")}
	})
}

// near compares numbers up to rounding.
var near = cmpopts.EquateApprox(1e-9, 1e-12)

// onEdge says whether rounding can move a point into or out of a box without noise.
func onEdge(m *Mixture, x Point) bool {
	for _, c := range m.components {
		for axis := range x {
			if c.Half[axis] > 0 && math.Abs(math.Abs(x[axis]-c.Mean[axis])-c.Half[axis]) < 1e-9 {
				return true
			}
		}
	}
	return false
}

// sharpness returns the smallest standard deviation of a component's noise.
func sharpness(m *Mixture) float64 {
	sigma := math.Inf(1)
	for _, c := range m.components {
		for _, e := range extents(&c) {
			for _, f := range e.features {
				sigma = min(sigma, f.sigma)
			}
		}
	}
	return sigma
}

// checkScore compares the score with finite differences of the log-density.
func checkScore(t interface{ Errorf(string, ...any) }, m *Mixture, x Point) {
	got, log := m.Score(x), m.LogDensity(x)
	if math.IsInf(log, -1) {
		if got != (Point{}) {
			t.Errorf("the score is %v where the density is zero", got)
		}
		return
	}
	sigma := min(sharpness(m), 1)
	step := 1e-4 * sigma
	want := fd.Gradient(nil, func(x []float64) float64 { return m.LogDensity(Point(x)) }, x[:],
		&fd.Settings{Formula: fd.Central, Step: step})
	for axis := range x {
		rounding := 1e-14 * (1 + math.Abs(log)) / step
		if math.Abs(got[axis]-want[axis]) > 1e-5*(1/sigma+math.Abs(want[axis]))+rounding {
			t.Errorf("the score at %v is %v, finite differences say %v", x, got, want)
			return
		}
	}
}

// checkHessian compares the Hessian with finite differences of the score, which ScoreJacobian must return too.
func checkHessian(t interface{ Errorf(string, ...any) }, m *Mixture, x Point) {
	score, got := m.ScoreJacobian(x)
	if want := m.Score(x); !cmp.Equal(score, want, cmpopts.EquateApprox(1e-10, 1e-10/sharpness(m))) {
		t.Errorf("the score at %v is %v, and %v alone", x, score, want)
		return
	}
	sigma := min(sharpness(m), 1)
	step := 1e-4 * sigma
	for axis := range x {
		slope := fd.Derivative
		for other := range x {
			want := slope(func(v float64) float64 {
				y := x
				y[axis] = v
				return m.Score(y)[other]
			}, x[axis], &fd.Settings{Formula: fd.Central, Step: step})
			rounding := 1e-13 * math.Hypot(score[0], score[1]) / step
			if h := got[axis+other]; math.Abs(h-want) > 1e-5*(1/(sigma*sigma)+math.Abs(want))+rounding {
				t.Errorf("the Hessian at %v is %v, finite differences say %v for (%d, %d)", x, got, want, axis, other)
				return
			}
		}
	}
}

// gaussianEntropy returns the entropy of a normal distribution, ½ log det 2πe·Cov: the largest of all distributions with that covariance.
func gaussianEntropy(cov [3]float64) float64 {
	return 1 + math.Log(2*math.Pi) + math.Log(cov[0]*cov[2]-cov[1]*cov[1])/2
}

// rotated returns a mixture of Gaussians rotated about the origin. Its entropy is the same, but the nodes of the quadrature are others.
func rotated(m *Mixture, angle float64) *Mixture {
	cos, sin := math.Cos(angle), math.Sin(angle)
	components := m.Components()
	for i := range components {
		c := &components[i]
		x, y, xx, xy, yy := c.Mean[0], c.Mean[1], c.Cov[0], c.Cov[1], c.Cov[2]
		c.Mean = Point{cos*x - sin*y, sin*x + cos*y}
		c.Cov = [3]float64{
			cos*cos*xx - 2*cos*sin*xy + sin*sin*yy, cos*sin*(xx-yy) + (cos*cos-sin*sin)*xy, sin*sin*xx + 2*cos*sin*xy + cos*cos*yy,
		}
	}
	return New(components)
}

// mode returns an isotropic Gaussian.
func mode(weight float64, label int, mean Point, deviation float64) Component {
	return Component{Weight: weight, Label: label, Mean: mean, Cov: [3]float64{deviation * deviation, 0, deviation * deviation}}
}

// seeded returns a stream of random numbers.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// anyLattice returns a lattice with random weights, and with narrow and wide gaps.
func anyLattice(columns, rows int) *Mixture {
	weights := make([]float64, columns*rows)
	rng := seeded(1)
	for i := range weights {
		if x, y := i%columns, i/columns; (x/3+y/4)%3 > 0 && (2*x < columns || x == columns-1) {
			weights[i] = rng.Float64()
		}
	}
	return NewLattice(columns, rows, weights)
}

// standardised returns the distribution shifted and scaled to mean 0 and standard deviation 1 on each axis.
func standardised(m *Mixture) *Mixture {
	mean, cov := m.Mean(), m.Cov()
	return m.Affine(Point{-mean[0], -mean[1]}, Point{1, 1}).Affine(Point{}, Point{1 / math.Sqrt(cov[0]), 1 / math.Sqrt(cov[2])})
}

// Integrate returns the integral of f over the plane, for an f about as smooth as the density.
func (m *Mixture) Integrate(f func(x Point) float64) float64 {
	return m.integrate(func(*cell) func(Point) float64 { return f })
}

// The helpers that builtins_test.go, in the external test package, also uses.
var (
	Near            = near
	Gaussian        = mode
	OnEdge          = onEdge
	CheckScore      = checkScore
	CheckHessian    = checkHessian
	GaussianEntropy = gaussianEntropy
	Rotated         = rotated
	AnyLattice      = anyLattice
)
