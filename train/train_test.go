package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/model/tensorfile/damage"
	"ddpm/sample"

	"github.com/google/go-cmp/cmp"
)

var (
	shape = model.Config{
		Width: 32, Blocks: 2, Activation: "silu", Predict: "v",
		Coordinate: model.Frequencies{Lowest: .25, Highest: 8, Count: 8},
		LogSNR:     model.Frequencies{Lowest: .05, Highest: 1, Count: 6},
	}
	config = Config{Steps: 12, Batch: 70, LearningRate: 1e-3, EMA: .99, ClipGrad: 1, Seed: 5}
)

// cross is a distribution of two modes.
var cross = mixture.New([]mixture.Component{
	{Weight: 3, Mean: data.Point{-1, 0}, Cov: [3]float64{.05, 0, .4}},
	{Weight: 1, Mean: data.Point{1, .5}, Cov: [3]float64{.3, 0, .05}, Label: 1},
})

func newTrainer(config Config) *Trainer {
	schedule := must.Get(model.NewSchedule("linear", 50))
	return must.Get(New(config, shape, schedule, cross))
}

// advance takes up to n steps.
func advance(t testing.TB, trainer *Trainer, n int) (last Step) {
	t.Helper()
	if n == 0 {
		return
	}
	start := trainer.Done()
	for step, err := range trainer.Steps(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		last = step
		if n == trainer.Done()-start {
			break
		}
	}
	return last
}

func checkpoint(trainer *Trainer) []byte {
	var file bytes.Buffer
	must.Do(trainer.WriteCheckpoint(&file))
	return file.Bytes()
}

func TestResumedIsUninterrupted(t *testing.T) {
	whole := newTrainer(config)
	advance(t, whole, config.Steps)
	want := checkpoint(whole)
	for _, cut := range []int{0, 1, 5, config.Steps} {
		first := newTrainer(config)
		advance(t, first, cut)
		second := newTrainer(config)
		must.Do(second.ReadCheckpoint(bytes.NewReader(checkpoint(first))))
		if second.Done() != cut {
			t.Errorf("resumed at step %d, want %d", second.Done(), cut)
		}
		advance(t, second, config.Steps)
		if !bytes.Equal(checkpoint(second), want) {
			t.Errorf("cut after step %d: the checkpoint differs from that of a run never interrupted", cut)
		}
	}
}

func TestThreadsDoNotMatter(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []byte
	for _, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		trainer := newTrainer(config)
		advance(t, trainer, config.Steps)
		got := checkpoint(trainer)
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d threads train otherwise than 1", threads)
		}
	}
}

func TestSeedMatters(t *testing.T) {
	other := config
	other.Seed++
	a, b := newTrainer(config), newTrainer(other)
	if cmp.Equal(a.network.Weights, b.network.Weights) {
		t.Error("two seeds start from the same weights")
	}
	advance(t, a, 3)
	advance(t, b, 3)
	if bytes.Equal(checkpoint(a), checkpoint(b)) {
		t.Error("two seeds give one result")
	}
}

// Every step, also the first and the last, has a rate above 0, and changes the weights and their average.
func TestEveryStepLearns(t *testing.T) {
	trainer := newTrainer(config)
	for number := 1; number <= config.Steps; number++ {
		weights, average := slices.Clone(trainer.network.Weights), slices.Clone(trainer.average.Weights)
		step := advance(t, trainer, 1)
		if step.Number != number || !(step.LearningRate > 0 && step.LearningRate <= config.LearningRate) {
			t.Errorf("step %d is %+v", number, step)
		}
		if cmp.Equal(weights, trainer.network.Weights) || cmp.Equal(average, trainer.average.Weights) {
			t.Errorf("step %d changes nothing", number)
		}
	}
	for step := range trainer.Steps(context.Background()) {
		t.Errorf("after the last step comes %+v", step)
	}
}

