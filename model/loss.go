package model

import (
	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// squaredError is the operation scale · Σ w |prediction − target|² over the rows of two matrices of shape (n, 2), with
// weights w of shape (n, 1): a scalar, and differentiable in the predictions. With scale = 1/(2·batch) it is a shard's share
// of the training loss, the weighted mean over coordinates and the batch (Ho et al. 2020, eq. 14, where w = 1). Beside it
// stays the same sum with other weights, which nothing is differentiated by.
type squaredError struct {
	differentiable
	scale      float64
	loss       *G.F32
	importance []float32 // (n)
	plain      float64   // scale · Σ importance · |prediction − target|², left by the last run
}

func newSquaredError(scale float64, importance []float32) *squaredError {
	return &squaredError{differentiable{newOp("squaredError", 3, nil), 2}, scale, new(G.F32), importance, 0}
}

func (s *squaredError) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(matrix, matrix, matrix, hm.TypeVariable('a'))
}

func (s *squaredError) InferShape(...G.DimSizer) (tensor.Shape, error) {
	return tensor.ScalarShape(), nil
}

func (s *squaredError) Do(inputs ...G.Value) (G.Value, error) {
	prediction, target, weight := general(inputs[0]).Data, general(inputs[1]).Data, general(inputs[2]).Data
	var plain, weighted float64
	for i, w := range weight {
		d0 := float64(prediction[2*i] - target[2*i])
		d1 := float64(prediction[2*i+1] - target[2*i+1])
		plain += float64(s.importance[i]) * (d0*d0 + d1*d1)
		weighted += float64(w) * (d0*d0 + d1*d1)
	}
	s.plain = s.scale * plain
	*s.loss = G.F32(s.scale * weighted)
	return s.loss, nil
}

func (s *squaredError) SymDiff(inputs G.Nodes, _, grad *G.Node) (G.Nodes, error) {
	shape := inputs[0].Shape()
	of := &squaredErrorGrad{newOp("squaredErrorGrad", 4, newMatrix(shape[0], shape[1], nil)), s.scale}
	d, err := G.ApplyOp(of, inputs[0], inputs[1], inputs[2], grad)
	return G.Nodes{d, nil, nil}, err
}

// squaredErrorGrad is grad · 2 · scale · w · (prediction − target).
type squaredErrorGrad struct {
	op
	scale float64
}

func (s *squaredErrorGrad) Type() hm.Type {
	matrix := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(matrix, matrix, matrix, hm.TypeVariable('a'), matrix)
}

func (s *squaredErrorGrad) Do(inputs ...G.Value) (G.Value, error) {
	prediction, target, weight := general(inputs[0]).Data, general(inputs[1]).Data, general(inputs[2]).Data
	factor := float32(2*s.scale) * float32(*inputs[3].(*G.F32))
	d := s.result.Float32s()
	for i, w := range weight {
		d[2*i] = factor * w * (prediction[2*i] - target[2*i])
		d[2*i+1] = factor * w * (prediction[2*i+1] - target[2*i+1])
	}
	return s.result, nil
}
