package mixture

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestScoreIsTheGradientAndItsJacobianTheHessianOfAnyMixture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "distribution").At(0.9, 0.1), anyPoint(8).Draw(t, "x")
		checkScore(t, m, x)
		checkHessian(t, m, x)
	})
}

// At z standard deviations outside one edge, with the other edge far away, the score is −1/R(z), where R is Mills' ratio. Its derivative is
// zR − 1. So the curvature is (z − 1/R)/R, with 1/R = z + 1/z − 2/z³ + 10/z⁵ − 74/z⁷ + 706/z⁹ − …
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

// In the middle of a box whose half side is b standard deviations, the curvature is −2bφ(b)/(2Φ(b) − 1). At the edges and at b = ½, where
// boxCurvature changes from one formula to the other, both agree.
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