// The batch as a whole must have the distribution that algorithm 1 asks for: t uniform on 1, …, T and stratified, ε ~ N(0, I), and
// x_t = √ᾱ x_0 + √(1−ᾱ) ε with x_0 from the source.
func TestBatchIsAlgorithm1(t *testing.T) {
	of := config
	of.LossWeight = "eps"
	trainer := newTrainer(of)
	schedule := trainer.levels.schedule
	timeOf := make(map[float32]int)
	for at := 1; at <= schedule.Steps(); at++ {
		timeOf[float32(schedule.LogSNR(at))] = at
	}
	const steps = 400
	counts := make([]int, schedule.Steps()+1)
	var n, noise, squares float64
	var mean data.Point // of (x_t − σε)/a, which is x_0
	for step := 1; step <= steps; step++ {
		row := 0
		for _, s := range trainer.shards {
			s.run(trainer, step)
			for i := range s.rows {
				at, ok := timeOf[s.graph.LogSNR[i]]
				if !ok {
					t.Fatalf("log-SNR %v belongs to no t", s.graph.LogSNR[i])
				}
				counts[at]++
				// Row i of B has u in [i/B, (i+1)/B).
				low, high := row*schedule.Steps()/config.Batch+1, (row+1)*schedule.Steps()/config.Batch+1
				if at < low || at > high {
					t.Fatalf("row %d has t = %d, want %d to %d", row, at, low, high)
				}
				row++
				for axis := range mean {
					eps := float64(s.graph.Target[2*i+axis])
					x0 := (float64(s.graph.X[2*i+axis]) - schedule.Noise(at)*eps) / schedule.Signal(at)
					if math.Abs(x0) > 4.5 {
						t.Fatalf("x_0 is %v, far outside the distribution", x0)
					}
					if at <= schedule.Steps()/2 {
						mean[axis] += x0
					}
					noise += eps
					squares += eps * eps
					n++
				}
			}
		}
	}
	// Each bound is 5 standard errors: error probability below 1e-5.
	if math.Abs(noise/n) > 5/math.Sqrt(n) || math.Abs(squares/n-1) > 5*math.Sqrt(2/n) {
		t.Errorf("the noise has mean %v and variance %v", noise/n, squares/n)
	}
	want, cov := cross.Mean(), cross.Cov()
	for axis, variance := range []float64{cov[0], cov[2]} {
		if got := mean[axis] / (n / 4); math.Abs(got-want[axis]) > 5*math.Sqrt(variance/(n/4))+1e-3 {
			t.Errorf("axis %d: x_0 has mean %v, want %v", axis, got, want[axis])
		}
	}
	expected := n / 2 / float64(schedule.Steps())
	for at, count := range counts[1:] {
		if math.Abs(float64(count)-expected) > 5*math.Sqrt(expected) {
			t.Errorf("t = %d came up %d times, want about %.0f", at+1, count, expected)
		}
	}
}

// With the balanced loss weight a quarter of the rows are those of algorithm 1, and the reported loss is theirs. The others have
// log-SNRs that are stratified and even from lowestEven to the highest that a likelihood needs.
func TestBalancedBatchIsMostlyEvenInLogSNR(t *testing.T) {
	balanced := config
	balanced.LossWeight, balanced.Batch = "balanced", 80
	trainer := newTrainer(balanced)
	schedule := trainer.levels.schedule
	timeOf := make(map[float32]int)
	for at := 1; at <= schedule.Steps(); at++ {
		timeOf[float32(schedule.LogSNR(at))] = at
	}
	lowest, highest := float64(lowestEven), trainer.levels.even.highest
	if highest < math.Log(1/.01/.01) || highest < schedule.LogSNR(1) {
		t.Fatalf("log-SNRs from %v to %v do not reach where likelihoods do", lowest, highest)
	}
	even, most := 0, 60
	for step := 1; step <= 100; step++ {
		row := 0
		for _, s := range trainer.shards {
			s.run(trainer, step)
			var loss float64
			for i := range s.rows {
				level := s.graph.LogSNR[i]
				signal, noise := model.SignalNoise(float64(level))
				if _, ok := timeOf[level]; ok {
					loss += float64(s.graph.Importance[i])
					if s.graph.Importance[i] != 4 || s.graph.Weight[i] != 1 {
						t.Fatalf("row %d of t has weight %v and importance %v", row, s.graph.Weight[i], s.graph.Importance[i])
					}
				} else {
					even++
					low := float64(row) / float64(most) // row i of 60 has u in [i, i+1)/60
					if u := (float64(level) - lowest) / (highest - lowest); u < low-1e-6 || u > low+1/float64(most)+1e-6 {
						t.Fatalf("row %d is at %v of the range of log-SNR", row, u)
					}
					if s.graph.Importance[i] != 0 || s.graph.Weight[i] != 1 {
						t.Fatalf("row %d has weight %v and importance %v", row, s.graph.Weight[i], s.graph.Importance[i])
					}
				}
				for axis := range 2 {
					if x0 := (float64(s.graph.X[2*i+axis]) - noise*float64(s.graph.Target[2*i+axis])) / signal; signal > .1 && math.Abs(x0) > 4.5 {
						t.Fatalf("x_0 is %v, far outside the distribution", x0)
					}
				}
				row++
			}
		}
	}
	if even != 100*most {
		t.Errorf("%d rows are even in log-SNR, want %d", even, 100*most)
	}
}

