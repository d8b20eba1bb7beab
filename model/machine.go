package model

import G "gorgonia.org/gorgonia"

// compile returns a function that computes the outputs of a graph, and nothing that they do not need. The function is for one goroutine
// at a time.
//
// Gorgonia's tape machine runs the graph once, and each operation notes its turn. All operations read and write the same memory in
// every run. So the function calls them itself, in the machine's order. What the machine does between two operations takes a tenth of a
// small batch's time, and its RunAll changes threads twice.
func compile(g *G.ExprGraph, in, outputs G.Nodes) (run func()) {
	program, locations, err := G.CompileFunction(g, in, outputs)
	if err != nil {
		panic("model: graph does not compile: " + err.Error())
	}
	var turns []*op
	for _, node := range g.AllNodes() {
		switch o := node.Op().(type) {
		case nil: // an input
		case *op:
			o.turns = &turns
		default:
			panic("model: an operation of Gorgonia's own is in the graph: " + o.String())
		}
	}
	vm := G.NewTapeMachine(g, G.WithPrecompiled(program, locations))
	defer vm.Close()
	if err := vm.RunAll(); err != nil { // our operations cannot fail
		panic("model: graph does not run: " + err.Error())
	}
	for _, o := range turns {
		o.turns = nil
	}
	return func() {
		for _, o := range turns {
			o.run(o.y, o.in)
		}
	}
}
