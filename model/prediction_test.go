package model

import (
	"math"
	"math/rand/v2"
	"testing"

	G "gorgonia.org/gorgonia"

	"ddpm/data/must"
)

// right has, for each prediction, the output F of a network that predicts the noise exactly, for a point x = a·x_0 + σ·ε.
var right = map[string]func(a, sigma, x0, noise float64) float64{
	"eps": func(_, _, _, noise float64) float64 { return noise },
	"v":   func(a, sigma, x0, noise float64) float64 { return a*noise - sigma*x0 }, // Salimans & Ho 2022, section 4
	"x0":  func(_, _, x0, _ float64) float64 { return x0 },
	"u":   func(_, _, x0, noise float64) float64 { return noise - x0 }, // Lipman et al. 2023
}

// A network whose output is exactly what its prediction stands for must predict the noise exactly, at any log-SNR.
func TestHeadsRecoverTheNoise(t *testing.T) {
	const x0, noise = 1.3, -.7
	for name, output := range right {
		for _, logSNR := range []float64{-10, -3, 0, .5, 9} {
			a, sigma := SignalNoise(logSNR)
			p, q := Config{Predict: name}.Head(logSNR)
			if got := p*output(a, sigma, x0, noise) + q*(a*x0+sigma*noise); math.Abs(got-noise) > 1e-10 {
				t.Errorf("%s at log-SNR %v: noise %v, want %v", name, logSNR, got, noise)
			}
		}
	}
}

// Each row of a batch has the noise of its own log-SNR, whatever log-SNRs the rows above have. The rows are float32, and the head
// of x0 divides by σ: hence the tolerance.
func TestHeadRecoversTheNoiseOfEachRow(t *testing.T) {
	for name, output := range right {
		rows := len(mixed)
		rng := rand.New(rand.NewPCG(21, 2))
		f, x, logSNR := newMatrix(rows, 2, nil), newMatrix(rows, 2, nil), newMatrix(rows, 1, append([]float32(nil), mixed...))
		want := make([]float64, 2*rows)
		for i := range want {
			a, sigma := SignalNoise(float64(mixed[i/2]))
			x0, noise := rng.NormFloat64(), rng.NormFloat64()
			f.Float32s()[i], x.Float32s()[i], want[i] = float32(output(a, sigma, x0, noise)), float32(a*x0+sigma*noise), noise
		}
		choice := must.Get(predictions.Find(name))
		g := G.NewGraph()
		node := addHead(choice.Value, newInput(g, "output", f), newInput(g, "x", x), newInput(g, "logSNR", logSNR))
		for i, got := range run(node, f, x, logSNR).Data {
			_, sigma := SignalNoise(float64(mixed[i/2]))
			if math.Abs(float64(got)-want[i]) > 1e-6/sigma {
				t.Errorf("%s, row %d, log-SNR %v: noise %v, want %v", name, i/2, mixed[i/2], got, want[i])
			}
		}
	}
}
