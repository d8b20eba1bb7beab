package model

import (
	"math"

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
}

func newHead(output *G.Node, of *prediction) *head {
	shape := output.Shape()
	return &head{differentiable{newOp("head", 3, newMatrix(shape[0], shape[1], nil)), 1}, of}
}

func (h *head) Do(inputs ...G.Value) (G.Value, error) {
	f, x, logSNR := general(inputs[0]).Data, general(inputs[1]).Data, general(inputs[2]).Data
	noise := h.result.Float32s()
	h.eachRow(logSNR, func(i int, p, q float32) {
		noise[i] = p*f[i] + q*x[i]
		noise[i+1] = p*f[i+1] + q*x[i+1]
	})
	return h.result, nil
}

// eachRow calls do for each row, with the index of its first element and its coefficients. Neighbours often share a
// log-SNR.
func (h *head) eachRow(logSNR []float32, do func(i int, p, q float32)) {
	last := float32(math.NaN())
	var p, q float64
	for row, level := range logSNR {
		if level != last {
			p, q = h.of.coefficients(float64(level))
			last = level
		}
		do(2*row, float32(p), float32(q))
	}
}

func (h *head) SymDiff(inputs G.Nodes, _, dy *G.Node) (G.Nodes, error) {
	gradients := make(G.Nodes, 3)
	for i := range 2 {
		shape := inputs[i].Shape()
		var err error
		d := &headGrad{newOp("headGrad", 2, newMatrix(shape[0], shape[1], nil)), h, i == 1}
		if gradients[i], err = G.ApplyOp(d, dy, inputs[2]); err != nil {
			return nil, err
		}
	}
	return gradients, nil
}

// headGrad is p·dy, the gradient of F, or q·dy, that of x.
type headGrad struct {
	op
	of *head
	x  bool
}

func (d *headGrad) Do(inputs ...G.Value) (G.Value, error) {
	dy, result := general(inputs[0]).Data, d.result.Float32s()
	d.of.eachRow(general(inputs[1]).Data, func(i int, p, q float32) {
		if d.x {
			p = q
		}
		result[i], result[i+1] = p*dy[i], p*dy[i+1]
	})
	return d.result, nil
}
