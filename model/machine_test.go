package model

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"

	"ddpm/data/must"
)

// A compiled graph does what Gorgonia's tape machine does, bit by bit, in every run: the gradient of a network's loss.
func TestCompiledIsTheMachine(t *testing.T) {
	config := NewConfig(8, 2)
	config.Classes = 2
	n := must.Get(NewNetwork(config))
	rng := rand.New(rand.NewPCG(1, 2))
	const rows = 5
	g := G.NewGraph()
	in := n.newInputs(g, rows)
	target := newInput(g, "target", newMatrix(rows, 2, nil))
	weight := newInput(g, "weight", newMatrix(rows, 1, slices.Repeat([]float32{2}, rows)))
	gradient := make([]float32, len(n.Weights))
	prediction, weights := n.build(in, gradient)
	gradients := backpropagate(prediction, addLossGradient(prediction, target, weight, rows), weights)
	inputs := slices.Concat(weights, in.nodes, G.Nodes{target, weight})
	run := compile(g, inputs, gradients)
	program, locations, err := G.CompileFunction(g, inputs, gradients)
	if err != nil {
		t.Fatal(err)
	}
	vm := G.NewTapeMachine(g, G.WithPrecompiled(program, locations))
	for range 3 {
		for _, values := range [][]float32{n.Weights, in.x, in.logSNR, target.Value().Data().([]float32)} {
			for i := range values {
				values[i] = float32(rng.NormFloat64())
			}
		}
		in.class[1] = float32(rng.IntN(3) - 1)
		run()
		compiled := slices.Clone(gradient)
		clear(gradient)
		vm.Reset()
		must.Do(vm.RunAll())
		if !slices.Equal(compiled, gradient) || !slices.ContainsFunc(gradient, func(v float32) bool { return v != 0 }) {
			t.Errorf("compiled: %v, by the machine: %v", compiled, gradient)
		}
	}
}

// Operations of Gorgonia's own allocate their results anew in each run, so a compiled graph would read old ones.
func TestCompiledHasOurOperationsOnly(t *testing.T) {
	defer func() {
		if message, _ := recover().(string); !strings.Contains(message, "Gorgonia's own") {
			t.Errorf("panic with %q, want one that says that the operation is Gorgonia's own", message)
		}
	}()
	g := G.NewGraph()
	x := newInput(g, "x", newMatrix(2, 2, []float32{1, 2, 3, 4}))
	compile(g, G.Nodes{x}, G.Nodes{G.Must(G.Square(x))})
}
