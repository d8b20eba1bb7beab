package train

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/train/pool"
)

// points hides everything of a distribution but its points.
type points struct{ mixture *mixture.Mixture }

func (p points) Sample(rng *rand.Rand) (data.Point, int) { return p.mixture.Sample(rng) }

// A training sees points and nothing else: with a source that can only draw them, it writes the same bytes. This holds for both
// targets, with and without classes, whatever the number of threads, and for a training that was interrupted, on either side of a new
// pool.
func TestTargetsSeePointsAlone(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, target := range targets.Names() {
		for _, classes := range []int{0, 2} {
			t.Run(fmt.Sprint(target, " ", classes), func(t *testing.T) {
				c, of := config, shape
				c.Target, c.Steps, c.Batch, c.LossWeight, c.LabelDropout = target, poolSteps+3, 6, "balanced", .3
				of.Width, of.Blocks, of.Classes = 4, 0, classes
				schedule := must.Get(model.NewSchedule("linear", 50))
				begin := func(source data.Source) *Trainer {
					return must.Get(New(c, of, schedule, source))
				}
				runtime.GOMAXPROCS(1)
				whole := begin(cross)
				advance(t, whole, c.Steps)
				want := checkpoint(whole)
				runtime.GOMAXPROCS(4)
				first := begin(points{cross})
				for _, cut := range []int{0, poolSteps - 1, poolSteps, poolSteps + 1} {
					advance(t, first, cut-first.Done())
					second := begin(points{cross})
					must.Do(second.ReadCheckpoint(bytes.NewReader(checkpoint(first))))
					advance(t, second, c.Steps)
					if !bytes.Equal(checkpoint(second), want) {
						t.Errorf("cut after step %d: other bytes", cut)
					}
				}
			})
		}
	}
}

// Both targets have the same mean gradient. At the same weights, the mean over many steps of the gradient's product with fixed
// directions agrees within 5 standard errors (error probability below 1e-5), and the mean target's variance is the smaller one. The plain
// loss has the same mean too, and that against the mean target is less by the variance that it leaves out.
func TestTargetsHaveTheSameMeanGradient(t *testing.T) {
	const steps, directions = 1500, 8
	type moments struct{ sum, squares [directions + 1]float64 }
	var of [2]moments
	var targetLoss, plainLoss float64
	for k, target := range []string{DrawnNoise, MeanNoise} {
		c := config
		c.Target, c.Steps, c.Batch, c.LossWeight = target, steps, 32, "eps"
		trainer := newTrainer(c)
		rng := rand.New(rand.NewPCG(3, 4))
		for i := range trainer.network.Weights {
			trainer.network.Weights[i] = float32(.1 * rng.NormFloat64())
		}
		for step := 1; step <= steps; step++ {
			// All steps are at the same weights, so each is drawn and summed, and none is taken.
			trainer.target.begin(step)
			var values [directions + 1]float64
			for _, s := range trainer.shards {
				s.run(trainer, step)
				values[directions] += s.loss
				for i, g := range s.graph.Gradient {
					values[i%directions] += math.Sin(float64(i)) * float64(g)
				}
				if target == MeanNoise {
					targetLoss += s.targetLoss / steps
					plainLoss += s.loss / steps
				} else if s.targetLoss != s.loss {
					t.Fatal("the target of the drawn noise is not that noise")
				}
			}
			for i, v := range values {
				of[k].sum[i] += v / steps
				of[k].squares[i] += v * v / steps
			}
		}
	}
	for i := range directions + 1 {
		variance := func(k int) float64 { return of[k].squares[i] - of[k].sum[i]*of[k].sum[i] }
		bound := 5 * math.Sqrt((variance(0)+variance(1))/steps)
		if difference := of[0].sum[i] - of[1].sum[i]; math.Abs(difference) > bound {
			t.Errorf("direction %d: mean %v with the drawn noise, %v with its mean, want a difference below %v", i, of[0].sum[i], of[1].sum[i], bound)
		}
		if i < directions && variance(1) > .9*variance(0) {
			t.Errorf("direction %d: variance %v with the drawn noise, %v with its mean", i, variance(0), variance(1))
		}
	}
	if !(targetLoss < .9*plainLoss) {
		t.Errorf("loss %v against the mean target, %v against the drawn noise", targetLoss, plainLoss)
	}
}

// With the mean target each class of a batch is learned from its own points: the target of a row with a class is the mean noise over
// points of that class, which lie elsewhere than the others'.
func TestMeanTargetIsOfTheClass(t *testing.T) {
	apart := mixture.New([]mixture.Component{
		{Weight: 1, Mean: data.Point{-1, 0}, Cov: [3]float64{1e-4, 0, 1e-4}},
		{Weight: 1, Mean: data.Point{1, 0}, Cov: [3]float64{1e-4, 0, 1e-4}, Label: 1},
	})
	c, of := config, shape
	c.Target, c.LabelDropout, of.Classes = MeanNoise, .5, 2
	trainer := must.Get(New(c, of, must.Get(model.NewSchedule("linear", 50)), apart))
	given, dropped := 0, 0
	for step := 1; step <= 40; step++ {
		trainer.target.begin(step)
		for _, s := range trainer.shards {
			s.run(trainer, step)
			for i := range s.rows {
				signal, noise := model.SignalNoise(float64(s.graph.LogSNR[i]))
				// The mean of x_0 that the target stands for. All points of a class are within .05 of its mean.
				x0 := (float64(s.graph.X[2*i]) - noise*float64(s.graph.Target[2*i])) / signal
				if signal < .1 || s.graph.Target[2*i] == s.noise[2*i] {
					continue
				}
				switch class := s.graph.Class[i]; {
				case class >= 0:
					given++
					if math.Abs(x0-(2*float64(class)-1)) > .05 {
						t.Fatalf("class %v at log-SNR %v: x_0 is %v", class, s.graph.LogSNR[i], x0)
					}
				case signal < .3 && math.Abs(x0) < .9: // where either class is possible
					dropped++
				}
			}
		}
	}
	if given < 100 || dropped < 20 {
		t.Errorf("only %d rows with a class, %d without", given, dropped)
	}
}

// A pool serves poolSteps steps, and the next one has other points.
func TestPoolsTakeTurns(t *testing.T) {
	m := &meanNoise{pool: pool.New(cross, 0, 1)}
	first := func(step int) data.Point {
		m.begin(step)
		return m.draw(rand.New(rand.NewPCG(1, 1))).x
	}
	points := []data.Point{first(1), first(poolSteps), first(poolSteps + 1), first(2 * poolSteps), first(2*poolSteps + 1)}
	if points[0] != points[1] || points[2] != points[3] {
		t.Error("a pool does not serve all of its steps")
	}
	if points[1] == points[2] || points[3] == points[4] || points[0] == points[4] {
		t.Error("the next pool has the same points")
	}
	if again := first(1); again != points[0] {
		t.Error("the first pool is another one when it is made again")
	}
}
