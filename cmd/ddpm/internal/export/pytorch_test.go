package export

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// writePyTorch writes a model as a file of PyTorch, with its weights beside it, into a temporary folder.
func writePyTorch(t *testing.T, s subject) (path string) {
	path = filepath.Join(t.TempDir(), "m.py")
	for name, write := range map[string]func(io.Writer, *model.Model, string) error{path: PyTorch, strings.TrimSuffix(path, ".py") + ".safetensors": PyTorchWeights} {
		var file bytes.Buffer
		must.Do(write(&file, s.model, "1.2.3"))
		must.Do(os.WriteFile(name, file.Bytes(), 0o666))
	}
	return path
}

// PyTorch predicts what ddpm predicts: for every prediction and activation, with classes and without.
func TestPyTorchPredictsTheSame(t *testing.T) {
	slowtest.Skip(t)
	interpreter := slowtest.Python(t, "torch", "python3-torch")
	all := subjects()
	var input bytes.Buffer
	for _, s := range all {
		var z []float64
		for _, p := range s.standardised() {
			z = append(z, p[:]...)
		}
		task := must.Get(json.Marshal(map[string]any{"file": writePyTorch(t, s), "z": z, "log_snr": s.logSNR, "label": s.class}))
		input.Write(append(task, '\n'))
	}
	command := exec.CommandContext(t.Context(), interpreter, filepath.Join("testdata", "torch_noise.py"))
	command.Stdin = &input
	answers := json.NewDecoder(bytes.NewReader(output(t, command)))
	for _, s := range all {
		var got struct {
			Eps, Alone []float64
			Weights    int
			Data       string
		}
		must.Do(answers.Decode(&got))
		t.Logf("%s: the largest difference is %.2g of what is allowed", s.name, s.checkNoise(t, got.Eps))
		if got.Weights != len(s.model.Network.Weights) || got.Data != strings.ToValidUTF8(s.model.Data, "\ufffd") {
			t.Errorf("%s: %d weights of %q", s.name, got.Weights, got.Data)
		}
		alone := s
		alone.x, alone.class = s.x[:1], nil
		alone.checkNoise(t, got.Alone)
	}
}

// chainNoise returns all noise of a chain of ddpm's ancestral sampler: n points for each step, x_T first.
func chainNoise(seed uint64, steps, n int) (noise []float64) {
	if n > sample.Block {
		panic("more points than share a stream")
	}
	for step := range steps {
		rng := data.Rand(seed, data.Chain, map[bool]int{true: -1, false: step}[step == 0], 0)
		for range 2 * n {
			noise = append(noise, rng.NormFloat64())
		}
	}
	return noise
}

// From the same noise, the file of PyTorch draws the points that ddpm draws: without a class and of one.
func TestPyTorchDrawsTheSame(t *testing.T) {
	slowtest.Skip(t)
	interpreter := slowtest.Python(t, "torch", "python3-torch")
	const n, seed = 40, 7
	drawn := 0
	for _, s := range subjects() {
		m := s.model
		classes := append([]int{-1}, len(m.Labels)-1)[:min(2, 1+len(m.Labels))]
		if s.name != "trained" && s.name != "eps with classes" && s.name != "undamped at the scale galaxy" {
			continue // to start PyTorch for each takes a while
		}
		path := writePyTorch(t, s)
		noise := filepath.Join(t.TempDir(), "noise")
		raw := must.Get(binary.Append(nil, binary.LittleEndian, chainNoise(seed, m.Schedule.Steps(), n)))
		must.Do(os.WriteFile(noise, raw, 0o666))
		for _, class := range classes {
			drawn++
			args, network := []string{path, fmt.Sprint(n), "--noise", noise}, m.Network
			if class >= 0 {
				args, network = append(args, "--class", m.Labels[class]), network.Class(class)
			}
			points := readCSV(t, output(t, exec.CommandContext(t.Context(), interpreter, args...)))
			sampler := must.Get(sample.NewSampler("ddpm", m.Schedule, sample.Options{}))
			want := must.Get(sample.Draw(t.Context(), network, sampler, sample.Noise{Seed: seed}, n))
			if len(points) != n {
				t.Fatalf("%s: %d points, want %d", s.name, len(points), n)
			}
			worst := 0.
			for i, p := range points {
				for axis := range p {
					z := (p[axis] - m.Mean[axis]) / m.Scale[axis]
					off := math.Abs(z-want[i][axis]) / math.Max(1, math.Abs(want[i][axis]))
					if worst = math.Max(worst, off); !(off <= 1e-4) {
						t.Errorf("%s, class %d, point %d: %v, want %v", s.name, class, i, z, want[i][axis])
					}
				}
			}
			t.Logf("%s, class %d: the largest difference is %.2g", s.name, class, worst)
		}
	}
	if drawn != 5 {
		t.Errorf("%d chains", drawn)
	}
}

// A reader of the points may stop early: the file of PyTorch then stops too, without an error.
func TestPyTorchStopsWithItsReader(t *testing.T) {
	slowtest.Skip(t)
	interpreter := slowtest.Python(t, "torch", "python3-torch")
	path := writePyTorch(t, subjects()[0])
	for _, n := range []string{"1", "2000"} { // less and more than Python holds back
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		command := exec.CommandContext(t.Context(), interpreter, path, n)
		var problems bytes.Buffer
		command.Stdout, command.Stderr = writer, &problems
		if err := command.Run(); err != nil || problems.Len() > 0 {
			t.Errorf("%s points: %v\n%s", n, err, problems.String())
		}
		writer.Close()
	}
}

// readCSV reads two columns with a header.
func readCSV(t *testing.T, text []byte) []data.Point {
	path := filepath.Join(t.TempDir(), "points.csv")
	must.Do(os.WriteFile(path, text, 0o666))
	return must.Get(data.ReadFile(path, nil))
}

// What the file of PyTorch reads is a model file, too.
func TestPyTorchWeightsAreAModel(t *testing.T) {
	for _, s := range subjects() {
		var file bytes.Buffer
		must.Do(PyTorchWeights(&file, s.model, "1.2.3"))
		m, err := model.Read(&file)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		again := s
		again.model = m
		if diff := cmp.Diff(s.noise(), again.noise()); diff != "" {
			t.Errorf("%s: it predicts something else:\n%s", s.name, diff)
		}
	}
}
