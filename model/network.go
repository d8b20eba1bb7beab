package model

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Config is the shape of a network: Fourier features of the coordinates and of the log-SNR, a dense layer to Width with
// an activation, Blocks residual blocks x + f(x·W + b), and a dense layer to two numbers, from which the noise follows.
// With Classes the first layer also sees the class of a point, one-hot, so each class is a row of its weights; without a
// class it sees zeros, and the network is the unconditional one (Ho & Salimans 2022).
type Config struct {
	Width      int         `json:"width"`
	Blocks     int         `json:"blocks"`
	Activation string      `json:"activation"` // silu or gelu
	Predict    string      `json:"predict"`    // what the last layer's output stands for: eps, v or x0
	Coordinate Frequencies `json:"coordinate"` // in standardised units
	LogSNR     Frequencies `json:"log_snr"`
	Damping    float64     `json:"damping,omitempty"` // of the coordinates' waves, in units of the noise; 0: none
	Classes    int         `json:"classes,omitempty"` // 0: unconditional
}

// The shape that does well on all built-in distributions, within the time of train.DefaultConfig.
const (
	DefaultWidth  = 64
	DefaultBlocks = 5
)

// NewConfig returns the default shape with the given width and number of blocks. Without the damping, high frequencies leave
// ripples, which the divergence of the probability flow, and so the likelihood, suffers from.
func NewConfig(width, blocks int) Config {
	return Config{
		Width: width, Blocks: blocks, Activation: "silu", Predict: DefaultPredict,
		Coordinate: Frequencies{Lowest: .5, Highest: 16, Count: 16},
		LogSNR:     Frequencies{Lowest: .05, Highest: 2, Count: 4},
		Damping:    1.5,
	}
}

// maxClasses bounds how many classes a network tells apart.
const maxClasses = 1 << 12

// maxWeights bounds a network's size, so that a damaged file cannot ask for all memory.
const maxWeights = 1 << 26

func (c Config) validate() error {
	switch {
	case c.Width < 1 || c.Width > 1<<14:
		return fmt.Errorf("width %d: want 1 to %d", c.Width, 1<<14)
	case c.Blocks < 0 || c.Blocks > 1<<10:
		return fmt.Errorf("blocks %d: want 0 to %d", c.Blocks, 1<<10)
	case activationNamed(c.Activation) == nil:
		return fmt.Errorf("activation %q: want silu or gelu", c.Activation)
	case predictionNamed(c.Predict) == nil:
		return fmt.Errorf("predict %q: want one of %s", c.Predict, strings.Join(PredictionNames(), ", "))
	case !(c.Damping >= 0 && c.Damping <= math.MaxFloat32):
		return fmt.Errorf("damping %v: want 0 or more", c.Damping)
	case c.Classes < 0 || c.Classes > maxClasses:
		return fmt.Errorf("classes %d: want 0 to %d", c.Classes, maxClasses)
	}
	if err := cmp.Or(c.Coordinate.validate(), c.LogSNR.validate()); err != nil {
		return fmt.Errorf("frequencies: %w", err)
	}
	if n := c.weights(); n > maxWeights {
		return fmt.Errorf("width %d and blocks %d make %d weights: want at most %d", c.Width, c.Blocks, n, maxWeights)
	}
	return nil
}

// features returns how many features the first layer sees.
func (c Config) features() int { return 2*(2*c.Coordinate.Count+c.LogSNR.Count) + c.Classes }

// layerSpec is what one dense layer of a network is.
type layerSpec struct {
	name     string
	in, out  int
	f        *activation // nil: none
	residual bool
}

func (s layerSpec) weights() int { return (s.in + 1) * s.out }

// layers returns all layers, in order.
func (c Config) layers() []layerSpec {
	f := activationNamed(c.Activation)
	layers := []layerSpec{{"input", c.features(), c.Width, f, false}}
	for i := range c.Blocks {
		layers = append(layers, layerSpec{fmt.Sprintf("block%d", i+1), c.Width, c.Width, f, true})
	}
	return append(layers, layerSpec{"output", c.Width, 2, nil, false})
}

// weights returns how many weights all layers have together.
func (c Config) weights() int {
	n := 0
	for _, s := range c.layers() {
		n += s.weights()
	}
	return n
}

