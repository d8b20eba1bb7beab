package model

import (
	"errors"
	"math"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// Frequencies are angular frequencies in geometric progression. A number u becomes 2·Count features, sin ωu and cos ωu. A small
// network of u itself can only learn functions that change slowly with u; of these features it can learn others (Tancik et al. 2020).
type Frequencies struct {
	Lowest  float64 `json:"lowest"`
	Highest float64 `json:"highest"`
	Count   int     `json:"count"`
}

func (f Frequencies) validate() error {
	if f.Count < 1 || f.Count > 4096 || !(f.Lowest > 0 && f.Lowest <= f.Highest && f.Highest <= math.MaxFloat32) {
		return errors.New("frequencies: want at least one frequency, and 0 < lowest ≤ highest")
	}
	return nil
}

// Omega returns the frequencies, of shape (Count), from the lowest to the highest.
func (f Frequencies) Omega() []float32 {
	omega := make([]float32, f.Count)
	for i := range omega {
		along := float64(i) / math.Max(1, float64(f.Count-1))
		omega[i] = float32(f.Lowest * math.Pow(f.Highest/f.Lowest, along))
	}
	return omega
}

// addFeatures adds the operation that turns points x of shape (n, 2) and log-SNRs of shape (n, 1) into the network's input,
// the sines and cosines of x₀, of x₁ and of the log-SNR side by side. If the network has classes, the third input has those of the
// points, of shape (n, 1), and one more column for each class follows: 1 for the point's own class, 0 for all others, and for
// all of them where the class is negative. It is differentiable in x.
func addFeatures(config Config, in ...*G.Node) *G.Node {
	rows, omega, omegaLogSNR := in[0].Shape()[0], config.Coordinate.Omega(), config.LogSNR.Omega()
	wide := 2 * len(omega) // columns of one coordinate
	damp := newDamping(config, rows)
	features := &op{name: "features", differentiable: 1}
	features.run = func(y blas32.General, in []blas32.General) {
		x, logSNR := in[0], in[1]
		kernel.Fourier(columns(y, 0, wide), column(x, 0), omega)
		kernel.Fourier(columns(y, wide, wide), column(x, 1), omega)
		damp(columns(y, 0, 2*wide), logSNR.Data)
		kernel.Fourier(columns(y, 2*wide, 2*len(omegaLogSNR)), column(logSNR, 0), omegaLogSNR)
		if config.Classes > 0 {
			oneHot(columns(y, y.Cols-config.Classes, config.Classes), in[2].Data)
		}
	}
	features.backward = func(_ G.Nodes, y, dy *G.Node) G.Nodes { return G.Nodes{addFeaturesGradient(omega, y, dy)} }
	return features.addTo(newMatrix(rows, config.features(), nil), in...)
}

// addFeaturesGradient adds dx from dy and the features themselves: d sin ωu = ω cos ωu du, d cos ωu = −ω sin ωu du, damped or not.
func addFeaturesGradient(omega []float32, y, dy *G.Node) *G.Node {
	k := len(omega)
	gradient := &op{name: "features gradient", run: func(dx blas32.General, in []blas32.General) {
		y, dy := in[0], in[1]
		for i := range dx.Rows {
			for axis := range dx.Cols {
				first := axis * 2 * k
				waves, dWaves := y.Data[i%y.Rows*y.Stride+first:], dy.Data[i*dy.Stride+first:]
				sin, cos := waves[:k], waves[k:][:k]
				dSin, dCos := dWaves[:k], dWaves[k:][:k]
				var sum float32
				for j, omega := range omega {
					sum += omega * (dSin[j]*cos[j] - dCos[j]*sin[j])
				}
				dx.Data[i*dx.Stride+axis] = sum
			}
		}
	}}
	return gradient.addTo(newMatrix(dy.Shape()[0], 2, nil), y, dy)
}

// column views column j of m as a vector.
func column(m blas32.General, j int) blas32.Vector {
	return blas32.Vector{N: m.Rows, Inc: m.Stride, Data: m.Data[j:]}
}

// columns views n columns of m from the first.
func columns(m blas32.General, first, n int) blas32.General {
	return blas32.General{Rows: m.Rows, Cols: n, Stride: m.Stride, Data: m.Data[first:]}
}

// smallestExponent bounds the exponents of the damping from below. Its exponential is far below what matters, and far above the
// smallest float32.
const smallestExponent = -40

// newDamping returns a function that multiplies each wave of frequency ω, in rows with the given log-SNRs, by exp(−½ω²s²), s =
// damping·σ with σ² = 1 − ᾱ = 1/(1 + SNR). That is the wave's mean over a Gaussian of standard deviation s (Barron et al. 2021,
// mip-NeRF, eq. 13). Points noised by σ have no detail much finer than σ: there finer waves would only add ripples. Points with little
// noise have fine detail, and there fine waves stay.
func newDamping(config Config, rows int) func(waves blas32.General, logSNR []float32) {
	if config.Damping == 0 {
		return func(blas32.General, []float32) {}
	}
	omega := config.Coordinate.Omega()
	k := len(omega)
	squares := general(newMatrix(1, k, nil))     // ω²
	exponent := general(newMatrix(rows, 1, nil)) // −½s²
	factors := general(newMatrix(rows, k, nil))  // exp(−½ω²s²)
	f32.Mul(squares.Data, omega, omega)
	return func(waves blas32.General, logSNR []float32) {
		var variance float64
		for i, u := range logSNR {
			if i == 0 || u != logSNR[i-1] {
				variance = config.Damping * config.Damping / (1 + math.Exp(float64(u)))
			}
			exponent.Data[i] = float32(-.5 * variance)
		}
		kernel.Mul(factors, kernel.Zero, exponent, squares)
		f32.Clamp(factors.Data, factors.Data, smallestExponent, 0)
		f32.Exp(factors.Data, factors.Data)
		for i := range logSNR {
			row, factor := waves.Data[i*waves.Stride:][:waves.Cols], factors.Data[i*k:][:k]
			for first := 0; first < len(row); first += k {
				f32.Mul(row[first:][:k], row[first:][:k], factor)
			}
		}
	}
}

// oneHot sets row i of y to zeros, and y[i][class[i]] to 1 unless the class is negative.
func oneHot(y blas32.General, class []float32) {
	for i, c := range class {
		row := y.Data[i*y.Stride:][:y.Cols]
		clear(row)
		if c >= 0 {
			row[int(c)] = 1
		}
	}
}
