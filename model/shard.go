package model

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// Shard is the training graph of a part of the batch: the loss on its rows, and the gradient of it. Shards of one
// network share its weights and nothing else, so they can run at once while nobody writes the weights.
type Shard struct {
	X      []float32 // (rows, 2), noised points, to be filled
	LogSNR []float32 // (rows), to be filled
	Noise  []float32 // (rows, 2), the noise that is in X, to be filled
	Weight []float32 // (rows), the rows' weights in the gradient: 1 unless filled with others
	// Importance is of shape (rows): the rows' weights in the loss that Run returns, 1 unless filled with others.
	Importance []float32
	Class      []float32 // (rows), the rows' classes from 0, none if negative, as it is unless filled; nil if the network has none
	Gradient   []float32 // laid out as the network's Weights, left by Run

	loss    *squaredError
	machine *machine
}

// NewShard returns the training graph of rows rows of a batch.
func (n *Network) NewShard(rows, batch int) *Shard {
	if rows < 1 || rows > batch {
		panic("model: a shard has at least one row and at most the batch")
	}
	g := G.NewGraph()
	in := n.newInputs(g, rows)
	noise, weight := newMatrix(rows, 2, nil), newMatrix(rows, 1, nil)
	importance := make([]float32, rows)
	for i := range rows {
		weight.Float32s()[i], importance[i] = 1, 1
	}
	target, weightNode := newInput(g, "noise", noise), newInput(g, "weight", weight)
	gradient := make([]float32, len(n.Weights))
	prediction, weights := n.build(in, gradient)
	loss := newSquaredError(1/float64(2*batch), importance)
	lossNode := apply(loss, prediction, target, weightNode)
	gradients, err := G.Grad(lossNode, weights...)
	if err != nil {
		panic("model: graph has no gradient: " + err.Error())
	}
	return &Shard{
		X: in.x, LogSNR: in.logSNR, Noise: noise.Float32s(), Weight: weight.Float32s(), Importance: importance,
		Class: in.class, Gradient: gradient,
		loss:    loss,
		machine: compile(g, slices.Concat(weights, in.nodes, G.Nodes{target, weightNode}), append(gradients, lossNode)),
	}
}

// Run computes the shard's share of the weighted loss, the sum over its rows of w·|ε̂ − ε|²/(2·batch), and that share's
// gradient. It returns the same sum with the rows' importance in place of w. The shares of all shards of a batch add up.
func (s *Shard) Run() (loss float64) {
	s.machine.run()
	return s.loss.plain
}
