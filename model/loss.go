package model

import (
	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// squaredError is the operation scale · Σ (prediction − target)² over two matrices of one shape, a scalar. With scale =
// 1/(2·batch) it is a shard's share of the training loss, the mean over coordinates and the batch (Ho et al. 2020,
// eq. 14).
type squaredError struct {
	differentiable
	scale float64
	loss  *G.F32
}

func newSquaredError(scale float64) *squaredError {
	return &squaredError{differentiable{newOp("squaredError", 2, nil), 1}, scale, new(G.F32)}
}

func (s *squaredError) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(matrix, matrix, hm.TypeVariable('a'))
}

func (s *squaredError) InferShape(...G.DimSizer) (tensor.Shape, error) {
	return tensor.ScalarShape(), nil
}

func (s *squaredError) Do(inputs ...G.Value) (G.Value, error) {
	prediction, target := general(inputs[0]).Data, general(inputs[1]).Data
	var sum float64
	for i, p := range prediction {
		d := float64(p - target[i])
		sum += d * d
	}
	*s.loss = G.F32(s.scale * sum)
	return s.loss, nil
}

func (s *squaredError) SymDiff(inputs G.Nodes, _, grad *G.Node) (G.Nodes, error) {
	shape := inputs[0].Shape()
	d, err := G.ApplyOp(&squaredErrorGrad{newOp("squaredErrorGrad", 3, newMatrix(shape[0], shape[1], nil)), s.scale}, inputs[0], inputs[1], grad)
	return G.Nodes{d, nil}, err
}

// squaredErrorGrad is grad · 2 · scale · (prediction − target).
type squaredErrorGrad struct {
	op
	scale float64
}

func (s *squaredErrorGrad) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(matrix, matrix, hm.TypeVariable('a'), matrix)
}

func (s *squaredErrorGrad) Do(inputs ...G.Value) (G.Value, error) {
	prediction, target := general(inputs[0]).Data, general(inputs[1]).Data
	factor := float32(2*s.scale) * float32(*inputs[2].(*G.F32))
	d := s.result.Float32s()
	for i, p := range prediction {
		d[i] = factor * (p - target[i])
	}
	return s.result, nil
}
