package main

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/nn"
)

// The network of tiny-diffusion.
const (
	frequencies = 64
	width       = 128
	blocks      = 3
	scale       = 25 // of the coordinates
	features    = 3 * 2 * frequencies
)

// layer is the shape of a dense layer.
type layer struct{ in, out int }

// layers are all dense layers, in order.
func layers() (all []layer) {
	all = append(all, layer{features, width})
	for range blocks {
		all = append(all, layer{width, width})
	}
	return append(all, layer{width, 2})
}

// weights returns the number of weights of all layers.
func weights() (count int) {
	for _, l := range layers() {
		count += (l.in + 1) * l.out
	}
	return count
}

// names returns the names of the variables that hold the weights W and b of layer i.
func names(i int) (matrix, bias string) { return fmt.Sprintf("w%d", i), fmt.Sprintf("b%d", i) }

// setWeights sets the weights of a store that has none, of each layer W of shape (in, out), then b.
func setWeights(store *model.Store, values []float32) {
	for i, l := range layers() {
		matrix, bias := names(i)
		size := l.in * l.out
		store.RootScope().VariableWithValue(matrix, tensors.FromFlatDataAndDimensions(values[:size:size], l.in, l.out))
		store.RootScope().VariableWithValue(bias, tensors.FromFlatDataAndDimensions(values[size:][:l.out:l.out], l.out))
		values = values[size+l.out:]
	}
}

// omega returns the frequencies of x, y and t as a constant of shape (1, 3, frequencies).
func omega(g *graph.Graph) *graph.Node {
	var values []float32
	for _, highest := range []float64{scale, scale, 1} {
		for i := range frequencies {
			values = append(values, float32(highest*math.Pow(1e4, float64(i)/(frequencies-1)-1)))
		}
	}
	return graph.Const(g, tensors.FromFlatDataAndDimensions(values, 1, 3, frequencies))
}

// predict adds the network: the predicted noise, of shape (n, 2), in points of shape (n, 2) at times of shape (n, 1).
func predict(scope *model.Scope, x, t *graph.Node) *graph.Node {
	g := x.Graph()
	angles := graph.Mul(graph.InsertAxes(graph.Concatenate([]*graph.Node{x, t}, 1), -1), omega(g))
	h := graph.Reshape(graph.Concatenate([]*graph.Node{graph.Sin(angles), graph.Cos(angles)}, 2), x.Shape().Dim(0), features)
	last := len(layers()) - 1
	for i, l := range layers() {
		matrix, bias := names(i)
		w := scope.VariableWithShape(matrix, shapes.Make(dtypes.Float32, l.in, l.out)).NodeValue(g)
		b := scope.VariableWithShape(bias, shapes.Make(dtypes.Float32, l.out)).NodeValue(g)
		z := nn.Dense(h, w, b, compute.DenseLayoutInputOutputs)
		switch i {
		case last:
			h = z
		case 0:
			h = activation.Gelu(z)
		default:
			h = graph.Add(h, activation.Gelu(z))
		}
	}
	return h
}
