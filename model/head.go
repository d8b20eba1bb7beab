package model

import (
	G "gorgonia.org/gorgonia"
)

// prediction is what the output F of the last layer stands for. In x = a·x_0 + σ·ε, a² + σ² = 1, each choice makes the
// predicted noise a sum ε̂ = p·F + q·x.
type prediction struct {
	name         string
	coefficients func(logSNR float64) (p, q float64)
}

// predictions has what Config.Predict names.
var predictions = []prediction{
	// F is ε̂ (Ho et al. 2020).
	{"eps", func(float64) (p, q float64) { return 1, 0 }},
	// F is v̂, v = a·ε − σ·x_0 (Salimans & Ho 2022): p = a, q = σ. Then x̂_0 = a·x − σ·F: an error of F is never divided by
	// a, so points that lie farther out than any that were trained on find their way back.
	{"v", SignalNoise},
	// F is x̂_0 (Ho et al. 2020, section 3.2): ε̂ = (x − a·F)/σ. An error of F grows by a/σ, so near the data the noise is
	// known only roughly.
	{"x0", func(logSNR float64) (p, q float64) {
		signal, noise := SignalNoise(logSNR)
		return -signal / noise, 1 / noise
	}},
}

// DefaultPredict is the prediction that does well on all built-in distributions.
const DefaultPredict = "v"

// PredictionNames returns what Config.Predict may be.
func PredictionNames() []string {
	var names []string
	for _, p := range predictions {
		names = append(names, p.name)
	}
	return names
}

// Head returns the p and q that make the predicted noise ε̂ = p·F + q·x of the output F of a network of this shape. It panics
// if Predict names no prediction.
func (c Config) Head(logSNR float64) (p, q float64) {
	of := predictionNamed(c.Predict)
	if of == nil {
		panic("model: no such prediction")
	}
	return of.coefficients(logSNR)
}

// predictionNamed returns the prediction of that name, or nil.
func predictionNamed(name string) *prediction {
	for i := range predictions {
		if predictions[i].name == name {
			return &predictions[i]
		}
	}
	return nil
}

// head is the operation that turns the output F of shape (n, 2), with x of shape (n, 2) and log-SNRs of shape (n, 1),
// into ε̂. It is differentiable in F and x.
type head struct {
	differentiable
	of *prediction
	by [2][]float32 // (n) each: what ε̂ has of F and of x, p and q, left by the last run for headGrad
}

func newHead(output *G.Node, of *prediction) *head {
	rows := output.Shape()[0]
	op := differentiable{newOp("head", 3, newMatrix(rows, 2, nil)), 1}
	return &head{op, of, [2][]float32{make([]float32, rows), make([]float32, rows)}}
}

func (h *head) Do(inputs ...G.Value) (G.Value, error) {
	f, x, logSNR := general(inputs[0]).Data, general(inputs[1]).Data, general(inputs[2]).Data
	noise := h.result.Float32s()
	var p, q float64
	for i, level := range logSNR {
		if i == 0 || level != logSNR[i-1] { // neighbours often share a log-SNR
			p, q = h.of.coefficients(float64(level))
		}
		h.by[0][i], h.by[1][i] = float32(p), float32(q)
		for axis := 2 * i; axis < 2*i+2; axis++ {
			noise[axis] = float32(p)*f[axis] + float32(q)*x[axis]
		}
	}
	return h.result, nil
}

func (h *head) SymDiff(inputs G.Nodes, output, dy *G.Node) (G.Nodes, error) {
	gradients := make(G.Nodes, 3)
	for i, by := range h.by {
		var err error
		d := &headGrad{newOp("headGrad", 2, newMatrix(dy.Shape()[0], 2, nil)), by}
		if gradients[i], err = G.ApplyOp(d, dy, output); err != nil {
			return nil, err
		}
	}
	return gradients, nil
}

// headGrad is p·dy, the gradient of F, or q·dy, that of x. Its second input, the head's output, only makes sure that p and q are
// there.
type headGrad struct {
	op
	by []float32 // (n)
}

func (d *headGrad) Do(inputs ...G.Value) (G.Value, error) {
	dy, result := general(inputs[0]).Data, d.result.Float32s()
	for ; len(dy) > 0; dy, result = dy[2*len(d.by):], result[2*len(d.by):] {
		for i, c := range d.by {
			result[2*i], result[2*i+1] = c*dy[2*i], c*dy[2*i+1]
		}
	}
	return d.result, nil
}
