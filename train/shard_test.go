package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// The rows of all shards and steps are drawn independently. None occurs twice. These are not correlated: the two coordinates of the
// noise, the noise and the point, the noise of a row and that of the same row of the next shard. Each bound is 5 standard errors: error
// probability below 1e-5.
func TestRowsAreIndependent(t *testing.T) {
	c := config
	c.Batch = 800
	trainer := newTrainer(c)
	seen := make(map[[2]float32]bool)
	mean, cov := cross.Mean(), cross.Cov()
	deviation := data.Point{math.Sqrt(cov[0]), math.Sqrt(cov[2])}
	var coordinates, points, shards, n, m float64
	for step := 1; step <= 30; step++ {
		for k, s := range trainer.shards {
			s.run(trainer, step)
			for i := range s.rows {
				eps := [2]float32(s.graph.Target[2*i:])
				if seen[eps] {
					t.Fatalf("step %d, shard %d: the noise %v comes twice", step, k, eps)
				}
				seen[eps] = true
				coordinates += float64(eps[0]) * float64(eps[1])
				n++
				signal, noise := model.SignalNoise(float64(s.graph.LogSNR[i]))
				for axis, v := range eps {
					if signal > .1 {
						x0 := (float64(s.graph.X[2*i+axis]) - noise*float64(v)) / signal
						points += (x0 - mean[axis]) / deviation[axis] * float64(v)
						m++
					}
				}
				if k > 0 && i < trainer.shards[k-1].rows {
					shards += float64(eps[0]) * float64(trainer.shards[k-1].graph.Target[2*i])
				}
			}
		}
	}
	if len(trainer.shards) < 3 {
		t.Fatalf("there are %d shards: want several", len(trainer.shards))
	}
	if bound := 5 * math.Sqrt(n); math.Abs(coordinates) > bound || math.Abs(shards) > bound || math.Abs(points) > 5*math.Sqrt(m) {
		t.Errorf("sums of products: of coordinates %v, of shards %v, want 0 ± %v; of noise and points %v, want 0 ± %v",
			coordinates, shards, bound, points, 5*math.Sqrt(m))
	}
}

// A step with several shards and several ranges of weights is the same as one with a single shard and one Adam step of all weights, by
// its formula. This holds for the loss, the norm of the gradient, every weight and its average.
func TestStepIsThatOfTheWholeBatch(t *testing.T) {
	c, of := config, shape
	c.Batch, c.ClipGrad = 800, 1e-3
	of.Width = 128
	schedule := must.Get(model.NewSchedule("linear", 50))
	trainer := must.Get(New(c, of, schedule, cross))
	network := must.Get(model.NewNetwork(of))
	if count := len(network.Weights); len(trainer.shards) < 3 || count < 2*rangeSize || count%rangeSize == 0 {
		t.Fatalf("%d shards and %d weights are too few", len(trainer.shards), count)
	}
	rng := rand.New(rand.NewPCG(31, 1))
	for i := range network.Weights { // the output layer's too, so that every gradient is there
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	copy(trainer.network.Weights, network.Weights)
	copy(trainer.average.Weights, network.Weights)
	step := advance(t, trainer, 1)

	whole := network.NewShard(c.Batch, c.Batch)
	row := 0
	for _, s := range trainer.shards {
		copy(whole.X[2*row:], s.graph.X)
		copy(whole.Target[2*row:], s.graph.Target)
		copy(whole.LogSNR[row:], s.graph.LogSNR)
		copy(whole.Weight[row:], s.graph.Weight)
		copy(whole.Importance[row:], s.graph.Importance)
		row += s.rows
	}
	if row != c.Batch {
		t.Errorf("the shards have %d rows, want %d", row, c.Batch)
	}
	whole.Run()
	if loss := whole.Loss(whole.Target); math.Abs(step.Loss-loss) > 1e-5*loss {
		t.Errorf("loss %v, of the whole batch %v", step.Loss, loss)
	}
	norm := 0.0
	for _, g := range whole.Gradient {
		norm += float64(g) * float64(g)
	}
	norm = math.Sqrt(norm)
	if math.Abs(step.GradNorm-norm) > 1e-5*norm {
		t.Errorf("norm of the gradient %v, of the whole batch %v", step.GradNorm, norm)
	}
	for i, g := range whole.Gradient {
		clipped := float64(g) * min(1, c.ClipGrad/norm)
		// In the first step the moments are the gradient and its square. Gradients as small as rounding errors are left out.
		want := step.LearningRate * clipped / (math.Abs(clipped) + 1e-8)
		if math.Abs(clipped) < 1e-7 {
			continue
		}
		before := float64(network.Weights[i])
		if moved := before - float64(trainer.network.Weights[i]); math.Abs(moved-want) > 1e-2*step.LearningRate {
			t.Fatalf("weight %d of %d moved by %v, want %v", i, len(network.Weights), moved, want)
		}
		if moved := before - float64(trainer.average.Weights[i]); math.Abs(moved-want*10/11) > 1e-2*step.LearningRate {
			t.Fatalf("average %d of %d moved by %v, want %v", i, len(network.Weights), moved, want*10/11)
		}
	}
}
