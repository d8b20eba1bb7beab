package model

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	G "gorgonia.org/gorgonia"
)

// Config is the shape of a network: Fourier features of the coordinates and of the log-SNR, a dense layer to Width with
// an activation, Blocks residual blocks x + f(x·W + b), and a dense layer to two numbers, from which the noise follows.
// With Classes the first layer also sees the class of a point, one-hot, so each class is a row of its weights; without a
// class it sees zeros, and the network is the unconditional one (Ho & Salimans 2022).
type Config struct {
	Width      int         `json:"width"`
	Blocks     int         `json:"blocks"`
	Activation string      `json:"activation"` // silu or gelu
	Predict    string      `json:"predict"`    // what the last layer's output stands for: eps, v, x0 or u
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

// NewConfig returns the default shape with the given width and number of blocks. Without the damping, high frequencies would leave
// ripples, and with them large errors of the probability flow's divergence, and so of the likelihood.
func NewConfig(width, blocks int) Config {
	return Config{
		Width: width, Blocks: blocks, Activation: "silu", Predict: DefaultPredict,
		Coordinate: Frequencies{Lowest: .5, Highest: 16, Count: 16},
		LogSNR:     Frequencies{Lowest: .05, Highest: 2, Count: 4},
		Damping:    1.5,
	}
}

// maxWeights bounds a network's size, so that a damaged file cannot ask for all memory.
const maxWeights = 1 << 26

func (c Config) validate() error {
	switch {
	case c.Width < 1 || c.Width > 1<<14:
		return fmt.Errorf("width %d: want 1 to %d", c.Width, 1<<14)
	case c.Blocks < 0 || c.Blocks > 1<<10:
		return fmt.Errorf("blocks %d: want 0 to %d", c.Blocks, 1<<10)
	case !(c.Damping >= 0 && c.Damping <= math.MaxFloat32):
		return fmt.Errorf("damping %v: want 0 or more", c.Damping)
	case c.Classes < 0 || c.Classes > 1<<12:
		return fmt.Errorf("classes %d: want 0 to %d", c.Classes, 1<<12)
	}
	_, badActivation := activations.Find(c.Activation)
	_, badPrediction := predictions.Find(c.Predict)
	if err := cmp.Or(badActivation, badPrediction, c.Coordinate.validate(), c.LogSNR.validate()); err != nil {
		return err
	}
	if n := c.weights(); n > maxWeights {
		return fmt.Errorf("width %d and blocks %d make %d weights: want at most %d", c.Width, c.Blocks, n, maxWeights)
	}
	return nil
}

// features returns how many features the first layer sees.
func (c Config) features() int { return 2*(2*c.Coordinate.Count+c.LogSNR.Count) + c.Classes }

// Layer is one dense layer of a network. From x of shape (n, In) it makes z = x·W + b of shape (n, Out), and of that f(z) with the
// network's activation f if it is Activated, and x + f(z) if it is Residual, too.
type Layer struct {
	Name                string // of its tensors: see Network.Tensors
	In, Out             int
	Activated, Residual bool
	first               int // where its weights begin in those of the network
}

func (s Layer) weights() int { return (s.In + 1) * s.Out }

// Layers returns all layers, in order.
func (c Config) Layers() []Layer {
	layers := []Layer{{Name: "input", In: c.features(), Out: c.Width, Activated: true}}
	for i := range c.Blocks {
		layers = append(layers, Layer{Name: fmt.Sprintf("block%d", i+1), In: c.Width, Out: c.Width, Activated: true, Residual: true})
	}
	layers = append(layers, Layer{Name: "output", In: c.Width, Out: 2})
	for i := range layers[1:] {
		layers[i+1].first = layers[i].first + layers[i].weights()
	}
	return layers
}

// weights returns how many weights all layers have together.
func (c Config) weights() int {
	layers := c.Layers()
	last := layers[len(layers)-1]
	return last.first + last.weights()
}

// Network is ε̂(x, log-SNR), the learned prediction of the noise in a point: Gorgonia graphs, and the weights they share.
type Network struct {
	config  Config
	Weights []float32 // layer by layer [W; b] of shape (in+1, out); may be written between calls

	class                       float32 // of the points to predict for; negative: none
	predictors, differentiators *graphs
}

// noClass is the class of a point whose class is not known.
const noClass = -1

// NewNetwork returns a network of that shape whose weights are all zero. It fails if the shape makes no sense.
func NewNetwork(config Config) (*Network, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	n := &Network{config: config, Weights: make([]float32, config.weights()), class: noClass}
	n.predictors = newGraphs(predictRows, func(rows int) *predictor { return newPredictor(n, rows) })
	n.differentiators = newGraphs(jacobianRows, func(rows int) *predictor { return newDifferentiator(n, rows) })
	return n, nil
}

// Class returns a network that shares n's weights and graphs, and whose predictions are for points of a class, from 0. It panics if
// the network has no such class.
func (n *Network) Class(label int) *Network {
	if label < 0 || label >= n.config.Classes {
		panic("model: the network has no such class")
	}
	of := *n
	of.class = float32(label)
	return &of
}

// Config returns the network's shape.
func (n *Network) Config() Config { return n.config }

// Init draws W from N(0, 1/in), so that activations have about the same size in all layers, and sets every b, and the
// output layer, to zero. In the first layer the classes do not count in in, because all but one of their inputs are zero. With Predict
// v, training then starts from ε̂ = σ·x, which is right for x_0 ~ N(0, I).
func (n *Network) Init(rng *rand.Rand) {
	clear(n.Weights)
	for i, s := range n.config.Layers() {
		in := s.In
		if i == 0 {
			in -= n.config.Classes
		}
		if s.Activated {
			for j := range s.In * s.Out {
				n.Weights[s.first+j] = float32(rng.NormFloat64() / math.Sqrt(float64(in)))
			}
		}
	}
}

// LimitNorms scales down each weight matrix in which the root mean square, over the units, of the norm of a unit's weights is above
// limit, so that it becomes limit. After Init it is about 1.
func (n *Network) LimitNorms(limit float64) {
	for _, s := range n.config.Layers() {
		w := n.Weights[s.first:][:s.In*s.Out]
		if norm := math.Sqrt(kernel.SumSquares(w) / float64(s.Out)); norm > limit {
			f32.Scale(w, w, float32(limit/norm))
		}
	}
}

// inputs are the nodes of a graph that stand for points, and the memory that they read.
type inputs struct {
	nodes  G.Nodes   // x, log-SNR and, if the network has classes, class
	x      []float32 // (rows, 2)
	logSNR []float32 // (rows, 1)
	class  []float32 // (rows, 1), negative for none; nil if the network has none
}

// newInputs adds inputs with the given number of rows to a graph. No row has a class.
func (n *Network) newInputs(g *G.ExprGraph, rows int) inputs {
	x, logSNR := newMatrix(rows, 2, nil), newMatrix(rows, 1, nil)
	in := inputs{nodes: G.Nodes{newInput(g, "x", x), newInput(g, "logSNR", logSNR)}, x: x.Float32s(), logSNR: logSNR.Float32s()}
	if n.config.Classes > 0 {
		class := newMatrix(rows, 1, slices.Repeat([]float32{noClass}, rows))
		in.nodes, in.class = append(in.nodes, newInput(g, "class", class)), class.Float32s()
	}
	return in
}

// build adds the network to the graph of in and returns its prediction, of shape (rows, 2), and the nodes of its layers'
// weights. Each graph has its own tensor headers over the shared weights, because Gorgonia changes headers while it runs. Layers
// leave their weight gradients in gradient, laid out as Weights, or in memory of their own if that is nil.
func (n *Network) build(in inputs, gradient []float32) (prediction *G.Node, weights G.Nodes) {
	activate, _ := activations.Find(n.config.Activation) // both are known since validate
	predict, _ := predictions.Find(n.config.Predict)
	h := addFeatures(n.config, in.nodes...)
	for _, s := range n.config.Layers() {
		w := newInput(h.Graph(), s.Name, newMatrix(s.In+1, s.Out, n.Weights[s.first:][:s.weights()]))
		var f activation
		if s.Activated {
			f = activate.Value
		}
		var dw []float32
		if gradient != nil {
			dw = gradient[s.first:][:s.weights()]
		}
		h = addLayer(h, w, f, s.Residual, dw)
		weights = append(weights, w)
	}
	return addHead(predict.Value, h, in.nodes[0], in.nodes[1]), weights
}
