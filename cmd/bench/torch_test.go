package main

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// interpreter writes a shell script in place of a Python interpreter.
func interpreter(t *testing.T, lines ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "python")
	script := "#!/bin/sh\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(path, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	greet = `echo '{"version": "9.9", "weights": 99074}'`
	// answerByThreads takes as many seconds as there are threads of OpenBLAS, times ten for each of torch.
	answerByThreads = `while read line; do echo "{\"seconds\": $OMP_NUM_THREADS$OPENBLAS_NUM_THREADS}"; done`
)

// quickly is a window as short as can be.
var quickly = window{time.Millisecond, time.Millisecond}

// Every process has its own thread setting.
func TestTorchProcessesHaveTheirThreads(t *testing.T) {
	python, product := interpreter(t, greet, answerByThreads), newProduct()
	for _, setting := range threadSettings {
		answers, err := runTorch(t.Context(), python, setting, peerCommand{}, peerCommand{})
		want := peerAnswer{Seconds: float64(10*setting.torch + setting.openBLAS)}
		if diff := cmp.Diff([]peerAnswer{{Version: "9.9", Weights: 99074}, want, want}, answers); err != nil || diff != "" {
			t.Errorf("threads %v: %v\n%s", setting, err, diff)
		}
		if err := timeTorch(t.Context(), python, setting, []*workload{product}, quickly); err != nil {
			t.Error(err)
		}
	}
	if seconds, at, ok := fastest(product.torch); seconds != 11 || at != (threads{1, 1}) || !ok {
		t.Errorf("the best is %v at %v, %v: want 11 at 1, 1", seconds, at, ok)
	}
}

func TestTorchFailuresSayWhy(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"no torch", []string{"echo Traceback >&2", "echo 'ModuleNotFoundError: no torch' >&2", "exit 1"}, "ModuleNotFoundError: no torch"},
		{"silent end", []string{"exit 3"}, "exit status 3"},
		{"nonsense for a greeting", []string{"echo hello", "cat >/dev/null"}, `answered "hello\n"`},
		{"no time", []string{greet, `read line; echo '{"seconds": 0}'`}, "took 0 s"},
		{"nonsense for an answer", []string{greet, `read line; echo what`}, `answered "what\n"`},
		{"death at work", []string{greet, "read line; echo 'out of memory' >&2"}, "out of memory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := timeTorch(t.Context(), interpreter(t, c.lines...), threads{1, 1}, []*workload{newProduct()}, quickly)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// realTorch returns the first interpreter that has PyTorch.
func realTorch(t *testing.T) (python string) {
	t.Helper()
	python, err := foundTorch()
	if err != nil {
		t.Skipf("needs PyTorch (on Debian, python3-torch): %v", err)
	}
	return python
}

// foundTorch looks for PyTorch once, as it takes seconds to load.
var foundTorch = sync.OnceValues(func() (python string, err error) {
	python, _, err = findTorch(context.Background(), interpreters(""))
	return python, err
})

// The first interpreter that can import torch is taken, and only the given one if one is given.
func TestTorchIsFound(t *testing.T) {
	with, without := interpreter(t, greet), interpreter(t, "echo no torch >&2", "exit 1")
	if python, answer, err := findTorch(t.Context(), []string{"/nonexistent", without, with}); python != with || answer.Version == "" || err != nil {
		t.Errorf("found %q of version %q, %v: want %q", python, answer.Version, err, with)
	}
	if python, _, err := findTorch(t.Context(), interpreters(without)); err == nil {
		t.Errorf("%q is taken in place of the given one", python)
	}
}

// The script times every kind of work.
func TestTorchScript(t *testing.T) {
	slowtest.Skip(t)
	python := realTorch(t)
	var all []*workload
	for _, do := range []string{training, sampling, "product"} {
		all = append(all, &workload{do: do, points: 64, torch: make(map[threads][]float64)})
	}
	if err := timeTorch(t.Context(), python, threads{1, 1}, all, quickly); err != nil {
		t.Error(err)
	}
}

// Both programs do the same work if they predict the same noise with the same weights.
func TestTorchPredictsTheSame(t *testing.T) {
	python := realTorch(t)
	predictsTheSame(t, func(command peerCommand) ([]peerAnswer, error) {
		return runTorch(t.Context(), python, threads{1, 1}, command)
	})
}

// predictsTheSame fails unless another program predicts the noise that we predict, with the same random weights of tiny-diffusion's network.
func predictsTheSame(t *testing.T, run func(command peerCommand) ([]peerAnswer, error)) {
	t.Helper()
	network := must.Get(model.NewNetwork(tinyDiffusion))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range network.Weights {
		network.Weights[i] = float32(.1 * rng.NormFloat64())
	}
	const level = 7
	command := peerCommand{Do: "predict", Weights: network.Weights, X: make([]data.Point, 32)}
	for i := range command.X {
		command.X[i] = data.Point{float64(float32(rng.NormFloat64())), float64(float32(rng.NormFloat64()))}
		command.T = append(command.T, level)
	}
	answers, err := run(command)
	if err != nil || answers[0].Weights != len(network.Weights) || len(answers[1].Noise) != 2*len(command.X) {
		t.Fatalf("%v; %d weights, %d numbers", err, answers[0].Weights, len(answers[1].Noise))
	}
	ours := make([]data.Point, len(command.X))
	network.PredictNoise(ours, command.X, level)
	for i, p := range ours {
		for axis, v := range p {
			if theirs := answers[1].Noise[2*i+axis]; !(math.Abs(v-theirs) < 1e-4) {
				t.Errorf("point %d: ours %v, theirs %v", i, v, theirs)
			}
		}
	}
}