// Adam and the average, by hand for two steps on the gradients that the shards report.
func TestUpdateByHand(t *testing.T) {
	for _, clip := range []float64{0, .05} {
		c := config
		c.ClipGrad = clip
		trainer := newTrainer(c)
		n := len(trainer.network.Weights)
		widen := func(s []float32) []float64 {
			wide := make([]float64, n)
			for i, v := range s {
				wide[i] = float64(v)
			}
			return wide
		}
		weights, average := widen(trainer.network.Weights), widen(trainer.average.Weights)
		m, v := make([]float64, n), make([]float64, n)
		for k := 1; k <= 2; k++ {
			step := advance(t, trainer, 1)
			gradient, norm := make([]float64, n), 0.0
			for i, g := range trainer.shards[0].graph.Gradient {
				gradient[i] = float64(g)
				norm += gradient[i] * gradient[i]
			}
			norm = math.Sqrt(norm)
			if math.Abs(step.GradNorm-norm) > 1e-5*norm {
				t.Errorf("norm %v, want %v", step.GradNorm, norm)
			}
			decay := min(c.EMA, float64(k)/float64(k+10))
			for i, g := range gradient {
				if clip > 0 && norm > clip {
					g *= clip / norm
				}
				m[i] = .9*m[i] + .1*g
				v[i] = .999*v[i] + .001*g*g
				weights[i] -= step.LearningRate * (m[i] / (1 - math.Pow(.9, float64(k)))) /
					(math.Sqrt(v[i]/(1-math.Pow(.999, float64(k)))) + 1e-8)
				average[i] += (1 - decay) * (weights[i] - average[i])
				if d := math.Abs(weights[i] - float64(trainer.network.Weights[i])); d > 1e-2*step.LearningRate {
					t.Fatalf("clip %v, step %d: weight %d is %v off", clip, k, i, d)
				}
				if d := math.Abs(average[i] - float64(trainer.average.Weights[i])); d > 1e-2*step.LearningRate {
					t.Fatalf("clip %v, step %d: average %d is %v off", clip, k, i, d)
				}
			}
		}
	}
}

func TestLearningRate(t *testing.T) {
	const total = 10000
	rises := func(from, to int) bool { return learningRate(1, from, total) < learningRate(1, to, total) }
	if first := learningRate(1, 0, total); first > 1.01/warmUpSteps || !rises(0, 1) || !rises(100, warmUpSteps-1) {
		t.Error("the rate does not warm up")
	}
	for done := warmUpSteps; done < total-1; done++ {
		if rises(done, done+1) {
			t.Fatalf("the rate rises after step %d", done)
		}
	}
	if middle := learningRate(1, total/2, total); math.Abs(middle-.5) > 1e-9 {
		t.Errorf("half way the rate is %v of the peak", middle)
	}
	if last := learningRate(1, total-1, total); last > 1e-6 || last <= 0 {
		t.Errorf("the last rate is %v of the peak", last)
	}
}

func TestDivergenceStopsAndHarmsNothing(t *testing.T) {
	c := config
	c.Steps, c.LearningRate, c.ClipGrad = 1000, 1e4, 0
	trainer := newTrainer(c)
	var before []byte
	for _, err := range trainer.Steps(context.Background()) {
		if err == nil {
			before = checkpoint(trainer)
			continue
		}
		if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "learning rate") {
			t.Errorf("error %v", err)
		}
		if !bytes.Equal(checkpoint(trainer), before) {
			t.Error("the step that diverged changed the state")
		}
		return
	}
	t.Error("a learning rate of 1e4 did not diverge")
}

func TestStepsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	trainer := newTrainer(config)
	for step, err := range trainer.Steps(ctx) {
		if err != nil {
			if !errors.Is(err, context.Canceled) || trainer.Done() != 3 {
				t.Errorf("after %d steps: %v", trainer.Done(), err)
			}
			return
		}
		if step.Number == 3 {
			cancel()
		}
	}
	t.Error("the steps went on")
}

