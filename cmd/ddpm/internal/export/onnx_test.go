package export

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
	"ddpm/model"
)

// runtimeTensor is an input or an output of testdata/onnx.js.
type runtimeTensor struct {
	Type    string `json:"type,omitempty"`
	Shape   []int  `json:"shape"`
	Numbers any    `json:"numbers"`
}

// runtimeTask is one graph to run.
type runtimeTask struct {
	File   string                   `json:"file"`
	Inputs map[string]runtimeTensor `json:"inputs"`
}

// inRuntime runs graphs in onnxruntime-web under Node, and returns what each puts out. It skips the test if either is not there, and
// in short runs.
func inRuntime(t *testing.T, tasks []runtimeTask) (outputs []map[string]runtimeOutput) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts other programs")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("needs Node.js")
	}
	root, err := exec.Command("npm", "root", "--global").Output()
	if err != nil {
		t.Skip("needs npm")
	}
	folder := strings.TrimSpace(string(root))
	if _, err := os.Stat(filepath.Join(folder, "onnxruntime-web")); err != nil {
		t.Skip("needs npm install --global onnxruntime-web")
	}
	input := must.Get(json.Marshal(tasks))
	command := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "onnx.js"))
	command.Env = append(os.Environ(), "NODE_PATH="+folder)
	command.Stdin = bytes.NewReader(input)
	must.Do(json.Unmarshal(output(t, command), &outputs))
	return outputs
}

// runtimeOutput is what a graph puts out under one name.
type runtimeOutput struct {
	Shape   []int
	Numbers []float64
}

// writeONNX writes a model into a temporary file.
func writeONNX(t *testing.T, s subject) (path string) {
	path = filepath.Join(t.TempDir(), "model.onnx")
	var file bytes.Buffer
	must.Do(ONNX(&file, s.model, "1.2.3"))
	must.Do(os.WriteFile(path, file.Bytes(), 0o666))
	return path
}

// task asks a graph about some of a subject's points, of which there are n, each with a noise level of its own, or all with the first.
func (s subject) task(path string, n int, shared bool) runtimeTask {
	levels, classes := s.logSNR[:n], s.class[:min(n, len(s.class))]
	if shared {
		levels, classes = levels[:1], classes[:min(1, len(classes))]
	}
	var x []float64
	for _, p := range s.x[:n] {
		x = append(x, p[:]...)
	}
	task := runtimeTask{path, map[string]runtimeTensor{
		"x":       {"float64", []int{n, 2}, x},
		"log_snr": {"float64", []int{len(levels)}, levels},
	}}
	if s.class != nil {
		task.Inputs["class"] = runtimeTensor{"int64", []int{len(classes)}, classes}
	}
	return task
}

// ONNX Runtime, which others wrote, predicts what ddpm predicts: for every prediction and activation, with classes and without, at every
// scale of the data, and with one noise level for all points or one for each.
func TestONNXPredictsTheSame(t *testing.T) {
	slowtest.Skip(t)
	all := subjects()
	var tasks []runtimeTask
	for _, s := range all {
		path := writeONNX(t, s)
		tasks = append(tasks, s.task(path, len(s.x), false), s.task(path, len(s.x), true), s.task(path, 1, false))
	}
	outputs := inRuntime(t, tasks)
	for i, s := range all {
		each, shared, single := outputs[3*i], outputs[3*i+1], outputs[3*i+2]
		shape := []int{len(s.x), 2}
		if !cmp.Equal(each["eps"].Shape, shape) || !cmp.Equal(each["x0"].Shape, shape) || len(each) != 2 {
			t.Errorf("%s: the outputs are %v", s.name, each)
		}
		worst := s.checkNoise(t, each["eps"].Numbers)
		t.Logf("%s: the largest difference is %.2g of what is allowed", s.name, worst)
		s.checkClean(t, each["x0"].Numbers)

		together := s
		together.logSNR = slices.Repeat(s.logSNR[:1], len(s.x))
		if s.class != nil {
			together.class = slices.Repeat(s.class[:1], len(s.x))
		}
		together.checkNoise(t, shared["eps"].Numbers)

		first := s
		first.x = s.x[:1]
		first.checkNoise(t, single["eps"].Numbers)
	}
}

// checkClean holds x̂_0 = (z − σ ε̂)/a, in the units of the data, against ddpm's own.
func (s subject) checkClean(t *testing.T, got []float64) {
	t.Helper()
	noise, z := s.noise(), s.standardised()
	for i := range z {
		signal, sigma := model.SignalNoise(s.logSNR[i])
		for axis := range z[i] {
			want := s.model.Mean[axis] + s.model.Scale[axis]*(z[i][axis]-sigma*noise[i][axis])/signal
			allowed := s.model.Scale[axis]*s.tolerance(i)*sigma/signal + 1e-15*math.Abs(want)
			if off := math.Abs(got[2*i+axis] - want); !(off <= allowed) {
				t.Errorf("%s, point %d, log-SNR %.3f: the clean point is %v, want %v", s.name, i, s.logSNR[i], got[2*i+axis], want)
			}
		}
	}
}
