package main

import (
	"context"
	"time"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas/blas32"
)

// replay does what the graphs of a batch of tiny-diffusion's network do, by the same kernels in the same order on memory of
// the same size, but with no machine between them, and keeps account of the time.
type replay struct {
	shards             []shardReplay
	products, elements time.Duration // spent so far
	last               time.Time
}

// shardReplay has a shard's memory.
type shardReplay struct {
	x, logSNR []float32
	omega     []float32 // frequencies
	layers    []layerReplay
}

// layerReplay has that of a layer: input x of shape (rows, in), the slope of the activation, dz, output y and its
// gradient of shape (rows, out).
type layerReplay struct {
	dense
	weights, dWeights blas32.General // (in, out)
	bias, dBias       []float32      // (out)
	slope, dz         blas32.General
	x, dx             blas32.General
	y, dy             blas32.General
}

func matrix(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}

func newReplay() *replay {
	r := &replay{shards: make([]shardReplay, apartBatch/apartRows)}
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
		s.x, s.logSNR = make([]float32, 2*apartRows), make([]float32, apartRows)
		s.omega = make([]float32, tinyDiffusion.LogSNR.Count)
		for j := range s.omega {
			s.omega[j] = float32(j)
		}
		for j := range s.x {
			s.x[j] = coordinate(j)
		}
		x, dx := matrix(apartRows, sizes[0].in), matrix(apartRows, sizes[0].in)
		for j, size := range sizes {
			l := layerReplay{
				dense: size, weights: weights[j], dWeights: matrix(size.in, size.out),
				bias: make([]float32, size.out), dBias: make([]float32, size.out),
				slope: matrix(apartRows, size.out), dz: matrix(apartRows, size.out),
				x: x, dx: dx,
				y: matrix(apartRows, size.out), dy: matrix(apartRows, size.out),
			}
			x, dx = l.y, l.dy
			s.layers = append(s.layers, l)
		}
	}
	return r
}

// account is the seconds that a step spends on products, and on all else.
type account struct{ products, elements float64 }

// account replays steps for a window, and returns how the time of one divides.
func (r *replay) account(ctx context.Context, w window) (account, error) {
	r.products, r.elements = 0, 0
	seconds, err := pace(repeat(ctx, r.step), w)
	share := r.products.Seconds() / (r.products + r.elements).Seconds()
	return account{share * seconds, (1 - share) * seconds}, err
}

// lap books the time since the last lap.
func (r *replay) lap(on *time.Duration) {
	now := time.Now()
	*on += now.Sub(r.last)
	r.last = now
}

func (r *replay) step() {
	r.last = time.Now()
	for _, s := range r.shards {
		s.features()
		r.lap(&r.elements)
		for i := range s.layers {
			r.forward(&s.layers[i], i == 0, i == len(s.layers)-1)
		}
		for i := len(s.layers) - 1; i >= 0; i-- {
			r.backward(&s.layers[i], i == 0, i == len(s.layers)-1)
		}
	}
}

// features computes the first layer's input.
func (s *shardReplay) features() {
	for i, values := range []blas32.Vector{
		{N: apartRows, Inc: 2, Data: s.x}, {N: apartRows, Inc: 2, Data: s.x[1:]}, {N: apartRows, Inc: 1, Data: s.logSNR},
	} {
		count := len(s.omega)
		all := s.layers[0].x
		part := blas32.General{Rows: all.Rows, Cols: 2 * count, Stride: all.Stride, Data: all.Data[2*count*i:]}
		kernel.Fourier(part, values, s.omega)
	}
}

func (r *replay) forward(l *layerReplay, first, last bool) {
	kernel.Mul(l.y, kernel.EachRow(l.bias, apartRows), l.x, l.weights)
	r.lap(&r.products)
	switch {
	case first:
		kernel.GELU(l.y.Data, l.slope.Data, nil, l.y.Data)
	case !last:
		kernel.GELU(l.y.Data, l.slope.Data, l.x.Data, l.y.Data)
	}
	r.lap(&r.elements)
}

func (r *replay) backward(l *layerReplay, first, last bool) {
	dz := l.dy
	if !last {
		dz = l.dz
		f32.Mul(dz.Data, l.dy.Data, l.slope.Data)
	}
	kernel.ColumnSums(l.dBias, dz)
	r.lap(&r.elements)
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
