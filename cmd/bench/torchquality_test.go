package main

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/train"
)

// Both networks predict the same noise with the same random weights, at all noise levels.
func TestTorchHasOurNetwork(t *testing.T) {
	torch := torchTrainer{realTorch(t), threads{1, 1}}
	c := newCourse("moons", train.DefaultConfig())
	network := must.Get(model.NewNetwork(c.shape))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range network.Weights {
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	command := must.Get(newTorchCourse("predict", c, t.TempDir(), 1))
	if err := writeFloats(command.Weights, network.Weights); err != nil {
		t.Fatal(err)
	}
	ours, moved := make([]data.Point, 64), 0.0
	for i := range ours {
		x := data.Point{float64(float32(rng.NormFloat64())), float64(float32(rng.NormFloat64()))}
		logSNR := float64(float32(-10 + 20*rng.Float64()))
		command.X, command.XLogSNRs = append(command.X, x), append(command.XLogSNRs, logSNR)
		network.PredictNoise(ours[i:][:1], []data.Point{x}, logSNR)
		_, sigma := model.SignalNoise(logSNR)
		moved = max(moved, math.Abs(ours[i][0]-sigma*x[0]))
	}
	answer, err := torch.ask(t.Context(), command)
	if err != nil || len(answer.Noise) != len(ours) {
		t.Fatalf("%v, noise in %d points", err, len(answer.Noise))
	}
	if moved < .1 {
		t.Fatalf("the network predicts little but σx: up to %v more", moved)
	}
	for i, p := range ours {
		for axis, v := range p {
			if want := answer.Noise[i][axis]; !(math.Abs(v-want) < 1e-4) {
				t.Errorf("point %v at log-SNR %v: ours %v, PyTorch's %v", command.X[i], command.XLogSNRs[i], v, want)
			}
		}
	}
}

// PyTorch follows our course: after as many steps, with the same learning rates, its KL is ours, up to what chance does. Over ten seeds of
// ours, the standard deviation of log KL was at most 0.09 after each of these numbers of steps. So the difference of two trainings is above
// 0.45 with a probability of 4e-4 each time.
func TestTorchTrainsAsWeDo(t *testing.T) {
	slowtest.Skip(t)
	torch := torchTrainer{realTorch(t), threads{1, 1}}
	config := noiseConfig()
	config.Steps = 400
	c := newCourse("moons", config)
	c.at = []int{1, 20, 50, 100, 250, 400}
	divergences := make([][]float64, 2)
	for i, learn := range []func(context.Context, course) ([]checkpoint, error){learnHere, torch.learn} {
		found := must.Get(learn(t.Context(), c))
		for j, checkpoint := range found {
			if checkpoint.steps != c.at[j] || j > 0 && !(checkpoint.seconds > found[j-1].seconds) {
				t.Errorf("program %d: checkpoint %d is after %d steps and %v s", i, j, checkpoint.steps, checkpoint.seconds)
			}
		}
		for kl, err := range c.divergences(t.Context(), found, 200) {
			if err != nil {
				t.Fatal(err)
			}
			divergences[i] = append(divergences[i], kl)
		}
	}
	for j, at := range c.at {
		if ours, theirs := divergences[0][j], divergences[1][j]; !(math.Abs(math.Log(theirs/ours)) < .45) {
			t.Errorf("after %d steps: our KL is %v, PyTorch's %v", at, ours, theirs)
		}
	}
	answer := must.Get(torch.ask(t.Context(), must.Get(newTorchCourse("learn", c, t.TempDir(), 1000))))
	next := 0
	for step, err := range c.trainer().Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if step.Number == c.at[next] {
			if math.Abs(answer.Rates[next]-step.LearningRate) > 1e-9*step.LearningRate {
				t.Errorf("step %d: learning rate %v, ours %v", step.Number, answer.Rates[next], step.LearningRate)
			}
			next++
		}
	}
}

// Each row of PyTorch's batch has the noise level of its place in the batch: of the even log-SNRs first, then of the times.
func TestTorchHasOurNoiseLevels(t *testing.T) {
	torch := torchTrainer{realTorch(t), threads{1, 1}}
	c := newCourse("moons", noiseConfig())
	answer, err := torch.ask(t.Context(), must.Get(newTorchCourse("draw", c, t.TempDir(), 10)))
	if err != nil || len(answer.LogSNRs) != c.config.Batch {
		t.Fatalf("%v, %d rows", err, len(answer.LogSNRs))
	}
	even, lowest, highest := c.trainer().EvenLevels()
	level := func(place float64) float64 {
		if place < even {
			return lowest + place/even*(highest-lowest)
		}
		t := 1 + int((place-even)/(1-even)*float64(c.schedule.Steps()))
		return c.schedule.LogSNR(min(t, c.schedule.Steps()))
	}
	for i, logSNR := range answer.LogSNRs {
		from, to := level(float64(i)/float64(c.config.Batch)), level(math.Nextafter(float64(i+1)/float64(c.config.Batch), 0))
		if logSNR < min(from, to)-1e-5 || logSNR > max(from, to)+1e-5 {
			t.Errorf("row %d: log-SNR %v, want one from %v to %v", i, logSNR, from, to)
		}
	}
}

// The trainer has the thread setting whose steps take the least time.
func TestTorchTrainerIsTheFastest(t *testing.T) {
	python := interpreter(t, `echo "{\"step_seconds\": $((5 - OMP_NUM_THREADS - OPENBLAS_NUM_THREADS))}"`)
	torch, err := newTorchTrainer(t.Context(), python, newCourse("moons", noiseConfig()), window{})
	if want := (torchTrainer{python, threads{2, 2}}); err != nil || torch != want {
		t.Errorf("%v, %v: want %v", torch, err, want)
	}
}

// The script times a step.
func TestTorchTimesAStep(t *testing.T) {
	torch := torchTrainer{realTorch(t), threads{1, 1}}
	command := must.Get(newTorchCourse("time", newCourse("moons", noiseConfig()), t.TempDir(), 100))
	command.Window = .001
	if answer, err := torch.ask(t.Context(), command); err != nil || !(answer.StepSeconds > 0) {
		t.Errorf("%v s, %v", answer.StepSeconds, err)
	}
}

func TestTorchTrainerFailuresSayWhy(t *testing.T) {
	config := noiseConfig()
	config.Steps = 3
	c, quickly := newCourse("moons", config), window{time.Millisecond, time.Millisecond}
	for _, test := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"no answer", []string{"exit 0"}, "without an answer"},
		{"no training", []string{`echo '{"step_seconds": 1}'`}, "0 checkpoints: want 3"},
		{"no weights", []string{`echo '{"step_seconds": 1, "seconds": [1, 2, 3]}'`}, "averages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			torch, err := newTorchTrainer(t.Context(), interpreter(t, test.lines...), c, quickly)
			if err == nil {
				_, err = torch.learn(t.Context(), c)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}
