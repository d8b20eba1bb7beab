package model

import (
	"slices"

	G "gorgonia.org/gorgonia"
)

// jacobianRows is how many points a Jacobian graph takes at a time. What it computes backward has two rows for each.
const jacobianRows = predictRows / 2

// differentiator is a graph of the prediction and of its derivative in x, for one goroutine at a time.
type differentiator struct {
	inputs
	noise    []float32 // (jacobianRows, 2)
	gradient []float32 // (2·jacobianRows, 2): of ε̂₀ in the first half, of ε̂₁ in the second
	machine  *machine
}

// newDifferentiator seeds the way back with two gradients for each point that went forward, one for either row of its Jacobian.
func newDifferentiator(n *Network) *differentiator {
	g := G.NewGraph()
	in := n.newInputs(g, jacobianRows)
	prediction, weights := n.build(in, nil)
	seed := newMatrix(2*jacobianRows, 2, nil)
	for i := range jacobianRows {
		seed.Float32s()[2*i] = 1
		seed.Float32s()[2*(jacobianRows+i)+1] = 1
	}
	seedNode := newInput(g, "seed", seed)
	gradients, err := G.Backpropagate(G.Nodes{prediction}, G.Nodes{seedNode}, in.nodes[:1])
	if err != nil {
		panic("model: graph has no Jacobian: " + err.Error())
	}
	d := &differentiator{inputs: in, noise: prediction.Op().(*head).result.Float32s()}
	d.machine = compile(g, slices.Concat(weights, in.nodes, G.Nodes{seedNode}), G.Nodes{prediction, gradients[0]})
	d.gradient = general(gradients[0].Value()).Data
	return d
}

// PredictNoiseJacobian sets noise to what PredictNoise does and jacobian to its derivative in x, row by row: ∂ε̂₀/∂x₀,
// ∂ε̂₀/∂x₁, ∂ε̂₁/∂x₀, ∂ε̂₁/∂x₁. The derivative is that of the network's own graph, features included.
func (n *Network) PredictNoiseJacobian(noise [][2]float64, jacobian [][4]float64, x [][2]float64, logSNR float64) {
	n.predictNoiseJacobian(noise, jacobian, x, logSNR, noClass)
}

func (n *Network) predictNoiseJacobian(noise [][2]float64, jacobian [][4]float64, x [][2]float64, logSNR float64, class float32) {
	if len(noise) != len(x) || len(jacobian) != len(x) {
		panic("model: destinations and points differ in number")
	}
	n.differentiators.share(len(x), jacobianRows, func() *differentiator { return newDifferentiator(n) }, func(d *differentiator, lo, hi int) {
		d.set(x[lo:hi], logSNR, class)
		d.machine.run()
		first, second := d.gradient, d.gradient[2*jacobianRows:]
		for i := range noise[lo:hi] {
			noise[lo+i] = [2]float64{float64(d.noise[2*i]), float64(d.noise[2*i+1])}
			jacobian[lo+i] = [4]float64{float64(first[2*i]), float64(first[2*i+1]), float64(second[2*i]), float64(second[2*i+1])}
		}
	})
}
