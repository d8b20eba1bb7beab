package model

import (
	"math/rand/v2"
	"testing"
)

func benchmarkNetwork(b *testing.B) (*Network, [][2]float64) {
	n := randomNetwork(NewConfig(DefaultWidth, DefaultBlocks))
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([][2]float64, 16*predictRows)
	for i := range x {
		x[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	}
	b.Cleanup(func() {
		b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds(), "points/s")
	})
	return n, x
}

func BenchmarkPredictNoise(b *testing.B) {
	n, x := benchmarkNetwork(b)
	dst := make([][2]float64, len(x))
	for b.Loop() {
		n.PredictNoise(dst, x, .5)
	}
}

func BenchmarkPredictNoiseJacobian(b *testing.B) {
	n, x := benchmarkNetwork(b)
	dst, jacobian := make([][2]float64, len(x)), make([][4]float64, len(x))
	for b.Loop() {
		n.PredictNoiseJacobian(dst, jacobian, x, .5)
	}
}
