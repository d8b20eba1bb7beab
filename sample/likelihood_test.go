package sample

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"ddpm/data"

	"github.com/google/go-cmp/cmp"
)

func logDensities(t *testing.T, denoiser Differentiable, y []data.Point) []float64 {
	t.Helper()
	log := make([]float64, len(y))
	if err := LogDensities(context.Background(), log, denoiser, y, Precise); err != nil {
		t.Fatal(err)
	}
	return log
}

// With ε* the flow must give the exact density of every law, at its points, at those without noise and off the law, where
// densities below e^−20 may be off by 2e-5 of their logarithm.
func TestExactDenoiserHasTheExactDensity(t *testing.T) {
	for _, b := range data.Builtins() {
		t.Run(b.Name, func(t *testing.T) {
			law := data.NewStandardizer(b.Mixture()).Law(b.Mixture())
			blurred := law.At(1, Sharpness)
			y := make([]data.Point, 240)
			data.Draw(y[:160], nil, blurred, 1, data.Drawn, 0)
			data.Draw(y[160:200], nil, law, 1, data.Drawn, 1)
			data.Draw(y[200:], nil, law.At(1, .3), 1, data.Drawn, 2)
			for i, got := range logDensities(t, Exact{law}, y) {
				if want := blurred.LogDensity(y[i]); math.Abs(got-want) > 1e-3+2e-5*max(0, -want-20) {
					t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
				}
			}
		})
	}
}

// Where the data are N(0, I) the flow stands still, and all that is left is the scaling.
func TestNormalStandsStill(t *testing.T) {
	law := data.NewMixture([]data.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	y := []data.Point{{0, 0}, {1, -2}, {8, 3}}
	for i, got := range logDensities(t, Exact{law}, y) {
		if want := law.At(1, Sharpness).LogDensity(y[i]); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
		}
	}
}

// At up to 30 deviations from a Gaussian the log-density, down to −1000, is good to 3e-5 of itself.
func TestGaussianFarOut(t *testing.T) {
	law := data.NewMixture([]data.Component{{Weight: 1, Cov: [3]float64{1, .4, 1}}})
	exact := law.At(1, Sharpness)
	y := []data.Point{{0, 0}, {10, -3}, {-20, 20}, {.7, -.4}, {30, 0}}
	for i, got := range logDensities(t, Exact{law}, y) {
		if want := exact.LogDensity(y[i]); math.Abs(got-want) > 1e-3+3e-5*math.Abs(want) {
			t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
		}
	}
}

func TestExactJacobianIsTheDerivative(t *testing.T) {
	law := data.NewMixture([]data.Component{gaussian, {Weight: 1, Mean: data.Point{-1, 1}, Half: data.Point{.5, .25}}})
	const step = 1e-5
	for _, logSNR := range []float64{-8, 0, 4} {
		for _, at := range []data.Point{{0, 0}, {-1.4, 1.1}, {3, -2}} {
			x := []data.Point{at, {at[0] + step, at[1]}, {at[0] - step, at[1]}, {at[0], at[1] + step}, {at[0], at[1] - step}}
			noise, jacobian, want := make([]data.Point, 5), make([][4]float64, 5), make([]data.Point, 5)
			Exact{law}.PredictNoiseJacobian(noise, jacobian, x, logSNR)
			Exact{law}.PredictNoise(want, x, logSNR)
			for i := range noise {
				if math.Hypot(noise[i][0]-want[i][0], noise[i][1]-want[i][1]) > 1e-12 {
					t.Errorf("noise %v, want %v", noise[i], want[i])
				}
			}
			for row := range 2 {
				for column := range 2 {
					slope := (want[1+2*column][row] - want[2+2*column][row]) / (2 * step)
					if got := jacobian[0][2*row+column]; math.Abs(got-slope) > 1e-6 {
						t.Errorf("at %v, log-SNR %v: ∂ε%d/∂x%d is %v, differences say %v", at, logSNR, row, column, got, slope)
					}
				}
			}
		}
	}
}

// A Runge–Kutta method integrates polynomials: a step of order 5 those of degree 4, and the difference from order 4, those
// of degree 3, is zero. Each stage's weights sum to its node.
func TestDormandPrinceIntegratesPolynomials(t *testing.T) {
	last := len(dpNode) - 1
	for s, weights := range dpStage {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		if math.Abs(sum-dpNode[s]) > 1e-13 {
			t.Errorf("the weights of stage %d sum to %v, want %v", s, sum, dpNode[s])
		}
	}
	for degree := range 5 {
		integral, difference := 0.0, 0.0
		for s, node := range dpNode {
			if s < last {
				integral += dpStage[last][s] * math.Pow(node, float64(degree))
			}
			difference += dpError[s] * math.Pow(node, float64(degree))
		}
		if want := 1 / float64(degree+1); math.Abs(integral-want) > 1e-13 {
			t.Errorf("the integral of x^%d is %v, want %v", degree, integral, want)
		}
		if (math.Abs(difference) < 1e-13) != (degree < 4) {
			t.Errorf("the error estimate of x^%d is %v", degree, difference)
		}
	}
}

// What a point gets depends neither on the other points nor on the number of cores.
func TestLikelihoodsAreTheirOwn(t *testing.T) {
	b, _ := data.Lookup("lopsided")
	law := data.NewStandardizer(b.Mixture()).Law(b.Mixture())
	y := make([]data.Point, 300)
	data.Draw(y, nil, law, 1, data.Drawn, 0)
	all := logDensities(t, Exact{law}, y)
	if !cmp.Equal(logDensities(t, Exact{law}, y[7:8]), all[7:8]) {
		t.Error("the likelihood of a point depends on others")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 4} {
		runtime.GOMAXPROCS(threads)
		if !slices.Equal(logDensities(t, Exact{law}, y), all) {
			t.Errorf("%d threads give other likelihoods", threads)
		}
	}
}

func TestLikelihoodEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	law := data.NewMixture([]data.Component{gaussian})
	if err := LogDensities(ctx, make([]float64, 2), Exact{law}, make([]data.Point, 2), Precise); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
