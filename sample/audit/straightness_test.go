package audit

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// straightness measures the exact denoiser of a distribution.
func straightness(t *testing.T, distribution *mixture.Mixture, n int) Straightness {
	points := make([]data.Point, n)
	data.Draw(points, nil, distribution, 1, data.Drawn, 0)
	return must.Get(MeasureStraightness(t.Context(), sample.Exact{Distribution: distribution}, points, 1))
}

// A coordinate N(0, c) of the data has the standard deviation r = √((1−t)² c + t²) at t, and the flow only stretches it. So the energy of
// the path that starts at z is z² ∫ (dr/dt)² dt. The least energy is (√c − 1)²: of finitely many points it is more. Paths to nearly one
// point are straight.
func TestStraightnessOfAGaussian(t *testing.T) {
	const n = 1000
	for _, c := range [][2]float64{{.3, .3}, {.05, 2}, {4, .5}, {1e-4, 1e-4}} {
		s := straightness(t, mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{c[0], 0, c[1]}}}), n)
		z := make([]data.Point, n)
		sample.Noise{Seed: 1}.Start(z)
		energy, least := 0.0, 0.0
		for k, c := range c {
			axis := quad.Fixed(func(t float64) float64 {
				return math.Pow(t-(1-t)*c, 2) / ((1-t)*(1-t)*c + t*t)
			}, 0, 1, 400, quad.Legendre{}, 0)
			for _, p := range z {
				energy += axis * p[k] * p[k] / n
			}
			least += math.Pow(math.Sqrt(c)-1, 2)
		}
		if math.Abs(s.Energy-energy) > 5e-3*energy {
			t.Errorf("N(0, %v): energy %v, want %v", c, s.Energy, energy)
		}
		if math.Abs(s.Least-least) > .25*least+.04 {
			t.Errorf("N(0, %v): least energy %v, want %v", c, s.Least, least)
		}
		if want := math.Abs(s.Energy-s.Least) / s.Least; s.NPE != want || c[0] < 1e-3 && s.NPE > .02 {
			t.Errorf("N(0, %v): NPE %v, want %v", c, s.NPE, want)
		}
	}
}

// The energy by another route, without paths: with ε* the x_t of all paths have the distribution of noised data, and û is a mean, E[ε − x_0 | x_t].
// Both are means over thousands of points: the bound is 5 standard errors of both.
func TestStraightnessWithoutPaths(t *testing.T) {
	const n, times = 1500, 25
	for _, name := range []string{"eightgaussians", "checkerboard"} {
		distribution := standardised(t, name)
		s := straightness(t, distribution, n)
		var mean, variance float64
		for i := range times {
			at := (float64(i) + .5) / times
			logSNR := 2 * math.Log((1-at)/at)
			signal, sigma := model.SignalNoise(logSNR)
			x, eps := make([]data.Point, n), make([]data.Point, n)
			data.Draw(x, nil, distribution.At(signal, sigma), 5, data.Drawn, i)
			sample.Exact{Distribution: distribution}.PredictNoise(eps, x, logSNR)
			var sum, squares float64
			for k := range x {
				energy := 0.0
				for axis := range x[k] {
					energy += math.Pow(eps[k][axis]-(x[k][axis]-sigma*eps[k][axis])/signal, 2)
				}
				sum, squares = sum+energy, squares+energy*energy
			}
			mean += sum / n / times
			variance += (squares/n - math.Pow(sum/n, 2)) / n / times / times
		}
		if bound := 5 * math.Hypot(s.SE*s.Least, math.Sqrt(variance)); math.Abs(s.Energy-mean) > bound+2e-3 {
			t.Errorf("%s: energy of the paths %v, without paths %v ± %v", name, s.Energy, mean, bound)
		}
		if s.Energy < s.Least {
			t.Errorf("%s: %+v has less than the least energy", name, s)
		}
	}
}

func TestStraightnessEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	distribution := standardised(t, "square")
	if _, err := MeasureStraightness(ctx, sample.Exact{Distribution: distribution}, make([]data.Point, 3), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
