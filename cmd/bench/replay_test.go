package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"ddpm/model"
)

// The replay does the work of the graphs if it computes the same gradient from the same weights. If the noise is 0, the gradient of the
// loss in the prediction is the prediction divided by the batch.
func TestReplayComesToTheGraphsGradient(t *testing.T) {
	config := tinyDiffusion
	config.Coordinate = model.Frequencies{Lowest: .5, Highest: 3, Count: 64}
	config.LogSNR = config.Coordinate
	config.Damping = 0 // as that of the benchmark's network
	network, err := model.NewNetwork(config)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range network.Weights {
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	graph := network.NewShard(shardRows, stepBatch)
	for i := range graph.X {
		graph.X[i] = float32(rng.NormFloat64())
	}
	for i := range graph.LogSNR {
		graph.LogSNR[i] = float32(rng.NormFloat64())
	}
	graph.Run()

	r := newReplay()
	r.shards = r.shards[:1]
	s := &r.shards[0]
	copy(s.x, graph.X)
	copy(s.logSNR, graph.LogSNR)
	for i := range s.omega {
		s.omega[i] = float32(.5 * math.Pow(6, float64(i)/63))
	}
	rest := network.Weights
	for _, l := range s.layers {
		copy(l.weights.Data, rest)
		copy(l.bias, rest[l.in*l.out:])
		rest = rest[(l.in+1)*l.out:]
	}
	r.step()
	last := s.layers[len(s.layers)-1]
	for i, v := range last.y.Data {
		last.dy.Data[i] = v / stepBatch
	}
	r.step()

	var got []float32
	for _, l := range s.layers {
		got = append(append(got, l.dWeights.Data...), l.dBias...)
	}
	if len(got) != len(graph.Gradient) {
		t.Fatalf("%d weights, the graph has %d", len(got), len(graph.Gradient))
	}
	var largest float64
	for _, v := range graph.Gradient {
		largest = max(largest, math.Abs(float64(v)))
	}
	for i, want := range graph.Gradient {
		if math.Abs(float64(got[i]-want)) > 1e-5*largest {
			t.Fatalf("gradient %d: %v, the graph's %v", i, got[i], want)
		}
	}
}

// A step has matrix products and other kernels, and both take time.
func TestReplayTimesAllKernels(t *testing.T) {
	products, others, err := newReplay().time(t.Context(), window{})
	if err != nil || !(products > 0 && others > 0) {
		t.Errorf("%v, %v, %v", products, others, err)
	}
}
