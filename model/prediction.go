package model

import (
	"ddpm/data/named"

	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// prediction says what the output F of the last layer stands for. In x = a·x_0 + σ·ε, a² + σ² = 1, each choice makes the
// predicted noise a sum ε̂ = p·F + q·x, with p and q from the log-SNR.
type prediction func(logSNR float64) (p, q float64)

// predictions has what Config.Predict names.
var predictions = named.Table[prediction]{Kind: "predict", Entries: []named.Entry[prediction]{
	// F is ε̂ (Ho et al. 2020).
	{Name: "eps", Value: func(float64) (p, q float64) { return 1, 0 }},
	// F is v̂, v = a·ε − σ·x_0 (Salimans & Ho 2022): p = a, q = σ. Then x̂_0 = a·x − σ·F: an error of F is never divided by
	// a, so points that lie farther out than any that were trained on find their way back.
	{Name: "v", Value: SignalNoise},
	// F is x̂_0 (Ho et al. 2020, section 3.2): ε̂ = (x − a·F)/σ. An error of F grows by a/σ, so near the data the noise is
	// known only roughly.
	{Name: "x0", Value: func(logSNR float64) (p, q float64) {
		signal, noise := SignalNoise(logSNR)
		return -signal / noise, 1 / noise
	}},
	// F is û, u = ε − x_0, the velocity of flow matching (Lipman et al. 2023): ε̂ = (x + a·F)/(a + σ), whatever the schedule is.
	{Name: "u", Value: func(logSNR float64) (p, q float64) {
		signal, noise := SignalNoise(logSNR)
		return signal / (signal + noise), 1 / (signal + noise)
	}},
}}

// DefaultPredict is the prediction that does well on all built-in distributions.
const DefaultPredict = "v"

// PredictionNames returns what Config.Predict may be.
func PredictionNames() []string { return predictions.Names() }

// Head returns the p and q that make the predicted noise ε̂ = p·F + q·x of the output F of a network of this shape. It panics
// if Predict names no prediction.
func (c Config) Head(logSNR float64) (p, q float64) {
	choice, err := predictions.Find(c.Predict)
	if err != nil {
		panic("model: " + err.Error())
	}
	return choice.Value(logSNR)
}

// addHead adds the operation that turns the output F of shape (n, 2), with x of shape (n, 2) and log-SNRs of shape (n, 1),
// into ε̂ = p·F + q·x of shape (n, 2). It is differentiable in F.
func addHead(of prediction, output, x, logSNR *G.Node) *G.Node {
	rows := output.Shape()[0]
	byF := make([]float32, 2*rows) // (n, 2): p, the derivative of ε̂ in F
	head := &op{name: "head", differentiable: 1}
	head.run = func(noise blas32.General, in []blas32.General) {
		f, x, logSNR := in[0].Data, in[1].Data, in[2].Data
		var p, q float64
		for i, level := range logSNR {
			if i == 0 || level != logSNR[i-1] { // neighbours often share a log-SNR
				p, q = of(float64(level))
			}
			for k := 2 * i; k < 2*i+2; k++ {
				byF[k] = float32(p)
				noise.Data[k] = byF[k]*f[k] + float32(q)*x[k]
			}
		}
	}
	head.backward = func(_ G.Nodes, y, dy *G.Node) G.Nodes { return G.Nodes{times(dy, y, byF)} }
	return head.addTo(newMatrix(rows, 2, nil), output, x, logSNR)
}
