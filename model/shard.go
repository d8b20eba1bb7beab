package model

import (
	"slices"

	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// Shard is the training graph of a part of the batch: the gradient of the loss on its rows. Shards of one network share its
// weights and nothing else, so they can run at once while nobody writes the weights.
type Shard struct {
	X      []float32 // (rows, 2), noised points, to be filled
	LogSNR []float32 // (rows), to be filled
	Target []float32 // (rows, 2), what the predicted noise is compared with in the gradient, to be filled
	Weight []float32 // (rows), the rows' weights in the gradient: 1 unless filled with others
	// Importance is of shape (rows): the rows' weights in Loss, 1 unless filled with others.
	Importance []float32
	Class      []float32 // (rows), the rows' classes from 0; negative for none, as it is unless filled; nil if the network has none
	Gradient   []float32 // laid out as the network's Weights, left by Run

	batch      int
	prediction []float32 // (rows, 2), ε̂
	run        func()
}

// NewShard returns the training graph of rows rows of a batch. It panics unless 1 ≤ rows ≤ batch.
func (n *Network) NewShard(rows, batch int) *Shard {
	if rows < 1 || rows > batch {
		panic("model: a shard has at least one row and at most the batch")
	}
	g := G.NewGraph()
	in := n.newInputs(g, rows)
	target, weight := newMatrix(rows, 2, nil), newMatrix(rows, 1, slices.Repeat([]float32{1}, rows))
	targetNode, weightNode := newInput(g, "target", target), newInput(g, "weight", weight)
	gradient := make([]float32, len(n.Weights))
	prediction, weights := n.build(in, gradient)
	gradients := backpropagate(prediction, addLossGradient(prediction, targetNode, weightNode, batch), weights)
	return &Shard{
		X: in.x, LogSNR: in.logSNR, Target: target.Float32s(), Weight: weight.Float32s(), Importance: slices.Repeat([]float32{1}, rows),
		Class: in.class, Gradient: gradient,
		batch: batch, prediction: resultOf(prediction),
		run: compile(g, slices.Concat(weights, in.nodes, G.Nodes{targetNode, weightNode}), gradients),
	}
}

// addLossGradient adds the gradient in ε̂ of the loss Σ w·|ε̂ − ε|²/(2·batch), which is w·(ε̂ − ε)/batch, of shape (n, 2), where ε is the
// target. With w = 1 the loss is the mean over the two coordinates and the batch (Ho et al. 2020, eq. 14).
func addLossGradient(prediction, target, weight *G.Node, batch int) *G.Node {
	factor := float32(1 / float64(batch))
	gradient := &op{name: "loss gradient", run: func(y blas32.General, in []blas32.General) {
		for i := range y.Data {
			y.Data[i] = factor * in[2].Data[i/2] * (in[0].Data[i] - in[1].Data[i])
		}
	}}
	return gradient.addTo(newMatrix(prediction.Shape()[0], 2, nil), prediction, target, weight)
}

// backpropagate adds the gradients of weights, given the gradient dy of y.
func backpropagate(y, dy *G.Node, weights G.Nodes) G.Nodes {
	gradients, err := G.Backpropagate(G.Nodes{y}, G.Nodes{dy}, weights)
	if err != nil {
		panic("model: graph has no gradient: " + err.Error())
	}
	return gradients
}

// Run computes the gradient of the shard's share of the weighted loss, Σ w·|ε̂ − ε|²/(2·batch) over its rows, with ε from Target. The
// shares of all shards of a batch add up.
func (s *Shard) Run() { s.run() }

// Loss returns the same sum for the predictions of the last Run, with ε from noise, of shape (rows, 2), and with the rows' importance in
// place of their weights w.
func (s *Shard) Loss(noise []float32) (loss float64) {
	for i, importance := range s.Importance {
		d0 := float64(s.prediction[2*i] - noise[2*i])
		d1 := float64(s.prediction[2*i+1] - noise[2*i+1])
		loss += float64(importance) * (d0*d0 + d1*d1)
	}
	return 1 / float64(2*s.batch) * loss
}