// Network is ε̂(x, log-SNR), the learned prediction of the noise in a point: Gorgonia graphs, and the weights they share.
type Network struct {
	config  Config
	Weights []float32 // layer by layer [W; b] of shape (in+1, out); may be written between calls

	predictors      crew[*predictor]
	differentiators crew[*differentiator]
}

// NewNetwork returns a network of that shape whose weights are all zero. It fails if the shape makes no sense.
func NewNetwork(config Config) (*Network, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	return &Network{config: config, Weights: make([]float32, config.weights())}, nil
}

// Config returns the network's shape.
func (n *Network) Config() Config { return n.config }

// Init draws W from N(0, 1/in), so that activations keep their size from layer to layer, and sets every b, and the
// output layer, to zero. The classes do not count in the first layer's in: all but one of them are zero. With Predict v that
// starts training from ε̂ = σ·x, which is right for x_0 ~ N(0, I).
func (n *Network) Init(rng *rand.Rand) {
	clear(n.Weights)
	rest := n.Weights
	for i, s := range n.config.layers() {
		in := s.in
		if i == 0 {
			in -= n.config.Classes
		}
		if s.f != nil {
			for j := range s.in * s.out {
				rest[j] = float32(rng.NormFloat64() / math.Sqrt(float64(in)))
			}
		}
		rest = rest[s.weights():]
	}
}

// LimitNorms scales each weight matrix of which the root mean squared norm of a unit's weights is above limit down to it. Init
// makes that about 1.
func (n *Network) LimitNorms(limit float64) {
	rest := n.Weights
	for _, s := range n.config.layers() {
		w := rest[:s.in*s.out]
		if norm := math.Sqrt(kernel.SumSquares(w) / float64(s.out)); norm > limit {
			f32.Scale(w, w, float32(limit/norm))
		}
		rest = rest[s.weights():]
	}
}

// inputs are the nodes and buffers that points enter a graph by.
type inputs struct {
	nodes  G.Nodes   // x, log-SNR and, if the network has classes, class
	x      []float32 // (rows, 2)
	logSNR []float32 // (rows, 1)
	class  []float32 // (rows, 1), negative for none; nil if the network has none
}

// newInputs adds the inputs of so many rows to a graph. No row has a class.
func (n *Network) newInputs(g *G.ExprGraph, rows int) inputs {
	x, logSNR := newMatrix(rows, 2, nil), newMatrix(rows, 1, nil)
	in := inputs{nodes: G.Nodes{newInput(g, "x", x), newInput(g, "logSNR", logSNR)}, x: x.Float32s(), logSNR: logSNR.Float32s()}
	if n.config.Classes > 0 {
		class := newMatrix(rows, 1, nil)
		in.nodes, in.class = append(in.nodes, newInput(g, "class", class)), class.Float32s()
		for i := range in.class {
			in.class[i] = noClass
		}
	}
	return in
}

func newInput(g *G.ExprGraph, name string, value *tensor.Dense) *G.Node {
	return G.NewMatrix(g, tensor.Float32, G.WithName(name), G.WithShape(value.Shape()...), G.WithValue(value))
}

// build adds the network to the graph of in and returns its prediction, of shape (rows, 2), and the nodes of its layers'
// weights. The graph has headers of its own over the shared weights: Gorgonia changes headers as it runs. Layers leave
// their weight gradients in gradient, laid out as Weights, or in memory of their own if that is nil.
func (n *Network) build(in inputs, gradient []float32) (prediction *G.Node, weights G.Nodes) {
	x, logSNR := in.nodes[0], in.nodes[1]
	h := apply(newFeatures(x, n.config), in.nodes...)
	at := 0
	for _, s := range n.config.layers() {
		to := at + s.weights()
		w := newInput(h.Graph(), s.name, newMatrix(s.in+1, s.out, n.Weights[at:to:to]))
		var dw []float32
		if gradient != nil {
			dw = gradient[at:to:to]
		}
		h = apply(newLayer(h, w, s.f, s.residual, dw), h, w)
		weights, at = append(weights, w), to
	}
	return apply(newHead(h, predictionNamed(n.config.Predict)), h, x, logSNR), weights
}

// apply is gorgonia.ApplyOp for operations whose shapes are known to fit.
func apply(op G.Op, to ...*G.Node) *G.Node { return G.Must(G.ApplyOp(op, to...)) }
