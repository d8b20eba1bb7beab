package model

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// jacobianRows is how many points a graph of the Jacobian takes at a time. It has two gradients for each point.
const jacobianRows = predictRows / 2

// newDifferentiator returns a graph of the prediction and of its derivative by way of the last layer's output F: of p·F in ε̂ = p·F + q·x.
// It propagates two gradients back for each point: (1, 0) for ε̂₀ and (0, 1) for ε̂₁.
func newDifferentiator(n *Network, rows int) *predictor {
	g := G.NewGraph()
	in := n.newInputs(g, rows)
	prediction, weights := n.build(in, nil)
	seed := append(slices.Repeat([]float32{1, 0}, rows), slices.Repeat([]float32{0, 1}, rows)...)
	seedNode := newInput(g, "seed", newMatrix(2*rows, 2, seed))
	gradient := backpropagate(prediction, seedNode, in.nodes[:1])[0]
	run := compile(g, slices.Concat(weights, in.nodes, G.Nodes{seedNode}), G.Nodes{prediction, gradient})
	return &predictor{in, resultOf(prediction), resultOf(gradient), run}
}

// PredictNoiseJacobian sets noise to what PredictNoise does and jacobian to its derivative in x, row by row: ∂ε̂₀/∂x₀,
// ∂ε̂₀/∂x₁, ∂ε̂₁/∂x₀, ∂ε̂₁/∂x₁. The derivative is that of the network's own graph, features included.
func (n *Network) PredictNoiseJacobian(noise [][2]float64, jacobian [][4]float64, x [][2]float64, logSNR float64) {
	if len(noise) != len(x) || len(jacobian) != len(x) {
		panic("model: destinations and points differ in number")
	}
	_, q := n.config.Head(logSNR)
	n.predict(n.differentiators, x, logSNR, func(p *predictor, i, row int) {
		first, second := p.gradient[2*row:], p.gradient[len(p.gradient)/2+2*row:]
		noise[i] = [2]float64{float64(p.noise[2*row]), float64(p.noise[2*row+1])}
		jacobian[i] = [4]float64{float64(first[0]) + q, float64(first[1]), float64(second[0]), float64(second[1]) + q}
	})
}
