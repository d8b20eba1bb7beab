package mixture

import (
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/diff/fd"
	"pgregory.net/rapid"
)

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

func TestScoreJacobianIsTheDerivative(t *testing.T) {
	eachLaw(t, func(t *testing.T, m *Mixture) {
		rng := Rand(1, Drawn, 0, 0)
		lo, hi := m.Bounds()
		for i := range 60 {
			x, _ := m.Sample(rng)
			if i%3 == 0 { // anywhere
				x = Point{lo[0] + rng.Float64()*(hi[0]-lo[0]), lo[1] + rng.Float64()*(hi[1]-lo[1])}
			} else if i%3 == 1 { // far out
				x = Point{100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
			}
			if !onEdge(m, x) {
				checkHessian(t, m, x)
			}
		}
	})
}

func TestScoreJacobianIsTheDerivativeOfAnyMixture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "distribution").At(0.9, 0.1), anyPoint(8).Draw(t, "x")
		checkHessian(t, m, x)
	})
}

// Past one edge, z deviations out and with the other edge far away, the score is −1/R(z), R Mills' ratio, whose derivative
// is zR − 1: so the curvature is (z − 1/R)/R, and 1/R = z + 1/z − 2/z³ + 10/z⁵ − 74/z⁷ + 706/z⁹ − …
func TestBoxCurvatureFarOut(t *testing.T) {
	for _, sigma := range []float64{1e-4, 1e-3, 0.01} {
		for _, far := range []float64{30, 200, 1e4, 1e6, 1e8} {
			u := 1 + far*sigma
			z := (u - 1) / sigma
			excess := 1/z - 2/math.Pow(z, 3) + 10/math.Pow(z, 5) - 74/math.Pow(z, 7) + 706/math.Pow(z, 9)
			want := -excess * (z + excess) / (sigma * sigma)
			if got := boxCurvature(u, 1, sigma); math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("sigma %v, z %v: %v, want %v", sigma, z, got, want)
			}
		}
	}
}

// In the middle of a box of half side b deviations the curvature is −2bφ(b)/(2Φ(b) − 1), and where both ways around
// cancellation meet, at the edges and at b = ½, they agree.
func TestBoxCurvatureInTheMiddleAndAtTheSeams(t *testing.T) {
	for _, b := range []float64{1e-6, .01, .3, .4999999999, .5, 1, 3, 10} {
		want := -2 * b * normalDensity(b) / math.Erf(b/math.Sqrt2)
		if got := boxCurvature(0, 2*b, 2); math.Abs(4*got-want) > 1e-11 {
			t.Errorf("b = %v: %v, want %v", b, 4*got, want)
		}
		for _, u := range []float64{b, -b} {
			inside, outside := boxCurvature(u*(1-1e-12), b, 1), boxCurvature(u*(1+1e-12), b, 1)
			if math.Abs(inside-outside) > 1e-10 {
				t.Errorf("b = %v: %v inside the edge, %v outside", b, inside, outside)
			}
		}
	}
	for _, a := range []float64{0, .2, .499} {
		if below, above := boxCurvature(a, .5-1e-12, 1), boxCurvature(a, .5, 1); math.Abs(below-above) > 1e-10 {
			t.Errorf("a = %v: %v below b = ½, %v above", a, below, above)
		}
	}
}

func TestScoreJacobiansOnAnyThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	m := builtins[0].Mixture().At(0.9, 0.2)
	x := make([]Point, 1000)
	Draw(x, nil, m, 1, Drawn, 0)
	for _, threads := range []int{1, 4} {
		runtime.GOMAXPROCS(threads)
		score, hessian := make([]Point, len(x)), make([][3]float64, len(x))
		m.ScoreJacobians(score, hessian, x)
		for i := range x {
			if s, h := m.ScoreJacobian(x[i]); s != score[i] || h != hessian[i] {
				t.Fatalf("%d threads: point %d differs from the same point alone", threads, i)
			}
		}
	}
}
