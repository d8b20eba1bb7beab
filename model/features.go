package model

import (
	"errors"
	"math"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// Frequencies are angular frequencies in geometric progression. A number u becomes 2·Count features, sin ωu and cos ωu:
// a small network cannot bend quickly enough in u itself, but it can weigh waves (Tancik et al. 2020).
type Frequencies struct {
	Lowest  float64 `json:"lowest"`
	Highest float64 `json:"highest"`
	Count   int     `json:"count"`
}

func (f Frequencies) validate() error {
	if f.Count < 1 || f.Count > 4096 || !(f.Lowest > 0 && f.Lowest <= f.Highest && f.Highest <= math.MaxFloat32) {
		return errors.New("want at least one frequency, and 0 < lowest ≤ highest")
	}
	return nil
}

// omega returns the frequencies, of shape (Count).
func (f Frequencies) omega() []float32 {
	omega := make([]float32, f.Count)
	for i := range omega {
		along := float64(i) / math.Max(1, float64(f.Count-1))
		omega[i] = float32(f.Lowest * math.Pow(f.Highest/f.Lowest, along))
	}
	return omega
}

// features is the operation that turns points x of shape (n, 2) and log-SNRs of shape (n, 1) into the network's input,
// the sines and cosines of x₀, of x₁ and of the log-SNR side by side. If there are classes, it also takes those of the
// points, of shape (n, 1), and the input goes on with one number a class: 1 for the point's own, 0 for all others, and for
// all of them where the class is negative. It is differentiable in x.
type features struct {
	differentiable
	coordinate, logSNR []float32 // ω
	classes            int

	damping  float64
	squares  blas32.General // (1, Count), ω² of the coordinates
	variance blas32.General // (n, 1), of the Gaussian that waves are averaged over, times −½
	factor   blas32.General // (n, Count), of the waves
}

func newFeatures(x *G.Node, config Config) *features {
	f := &features{coordinate: config.Coordinate.omega(), logSNR: config.LogSNR.omega(), classes: config.Classes, damping: config.Damping}
	rows, count := x.Shape()[0], len(f.coordinate)
	f.squares, f.variance = general(newMatrix(1, count, nil)), general(newMatrix(rows, 1, nil))
	f.factor = general(newMatrix(rows, count, nil))
	f32.Mul(f.squares.Data, f.coordinate, f.coordinate)
	arity := 2
	if f.classes > 0 {
		arity = 3
	}
	f.differentiable = differentiable{newOp("features", arity, newMatrix(rows, config.features(), nil)), arity - 1}
	return f
}

// column views column j of m as a vector.
func column(m blas32.General, j int) blas32.Vector {
	return blas32.Vector{N: m.Rows, Inc: m.Stride, Data: m.Data[j:]}
}

// columns views n columns of m from the first.
func columns(m blas32.General, first, n int) blas32.General {
	return blas32.General{Rows: m.Rows, Cols: n, Stride: m.Stride, Data: m.Data[first:]}
}

func (f *features) Do(inputs ...G.Value) (G.Value, error) {
	x, logSNR, y := general(inputs[0]), general(inputs[1]), general(f.result)
	wide := 2 * len(f.coordinate)
	kernel.Fourier(columns(y, 0, wide), column(x, 0), f.coordinate)
	kernel.Fourier(columns(y, wide, wide), column(x, 1), f.coordinate)
	f.damp(columns(y, 0, 2*wide), logSNR.Data)
	kernel.Fourier(columns(y, 2*wide, 2*len(f.logSNR)), column(logSNR, 0), f.logSNR)
	if f.classes > 0 {
		oneHot(columns(y, y.Cols-f.classes, f.classes), general(inputs[2]).Data)
	}
	return f.result, nil
}

// negligible is where an exponent's power counts as no smaller, long before it is too small for a float32.
const negligible = -40

// damp multiplies each wave of frequency ω by exp(−½ω²s²), s = damping·σ with σ² = 1 − ᾱ = 1/(1 + SNR): its mean over a Gaussian of
// standard deviation s (Barron et al. 2021, mip-NeRF, eq. 13). What is noised by σ has no detail much finer than σ, so a wave
// that is could only add ripples; where there is little noise, the fine ones are all there.
func (f *features) damp(waves blas32.General, logSNR []float32) {
	if f.damping == 0 {
		return
	}
	var variance float64
	for i, u := range logSNR {
		if i == 0 || u != logSNR[i-1] {
			variance = f.damping * f.damping / (1 + math.Exp(float64(u)))
		}
		f.variance.Data[i] = float32(-.5 * variance)
	}
	factor := f.factor.Data
	kernel.Mul(f.factor, kernel.Zero, f.variance, f.squares)
	f32.Clamp(factor, factor, negligible, 0)
	f32.Exp(factor, factor)
	k := len(f.coordinate)
	for i := range logSNR {
		row := waves.Data[i*waves.Stride:][:waves.Cols]
		for first := 0; first < len(row); first += k {
			wave := row[first:][:k]
			f32.Mul(wave, wave, factor[i*k:][:k])
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

func (f *features) SymDiff(inputs G.Nodes, output, dy *G.Node) (G.Nodes, error) {
	dx, err := G.ApplyOp(&featuresGrad{newOp("featuresGrad", 2, newMatrix(dy.Shape()[0], 2, nil)), f.coordinate}, dy, output)
	gradients := make(G.Nodes, len(inputs))
	gradients[0] = dx
	return gradients, err
}

// featuresGrad is dx from dy and the features themselves: d sin ωu = ω cos ωu du, d cos ωu = −ω sin ωu du, damped or not.
type featuresGrad struct {
	op
	omega []float32
}

func (f *featuresGrad) Do(inputs ...G.Value) (G.Value, error) {
	dy, y, dx := general(inputs[0]), general(inputs[1]), general(f.result)
	k := len(f.omega)
	for i := range dx.Rows {
		for axis := range dx.Cols {
			first := axis * 2 * k
			waves, dWaves := y.Data[i%y.Rows*y.Stride+first:], dy.Data[i*dy.Stride+first:]
			sin, cos := waves[:k], waves[k:][:k]
			dSin, dCos := dWaves[:k], dWaves[k:][:k]
			var sum float32
			for j, omega := range f.omega {
				sum += omega * (dSin[j]*cos[j] - dCos[j]*sin[j])
			}
			dx.Data[i*dx.Stride+axis] = sum
		}
	}
	return f.result, nil
}
