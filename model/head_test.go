package model

import (
	"math"
	"testing"
)

// A network that puts out just what its prediction stands for must predict just the noise, at any log-SNR.
func TestHeadsRecoverTheNoise(t *testing.T) {
	const x0, noise = 1.3, -.7
	for name, output := range map[string]func(a, sigma float64) float64{
		"eps": func(_, _ float64) float64 { return noise },
		"v":   func(a, sigma float64) float64 { return a*noise - sigma*x0 }, // Salimans & Ho 2022, section 4
		"x0":  func(_, _ float64) float64 { return x0 },
	} {
		for _, logSNR := range []float64{-10, -3, 0, .5, 9} {
			a, sigma := SignalNoise(logSNR)
			p, q := Config{Predict: name}.Head(logSNR)
			if got := p*output(a, sigma) + q*(a*x0+sigma*noise); math.Abs(got-noise) > 1e-10 {
				t.Errorf("%s at log-SNR %v: noise %v, want %v", name, logSNR, got, noise)
			}
		}
	}
}
