package model

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"sync/atomic"

	"github.com/chewxy/hm"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// op is what our operations share as implementations of gorgonia.Op. All take and give float32 matrices. Each owns the
// buffer of its result and gives it out anew at every run, which is Gorgonia's one form that allocates nothing.
type op struct {
	id     uint64
	name   string
	arity  int
	result *tensor.Dense // (rows, cols)
}

var opCount atomic.Uint64

func newOp(name string, arity int, result *tensor.Dense) op {
	return op{opCount.Add(1), name, arity, result}
}

// newMatrix returns a rows×cols tensor over backing, or over memory of its own if backing is nil.
func newMatrix(rows, cols int, backing []float32) *tensor.Dense {
	if backing == nil {
		backing = make([]float32, rows*cols)
	}
	return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(backing))
}

// general views a value that is a float32 matrix as gonum's.
func general(v G.Value) blas32.General {
	dense := v.(*tensor.Dense)
	rows, cols := dense.Shape()[0], dense.Shape()[1]
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: dense.Float32s()}
}

func (o *op) Arity() int { return o.arity }

func (o *op) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	types := make([]hm.Type, o.arity+1)
	for i := range types {
		types[i] = matrix
	}
	return hm.NewFnType(types...)
}

func (o *op) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.result.Shape(), nil }

func (o *op) ReturnsPtr() bool     { return true }
func (o *op) CallsExtern() bool    { return false }
func (o *op) OverwritesInput() int { return -1 }
func (o *op) String() string       { return o.name }

// WriteHash writes the op's identity: Gorgonia merges operations that hash alike, and no two of ours are the same.
func (o *op) WriteHash(h hash.Hash) { h.Write(binary.BigEndian.AppendUint64([]byte(o.name), o.id)) }

func (o *op) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// differentiable makes an op of arity n a gorgonia.SDOp that can be differentiated in its first n−constants inputs. The gradient
// of its result may have a multiple of its rows: one gradient of all rows above another, as the Jacobian asks for.
type differentiable struct {
	op
	constants int
}

func (d *differentiable) DiffWRT(inputs int) []bool {
	wrt := make([]bool, inputs)
	for i := range inputs - d.constants {
		wrt[i] = true
	}
	return wrt
}
