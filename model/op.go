package model

import (
	"encoding/binary"
	"hash"
	"slices"
	"sync/atomic"

	"github.com/chewxy/hm"
	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// op is an operation of a Gorgonia graph, from float32 matrices to one of shape (rows, cols). It implements gorgonia.SDOp. Gorgonia's
// own operations allocate their results in every run; an op writes into the same memory in every run.
type op struct {
	name string
	// run sets y to the result for the inputs.
	run func(y blas32.General, in []blas32.General)
	// backward returns the nodes of the gradients of the first inputs, given the gradient dy of the result y. The other inputs have
	// no gradient. The rows of dy may be several times those of y: several gradients, one below the other. The gradients then have
	// as many times the rows of their inputs. The Jacobian needs that.
	backward       func(in G.Nodes, y, dy *G.Node) G.Nodes
	differentiable int // how many gradients backward returns

	id     uint64
	in     []blas32.General
	y      blas32.General
	result *tensor.Dense // a view of y
	turns  *[]*op        // where Do notes that it was called, if not nil: see compile
}

var opCount atomic.Uint64

// addTo adds the op to the graph of its inputs, and returns its node. The op writes its result into the given matrix.
func (o *op) addTo(result *tensor.Dense, in ...*G.Node) *G.Node {
	o.id, o.in, o.y, o.result = opCount.Add(1), make([]blas32.General, len(in)), general(result), result
	return G.Must(G.ApplyOp(o, in...))
}

// resultOf returns the numbers that the op of a node leaves in each run, of the node's shape.
func resultOf(node *G.Node) []float32 { return node.Op().(*op).y.Data }

// newMatrix returns a rows×cols tensor over backing, or over memory of its own if backing is nil.
func newMatrix(rows, cols int, backing []float32) *tensor.Dense {
	if backing == nil {
		backing = make([]float32, rows*cols)
	}
	return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(backing))
}

// newInput adds a matrix to a graph as an input, and returns its node.
func newInput(g *G.ExprGraph, name string, value *tensor.Dense) *G.Node {
	return G.NewMatrix(g, tensor.Float32, G.WithName(name), G.WithShape(value.Shape()...), G.WithValue(value))
}

// general views a value that is a float32 matrix as gonum's.
func general(v G.Value) blas32.General {
	dense := v.(*tensor.Dense)
	rows, cols := dense.Shape()[0], dense.Shape()[1]
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: dense.Float32s()}
}

// times returns the node of the product dy ∘ factor, element by element. Where dy has several times factor's rows, each part is
// multiplied by factor. The op that writes factor must be that of y: so factor is there before it is used.
func times(dy, y *G.Node, factor []float32) *G.Node {
	product := &op{name: "times", run: func(result blas32.General, in []blas32.General) {
		for at := 0; at < len(result.Data); at += len(factor) {
			f32.Mul(result.Data[at:][:len(factor)], in[0].Data[at:][:len(factor)], factor)
		}
	}}
	return product.addTo(newMatrix(dy.Shape()[0], dy.Shape()[1], nil), dy, y)
}

// What follows implements gorgonia.SDOp.

func (o *op) Do(inputs ...G.Value) (G.Value, error) {
	for i, v := range inputs {
		o.in[i] = general(v)
	}
	if o.turns != nil {
		*o.turns = append(*o.turns, o)
	}
	o.run(o.y, o.in)
	return o.result, nil
}

func (o *op) SymDiff(inputs G.Nodes, output, grad *G.Node) (G.Nodes, error) {
	gradients := make(G.Nodes, len(inputs))
	copy(gradients, o.backward(inputs, output, grad))
	return gradients, nil
}

func (o *op) DiffWRT(inputs int) []bool {
	wrt := make([]bool, inputs)
	for i := range o.differentiable {
		wrt[i] = true
	}
	return wrt
}

func (o *op) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(slices.Repeat([]hm.Type{matrix}, len(o.in)+1)...)
}

func (o *op) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.result.Shape(), nil }

func (o *op) Arity() int           { return len(o.in) }
func (o *op) ReturnsPtr() bool     { return true }
func (o *op) CallsExtern() bool    { return false }
func (o *op) OverwritesInput() int { return -1 }
func (o *op) String() string       { return o.name }

// Gorgonia merges operations with the same hash, and no two of ours are the same.
func (o *op) WriteHash(h hash.Hash) { h.Write(binary.BigEndian.AppendUint64([]byte(o.name), o.id)) }
func (o *op) Hashcode() uint32      { return uint32(o.id) }