func TestReadCheckpointRefuses(t *testing.T) {
	trainer := newTrainer(config)
	advance(t, trainer, 2)
	whole := checkpoint(trainer)
	rng := rand.New(rand.NewPCG(32, 1))
	for cut := 0; cut < len(whole); cut += 1 + rng.IntN(500) {
		if err := newTrainer(config).ReadCheckpoint(bytes.NewReader(whole[:cut])); err == nil {
			t.Fatalf("a checkpoint cut after %d of %d bytes was read", cut, len(whole))
		}
	}
	unchecked := damage.Unchecked(whole)
	if err := newTrainer(config).ReadCheckpoint(bytes.NewReader(unchecked)); err != nil {
		t.Fatalf("a checkpoint from before there were checksums: %v", err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"2"`, `"x"`, `"step"`},
		{`"2"`, `"-1"`, `"step"`},
		{`"2"`, `"13"`, `"step"`}, // of 12
		{"checkpoint 1", "checkpoint 0", "format"},
		{`"moment1"`, `"moment3"`, "moment1"},
		{`"moment1"`, `"moment"`, "moment1"},
	} {
		damaged := damage.Header(unchecked, c.old, c.new)
		if err := newTrainer(config).ReadCheckpoint(bytes.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: error %v, want %s in it", c.new, c.old, err, c.want)
		}
	}
	last := newTrainer(config)
	if err := last.ReadCheckpoint(bytes.NewReader(damage.Header(unchecked, `"2"`, `"12"`))); err != nil || last.Done() != 12 {
		t.Errorf("a checkpoint of the last step is read as one after %d, error %v", last.Done(), err)
	}
}

// A checkpoint holds the best average and its step, and none where there is none.
func TestCheckpointKeepsTheBest(t *testing.T) {
	trainer := newTrainer(config)
	advance(t, trainer, 2)
	without := checkpoint(trainer)
	trainer.Best, trainer.BestStep = slices.Clone(trainer.Average().Weights), trainer.Done()
	advance(t, trainer, 2)
	with := checkpoint(trainer)
	again := newTrainer(config)
	if err := again.ReadCheckpoint(bytes.NewReader(with)); err != nil || again.BestStep != 2 || !slices.Equal(again.Best, trainer.Best) {
		t.Errorf("the best average is not read as it was written: step %d, error %v", again.BestStep, err)
	}
	if slices.Equal(again.Best, again.Average().Weights) {
		t.Error("the best average moves with the average")
	}
	if err := again.ReadCheckpoint(bytes.NewReader(without)); err != nil || again.Best != nil || !bytes.Equal(checkpoint(again), without) {
		t.Errorf("a best average comes from a checkpoint without one; error %v", err)
	}
	unchecked := damage.Unchecked(with)
	for _, step := range []string{`"x"`, `"0"`, `"5"`} { // of 4 steps taken
		damaged := damage.Header(unchecked, `"best_step":"2"`, `"best_step":`+step)
		if err := newTrainer(config).ReadCheckpoint(bytes.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), "best_step") {
			t.Errorf("best step %s: error %v", step, err)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 50))
	for name, change := range map[string]func(*Config){
		"no steps":        func(c *Config) { c.Steps = 0 },
		"no batch":        func(c *Config) { c.Batch = -1 },
		"no rate":         func(c *Config) { c.LearningRate = 0 },
		"NaN rate":        func(c *Config) { c.LearningRate = math.NaN() },
		"EMA of 1":        func(c *Config) { c.EMA = 1 },
		"negative clip":   func(c *Config) { c.ClipGrad = -1 },
		"infinite clip":   func(c *Config) { c.ClipGrad = math.Inf(1) },
		"negative EMA":    func(c *Config) { c.EMA = -.1 },
		"enormous batch":  func(c *Config) { c.Batch = 1 << 30 },
		"infinite a rate": func(c *Config) { c.LearningRate = math.Inf(1) },
		"label dropout":   func(c *Config) { c.LabelDropout = 1 },
		"less dropout":    func(c *Config) { c.LabelDropout = -.1 },
		"NaN dropout":     func(c *Config) { c.LabelDropout = math.NaN() },
		"NaN clip":        func(c *Config) { c.ClipGrad = math.NaN() },
		"NaN EMA":         func(c *Config) { c.EMA = math.NaN() },
		"unknown target":  func(c *Config) { c.Target = "x0" },
	} {
		c := config
		change(&c)
		if _, err := New(c, shape, schedule, cross); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A short training on modes of weight .9, .07, .02 and .01 must put the right share of samples in each. The share of
// 20,000 samples has a standard error of at most .0021; the bounds are wider because the training is short.
func TestTrainingFindsEveryMode(t *testing.T) {
	builtin, ok := data.Lookup("lopsided")
	if !ok {
		t.Fatal("no lopsided")
	}
	distribution := builtin.Mixture()
	standardizer := data.NewStandardizer(distribution)
	schedule := must.Get(model.NewSchedule("linear", 100))
	c := Config{Steps: 1500, Batch: 256, LearningRate: 3e-3, EMA: .995, ClipGrad: 1, Seed: 1}
	wide := shape
	wide.Width = 64
	trainer := must.Get(New(c, wide, schedule, standardizer.Distribution(distribution)))
	advance(t, trainer, c.Steps)
	sampler := must.Get(sample.NewSampler("ddpm", schedule, sample.Options{}))
	const n = 20000
	points := must.Get(sample.Draw(context.Background(), trainer.Average(), sampler, sample.Noise{Seed: 1}, n))
	standardizer.From(points, points)
	got := make([]float64, distribution.Labels())
	posterior := make([]float64, distribution.Labels())
	for _, x := range points {
		distribution.Posterior(posterior, x)
		for label, p := range posterior {
			got[label] += p / n
		}
	}
	want := make([]float64, distribution.Labels())
	for _, component := range distribution.Components() {
		want[component.Label] += component.Weight
	}
	for label, bound := range []float64{.03, .02, .008, .006} {
		if math.Abs(got[label]-want[label]) > bound {
			t.Errorf("mode %d has weight %.4f, want %.4f ± %v", label, got[label], want[label], bound)
		}
	}
	t.Log(cmp.Diff(want, got))
}

// Where there is nothing left to learn, Adam's steps are a random walk, which a bound limits.
func TestWeightsAreBounded(t *testing.T) {
	c := config
	c.Steps, c.LearningRate = 2000, .05
	trainer := newTrainer(c)
	advance(t, trainer, 1000)
	norm := 0.0 // of the first layer, per unit
	in := 2 * (2*shape.Coordinate.Count + shape.LogSNR.Count)
	for _, w := range trainer.network.Weights[:in*shape.Width] {
		norm += float64(w) * float64(w)
	}
	if norm = math.Sqrt(norm / float64(shape.Width)); norm > maxNorm*1.0001 {
		t.Errorf("a unit's weights have a norm of %v", norm)
	}
}

// A training needs no more memory after many steps than after few.
func TestMemoryDoesNotGrow(t *testing.T) {
	c := config
	c.Steps = 5000
	trainer := newTrainer(c)
	heap := func(steps int) uint64 {
		advance(t, trainer, steps)
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := heap(200)
	if after := heap(4000); after > before+4000*100 {
		t.Errorf("%d bytes after 200 steps, %d after 4200", before, after)
	}
}

// A checkpoint with one changed bit is refused, or is the same.
func TestFlippedBitOfACheckpointIsNoticed(t *testing.T) {
	small, file := smallCheckpoint(t)
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			got := smallTrainer()
			if err := got.ReadCheckpoint(bytes.NewReader(file)); err == nil && !cmp.Equal(got.state(), small.state()) {
				t.Fatalf("bit %d of byte %d makes another state", bit, i)
			}
			file[i] ^= 1 << bit
		}
	}
}

// smallTrainer returns a trainer with few weights.
func smallTrainer() *Trainer {
	schedule := must.Get(model.NewSchedule("linear", 3))
	least := model.Frequencies{Lowest: 1, Highest: 1, Count: 1}
	c := config
	c.Batch = 2
	return must.Get(New(c, model.Config{Width: 1, Activation: "silu", Predict: "v", Coordinate: least, LogSNR: least}, schedule, cross))
}

// smallCheckpoint returns a trainer after two steps, and its checkpoint.
func smallCheckpoint(t testing.TB) (*Trainer, []byte) {
	trainer := smallTrainer()
	advance(t, trainer, 2)
	return trainer, checkpoint(trainer)
}

// A checkpoint of any bytes is refused with an error of one line, or the state that is read from it is written as the same.
func FuzzReadCheckpoint(f *testing.F) {
	_, file := smallCheckpoint(f)
	f.Add(file)
	f.Add(damage.Unchecked(file))
	f.Add(file[:len(file)/2])
	f.Fuzz(func(t *testing.T, file []byte) {
		trainer := smallTrainer()
		if err := trainer.ReadCheckpoint(bytes.NewReader(file)); err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		again := smallTrainer()
		if err := again.ReadCheckpoint(bytes.NewReader(checkpoint(trainer))); err != nil || !cmp.Equal(again.state(), trainer.state()) {
			t.Errorf("written and read again, %v", err)
		}
	})
}
