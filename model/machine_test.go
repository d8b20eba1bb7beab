package model

import (
	"testing"

	G "gorgonia.org/gorgonia"
)

// The short way through Gorgonia's machine rests on how its v0.9.18 is built. Where it is built otherwise all still works, but
// slowly: this test says so.
func TestMachineRunsItsProgramDirectly(t *testing.T) {
	g := G.NewGraph()
	x := newMatrix(2, 2, []float32{1, 2, 3, 4})
	in := newInput(g, "x", x)
	out := G.Must(G.Square(in))
	m := compile(g, G.Nodes{in}, G.Nodes{out})
	if wholeProgram(m.vm) == nil {
		t.Fatal("Gorgonia's machine has no short way through: look at wholeProgram")
	}
	for _, v := range []float32{5, 7} {
		x.Float32s()[3] = v
		m.run()
		if got := general(out.Value()).Data[3]; got != v*v {
			t.Errorf("%v squared is %v", v, got)
		}
	}
}
