package kernel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tphakala/simd/f32"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"ddpm/model/kernel"
)

func random(rows, cols int) blas32.General {
	rng := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	m := blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	for i := range m.Data {
		m.Data[i] = float32(rng.NormFloat64())
	}
	return m
}

// BenchmarkMul multiplies in each form, m×k×n: c (m, n) over k terms, here and by gonum. Gonum shares the larger ones
// out over all cores.
func BenchmarkMul(b *testing.B) {
	for _, s := range []struct{ m, k, n int }{
		{128, 128, 128}, {16, 128, 128}, {32, 128, 128}, {16, 384, 128}, {512, 128, 128}, {128, 70, 128}, {128, 128, 2},
		{128, 2, 128},
	} {
		c := random(s.m, s.n)
		for _, form := range []struct {
			name   string
			a, b   blas32.General
			mul    func(c, start, a, b blas32.General)
			ta, tb blas.Transpose
		}{
			{"NN", random(s.m, s.k), random(s.k, s.n), kernel.Mul, blas.NoTrans, blas.NoTrans},
			{"NT", random(s.m, s.k), random(s.n, s.k), kernel.MulNT, blas.NoTrans, blas.Trans},
			{"TN", random(s.k, s.m), random(s.k, s.n), kernel.MulTN, blas.Trans, blas.NoTrans},
		} {
			shape := fmt.Sprintf("%s/%dx%dx%d", form.name, s.m, s.k, s.n)
			flops := 2 * float64(s.m) * float64(s.k) * float64(s.n)
			b.Run(shape+"/ours", func(b *testing.B) {
				for b.Loop() {
					form.mul(c, kernel.Zero, form.a, form.b)
				}
				b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
			b.Run(shape+"/gonum", func(b *testing.B) {
				for b.Loop() {
					blas32.Gemm(form.ta, form.tb, 1, form.a, form.b, 0, c)
				}
				b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

// BenchmarkElements times the element-wise functions on a slice that fits the second-level cache, per element, beside
// the SIMD library's nearest.
func BenchmarkElements(b *testing.B) {
	const n = 16384
	x, y, z, w := random(1, n).Data, random(2, n/2).Data, random(4, n/4).Data, random(8, n/8).Data
	step := kernel.Adam{LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Count: 10, GradScale: 1}
	rows := blas32.General{Rows: 128, Cols: 128, Stride: 128, Data: x}
	for _, f := range []struct {
		name string
		run  func()
	}{
		{"SiLU", func() { kernel.SiLU(y, nil, nil, x) }},
		{"SiLU, h, slope", func() { kernel.SiLU(y, w, z, x) }},
		{"GELU", func() { kernel.GELU(y, nil, nil, x) }},
		{"GELU, h, slope", func() { kernel.GELU(y, w, z, x) }},
		{"Fourier64", func() {
			kernel.Fourier(blas32.General{Rows: n / 128, Cols: 128, Stride: 128, Data: y},
				blas32.Vector{N: n / 128, Inc: 2, Data: z}, x[:64])
		}},
		{"Adam", func() { step.Step(w, z, y, x) }},
		{"EMA", func() { kernel.EMA(w, x, 1e-3) }},
		{"SumSquares", func() { kernel.SumSquares(x) }},
		{"ColumnSums", func() { kernel.ColumnSums(y[:128], rows) }},
		{"simd.Sigmoid", func() { f32.Sigmoid(y, x) }},
		{"simd.Tanh", func() { f32.Tanh(y, x) }},
		{"simd.Add", func() { f32.Add(y, z, x) }},
		{"simd.SumOfSquares", func() { f32.SumOfSquares(x) }},
	} {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				f.run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
		})
	}
}
