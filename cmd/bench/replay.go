package main

import (
	"context"
	"time"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
)

// replay runs the kernels of the graphs of a batch of tiny-diffusion's network, in the same order and on memory of the same size, but
// without Gorgonia's machine. It measures the time that they take.
type replay struct {
	shards           []shardReplay
	products, others time.Duration // time spent so far in matrix products, and in all other kernels
	last             time.Time     // when the last kernel ended
}

// shardReplay is the memory of a shard.
type shardReplay struct {
	x      []float32 // (rows, 2)
	logSNR []float32 // (rows)
	omega  []float32 // frequencies
	layers []layerReplay
}

// layerReplay is the memory of a layer. A matrix or vector named d… is the gradient of the loss in the one without d; z is the output
// before the activation.
type layerReplay struct {
	dense
	weights, dWeights blas32.General // (in, out)
	bias, dBias       []float32      // (out)
	slope, dz         blas32.General // (rows, out); slope of the activation
	x, dx             blas32.General // (rows, in); input
	y, dy             blas32.General // (rows, out); output
}

// matrix returns a matrix of zeros.
func matrix(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}

func newReplay() *replay {
	r := &replay{shards: make([]shardReplay, stepBatch/shardRows)}
	sizes := layers(tinyDiffusion)
	weights := make([]blas32.General, len(sizes))
	for i, size := range sizes {
		weights[i] = matrix(size.in, size.out)
		for j := range weights[i].Data {
			weights[i].Data[j] = float32(j%5-2) / 50
		}
	}
	for i := range r.shards {
		s := &r.shards[i]
		s.x, s.logSNR = make([]float32, 2*shardRows), make([]float32, shardRows)
		s.omega = make([]float32, tinyDiffusion.LogSNR.Count)
		for j := range s.omega {
			s.omega[j] = float32(j)
		}
		for j := range s.x {
			s.x[j] = coordinate(j)
		}
		x, dx := matrix(shardRows, sizes[0].in), matrix(shardRows, sizes[0].in)
		for j, size := range sizes {
			l := layerReplay{
				dense: size, weights: weights[j], dWeights: matrix(size.in, size.out),
				bias: make([]float32, size.out), dBias: make([]float32, size.out),
				slope: matrix(shardRows, size.out), dz: matrix(shardRows, size.out),
				x: x, dx: dx,
				y: matrix(shardRows, size.out), dy: matrix(shardRows, size.out),
			}
			x, dx = l.y, l.dy
			s.layers = append(s.layers, l)
		}
	}
	return r
}

// time replays steps for a window, and returns the seconds that one step takes in matrix products, and in all other kernels.
func (r *replay) time(ctx context.Context, w window) (products, others float64, err error) {
	r.products, r.others = 0, 0
	seconds, err := meanSeconds(repeat(ctx, r.step), w)
	share := r.products.Seconds() / (r.products + r.others).Seconds()
	return share * seconds, (1 - share) * seconds, err
}

// lap adds the time since the last call to a total.
func (r *replay) lap(total *time.Duration) {
	now := time.Now()
	*total += now.Sub(r.last)
	r.last = now
}

// step runs the kernels of a step once.
func (r *replay) step() {
	r.last = time.Now()
	for _, s := range r.shards {
		s.features()
		r.lap(&r.others)
		for i := range s.layers {
			r.forward(&s.layers[i], i == 0, i == len(s.layers)-1)
		}
		for i := len(s.layers) - 1; i >= 0; i-- {
			r.backward(&s.layers[i], i == 0, i == len(s.layers)-1)
		}
	}
}

// features computes the input of the first layer.
func (s *shardReplay) features() {
	for i, values := range []blas32.Vector{
		{N: shardRows, Inc: 2, Data: s.x}, {N: shardRows, Inc: 2, Data: s.x[1:]}, {N: shardRows, Inc: 1, Data: s.logSNR},
	} {
		count := len(s.omega)
		all := s.layers[0].x
		part := blas32.General{Rows: all.Rows, Cols: 2 * count, Stride: all.Stride, Data: all.Data[2*count*i:]}
		kernel.Fourier(part, values, s.omega)
	}
}

// forward computes the output of a layer.
func (r *replay) forward(l *layerReplay, first, last bool) {
	kernel.Mul(l.y, kernel.EachRow(l.bias, shardRows), l.x, l.weights)
	r.lap(&r.products)
	switch {
	case first:
		kernel.GELU(l.y.Data, l.slope.Data, nil, l.y.Data)
	case !last:
		kernel.GELU(l.y.Data, l.slope.Data, l.x.Data, l.y.Data)
	}
	r.lap(&r.others)
}

// backward computes the gradients of a layer.
func (r *replay) backward(l *layerReplay, first, last bool) {
	dz := l.dy
	if !last {
		dz = l.dz
		f32.Mul(dz.Data, l.dy.Data, l.slope.Data)
	}
	kernel.ColumnSums(l.dBias, dz)
	r.lap(&r.others)
	if !first {
		start := kernel.Zero
		if residual := !last; residual {
			start = l.dy
		}
		kernel.MulNT(l.dx, start, dz, l.weights)
	}
	kernel.MulTN(l.dWeights, kernel.Zero, l.x, dz)
	r.lap(&r.products)
}
