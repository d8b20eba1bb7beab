package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// If only points, log-SNRs and noise of a shard are filled, its loss is that of Ho et al., computed here with PredictNoise: all weights
// are 1, and no point has a class.
func TestUnfilledShardHasNoWeightsAndClasses(t *testing.T) {
	n := randomNetwork(conditional())
	const rows, batch = 7, 9
	s := n.NewShard(rows, batch)
	rng := rand.New(rand.NewPCG(23, 1))
	for _, values := range [][]float32{s.X, s.LogSNR, s.Target} {
		for i := range values {
			values[i] = float32(rng.NormFloat64())
		}
	}
	want := 0.0
	for i := range rows {
		noise := make([][2]float64, 1)
		n.PredictNoise(noise, [][2]float64{{float64(s.X[2*i]), float64(s.X[2*i+1])}}, float64(s.LogSNR[i]))
		for axis, v := range noise[0] {
			want += math.Pow(v-float64(s.Target[2*i+axis]), 2) / (2 * batch)
		}
	}
	loss := lossOf(s)
	if math.Abs(loss-want) > 1e-5*want {
		t.Errorf("loss %v, by way of PredictNoise %v", loss, want)
	}
	if weighted := weightedLoss(s); math.Abs(weighted-want) > 1e-5*want {
		t.Errorf("weighted loss %v, by way of PredictNoise %v", weighted, want)
	}
}

// The rows of a batch do not depend on each other or on the log-SNRs of other rows: loss and gradient are the sums of those of shards of
// one row.
func TestRowsAddUpToTheShard(t *testing.T) {
	n := randomNetwork(conditional())
	rows := len(mixed)
	whole, one := n.NewShard(rows, rows), n.NewShard(1, rows)
	fill(rand.New(rand.NewPCG(23, 2)), whole)
	copy(whole.LogSNR, mixed)
	var loss float64
	gradient := make([]float32, len(n.Weights))
	for i := range rows {
		copy(one.X, whole.X[2*i:])
		copy(one.Target, whole.Target[2*i:])
		one.LogSNR[0], one.Class[0] = whole.LogSNR[i], whole.Class[i]
		loss += lossOf(one)
		for j, v := range one.Gradient {
			gradient[j] += v
		}
	}
	if got := lossOf(whole); math.Abs(got-loss) > 1e-5*loss {
		t.Errorf("loss %v, of the rows %v", got, loss)
	}
	if d := distance(gradient, whole.Gradient); d > 1e-5 {
		t.Errorf("gradients differ by %v", d)
	}
}

func TestShardMisusePanics(t *testing.T) {
	n := randomNetwork(small("silu"))
	checkPanics(t, "no rows", func() { n.NewShard(0, 4) })
	checkPanics(t, "more rows than the batch", func() { n.NewShard(5, 4) })
}
