package model

import (
	"testing"

	G "gorgonia.org/gorgonia"
)

// The short way through Gorgonia's machine depends on how its v0.9.18 is built. With another version everything still works, but
// slowly. This test then fails.
func TestMachineRunsItsProgramDirectly(t *testing.T) {
	g := G.NewGraph()
	x := newMatrix(2, 2, []float32{1, 2, 3, 4})
	in := newInput(g, "x", x)
	out := G.Must(G.Square(in))
	if wholeProgram(G.NewTapeMachine(g)) == nil {
		t.Fatal("Gorgonia's machine has no short way through: look at wholeProgram")
	}
	run := compile(g, G.Nodes{in}, G.Nodes{out})
	for _, v := range []float32{5, 7} {
		x.Float32s()[3] = v
		run()
		if got := general(out.Value()).Data[3]; got != v*v {
			t.Errorf("%v squared is %v", v, got)
		}
	}
}
