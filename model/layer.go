package model

import (
	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// layer is a dense layer as one operation. From x of shape (n, in) and weights [W; b] of shape (in+1, out), W above b,
// it makes
//
//	z = x·W + b,   y = f(z), or x + f(z) if it is a residual block, or z itself if f is nil
//
// of shape (n, out). Its gradient is three operations: layerDelta for dz, layerInputGrad for dx, layerWeightGrad for
// [dW; db].
type layer struct {
	differentiable
	f        *activation
	residual bool
	slope    []float32 // (n, out), f′(z), left by each run for layerDelta; nil unless the layer is differentiated
	gradient []float32 // (in+1, out), where layerWeightGrad writes; nil: in memory of its own
}

// newLayer returns the layer that follows x with weights. Its weight gradient goes to gradient, or, if that is nil, to
// memory that the gradient's node owns.
func newLayer(x, weights *G.Node, f *activation, residual bool, gradient []float32) *layer {
	y := newMatrix(x.Shape()[0], weights.Shape()[1], nil)
	return &layer{differentiable{newOp("layer", 2, y), 0}, f, residual, nil, gradient}
}

// weightsAndBias splits [W; b].
func weightsAndBias(m blas32.General) (weights blas32.General, bias []float32) {
	weights = m
	weights.Rows--
	return weights, m.Data[weights.Rows*m.Stride:][:m.Cols]
}

func (l *layer) Do(inputs ...G.Value) (G.Value, error) {
	x := general(inputs[0])
	weights, bias := weightsAndBias(general(inputs[1]))
	y := general(l.result)
	kernel.Mul(y, kernel.EachRow(bias, y.Rows), x, weights)
	switch {
	case l.f == nil:
	case l.residual:
		l.f.apply(y.Data, l.slope, x.Data, y.Data)
	default:
		l.f.apply(y.Data, l.slope, nil, y.Data)
	}
	return l.result, nil
}

func (l *layer) SymDiff(inputs G.Nodes, output, dy *G.Node) (G.Nodes, error) {
	x, weights := inputs[0], inputs[1]
	rows, in, out := dy.Shape()[0], x.Shape()[1], dy.Shape()[1]
	dz := dy
	if l.f != nil {
		if l.slope == nil {
			l.slope = make([]float32, x.Shape()[0]*out)
		}
		var err error
		if dz, err = G.ApplyOp(&layerDelta{newOp("layerDelta", 2, newMatrix(rows, out, nil)), l.slope}, dy, output); err != nil {
			return nil, err
		}
	}
	from := []*G.Node{dz, weights}
	if l.residual {
		from = append(from, dy)
	}
	dx, err := G.ApplyOp(&layerInputGrad{newOp("layerInputGrad", len(from), newMatrix(rows, in, nil))}, from...)
	if err != nil {
		return nil, err
	}
	dWeights := newMatrix(in+1, out, l.gradient)
	dw, err := G.ApplyOp(&layerWeightGrad{newOp("layerWeightGrad", 2, dWeights)}, x, dz)
	return G.Nodes{dx, dw}, err
}

// layerDelta is dz = dy · f′(z). Its second input, the layer's output, only makes sure that f′(z) is there.
type layerDelta struct {
	op
	slope []float32 // f′(z)
}

func (d *layerDelta) Do(inputs ...G.Value) (G.Value, error) {
	dy, dz := general(inputs[0]).Data, d.result.Float32s()
	for at := 0; at < len(dz); at += len(d.slope) {
		f32.Mul(dz[at:][:len(d.slope)], dy[at:][:len(d.slope)], d.slope)
	}
	return d.result, nil
}

// layerInputGrad is dx = dz·Wᵀ, from dz and [W; b], or dy + dz·Wᵀ where dy is given, as in a residual block.
type layerInputGrad struct{ op }

func (d *layerInputGrad) Do(inputs ...G.Value) (G.Value, error) {
	weights, _ := weightsAndBias(general(inputs[1]))
	start := kernel.Zero
	if residual := len(inputs) == 3; residual {
		start = general(inputs[2])
	}
	kernel.MulNT(general(d.result), start, general(inputs[0]), weights)
	return d.result, nil
}

// layerWeightGrad is [xᵀ·dz; Σ dz], the sum over rows, from x and dz.
type layerWeightGrad struct{ op }

func (d *layerWeightGrad) Do(inputs ...G.Value) (G.Value, error) {
	x, dz := general(inputs[0]), general(inputs[1])
	weights, bias := weightsAndBias(general(d.result))
	kernel.MulTN(weights, kernel.Zero, x, dz)
	kernel.ColumnSums(bias, dz)
	return d.result, nil
}
