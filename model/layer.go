package model

import (
	"ddpm/model/kernel"

	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
)

// addLayer adds a dense layer as one operation. From x of shape (n, in) and weights [W; b] of shape (in+1, out), W above b,
// it makes
//
//	z = x·W + b,   y = f(z), or x + f(z) if it is a residual block, or z itself if f is nil
//
// of shape (n, out). Its gradient is three operations, for dz, dx and [dW; db]. The last one's result lies in gradient, or in memory
// of its own if that is nil.
func addLayer(x, weights *G.Node, f activation, residual bool, gradient []float32) *G.Node {
	rows, out := x.Shape()[0], weights.Shape()[1]
	var slope []float32 // (n, out), f′(z); nil unless the layer is differentiated
	layer := &op{name: "layer", differentiable: 2}
	layer.run = func(y blas32.General, in []blas32.General) {
		weights, bias := weightsAndBias(in[1])
		kernel.Mul(y, kernel.EachRow(bias, y.Rows), in[0], weights)
		var added []float32
		if residual {
			added = in[0].Data
		}
		if f != nil {
			f(y.Data, slope, added, y.Data)
		}
	}
	layer.backward = func(in G.Nodes, y, dy *G.Node) G.Nodes {
		dz, skipped := dy, []*G.Node(nil)
		if f != nil {
			slope = make([]float32, rows*out)
			dz = times(dy, y, slope)
		}
		if residual {
			skipped = append(skipped, dy)
		}
		return G.Nodes{addInputGradient(dz, in[1], skipped...), addWeightGradient(in[0], dz, gradient)}
	}
	return layer.addTo(newMatrix(rows, out, nil), x, weights)
}

// weightsAndBias splits [W; b].
func weightsAndBias(m blas32.General) (weights blas32.General, bias []float32) {
	weights = m
	weights.Rows--
	return weights, m.Data[weights.Rows*m.Stride:][:m.Cols]
}

// addInputGradient adds dx = dz·Wᵀ, from dz and [W; b], or dy + dz·Wᵀ if dy is given, as for a residual block.
func addInputGradient(dz, weights *G.Node, dy ...*G.Node) *G.Node {
	product := &op{name: "input gradient", run: func(dx blas32.General, in []blas32.General) {
		weights, _ := weightsAndBias(in[1])
		start := kernel.Zero
		if len(in) == 3 {
			start = in[2]
		}
		kernel.MulNT(dx, start, in[0], weights)
	}}
	return product.addTo(newMatrix(dz.Shape()[0], weights.Shape()[0]-1, nil), append([]*G.Node{dz, weights}, dy...)...)
}

// addWeightGradient adds [dW; db] = [xᵀ·dz; Σ dz], the sum over rows, in the memory of gradient.
func addWeightGradient(x, dz *G.Node, gradient []float32) *G.Node {
	product := &op{name: "weight gradient", run: func(y blas32.General, in []blas32.General) {
		weights, bias := weightsAndBias(y)
		kernel.MulTN(weights, kernel.Zero, in[0], in[1])
		kernel.ColumnSums(bias, in[1])
	}}
	return product.addTo(newMatrix(x.Shape()[1]+1, dz.Shape()[1], gradient), x, dz)
}
