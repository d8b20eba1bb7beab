package model

import (
	"math"
	"math/rand/v2"
	"testing"

	G "gorgonia.org/gorgonia"
)

// mixed are log-SNRs some of which are repeated, in the next row or later.
var mixed = []float32{-.4, 3, -.4, -.4, 3, 9, 3, -8, -.4, 9, 9, -8, 0}

// Frequencies go from the lowest to the highest, each greater than the one before by the same factor. A single frequency is the lowest.
func TestFrequenciesAreGeometric(t *testing.T) {
	for _, f := range []Frequencies{{.5, 16, 16}, {.05, 2, 4}, {3, 3, 5}, {.25, 8, 2}, {7, 7, 1}, {.3, 40, 1}} {
		if err := f.validate(); err != nil {
			t.Errorf("%+v: %v", f, err)
		}
		omega := f.Omega()
		if len(omega) != f.Count || relative(float64(omega[0]), f.Lowest) > 1e-6 ||
			f.Count > 1 && relative(float64(omega[f.Count-1]), f.Highest) > 1e-6 {
			t.Errorf("%+v: the frequencies are %v", f, omega)
		}
		for i := range max(0, f.Count-2) {
			first, second := float64(omega[i+1]/omega[i]), float64(omega[i+2]/omega[i+1])
			if relative(first, second) > 1e-5 {
				t.Errorf("%+v: a factor of %v follows one of %v", f, second, first)
			}
		}
	}
}

// Each wave of a coordinate is the mean of the undamped wave over Gaussian noise of standard deviation Damping·σ around the point.
// The mean is taken by the trapezoidal rule, which is exact to rounding for a Gaussian. σ is that of the row's own log-SNR, whatever
// log-SNRs the rows above have. Waves of the log-SNR are not damped. The damping ranges from almost 1 to almost 0.
func TestWavesAreMeansOverTheNoise(t *testing.T) {
	config := NewConfig(1, 0)
	rows, omega, omegaLogSNR := len(mixed), config.Coordinate.Omega(), config.LogSNR.Omega()
	g := G.NewGraph()
	x, logSNR := newMatrix(rows, 2, nil), newMatrix(rows, 1, append([]float32(nil), mixed...))
	rng := rand.New(rand.NewPCG(21, 1))
	for i := range x.Float32s() {
		x.Float32s()[i] = float32(rng.NormFloat64())
	}
	y := run(addFeatures(config, newInput(g, "x", x), newInput(g, "logSNR", logSNR)), x, logSNR)
	mean := func(f func(float64) float64, omega float32, u, deviation float64) (sum float64) {
		const h = 1. / 32
		for z := -8.; z <= 8; z += h {
			sum += h * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * f(float64(omega)*(u+deviation*z))
		}
		return sum
	}
	for i, level := range mixed {
		row := y.Data[i*y.Stride:][:y.Cols]
		check := func(omega []float32, u float32, deviation float64) {
			for _, f := range []func(float64) float64{math.Sin, math.Cos} {
				for j, w := range omega {
					if want := mean(f, w, float64(u), deviation); math.Abs(float64(row[j])-want) > 1e-5 {
						t.Fatalf("row %d, log-SNR %v: a wave of frequency %v is %v, its mean over the noise %v", i, level, w, row[j], want)
					}
				}
				row = row[len(omega):]
			}
		}
		_, sigma := SignalNoise(float64(level))
		check(omega, x.Float32s()[2*i], config.Damping*sigma)
		check(omega, x.Float32s()[2*i+1], config.Damping*sigma)
		check(omegaLogSNR, level, 0)
	}
}
