//go:build unix

package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/must"
)

// The JavaScript of README.md prints what ddpm predicts.
func TestReadmeJavaScript(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts other programs")
	}
	root, err := exec.Command("npm", "root", "--global").Output()
	folder := strings.TrimSpace(string(root))
	if _, missing := os.Stat(filepath.Join(folder, "onnxruntime-web")); err != nil || missing != nil {
		t.Skip("needs Node.js, and npm install --global onnxruntime-web")
	}
	scripts := blocks(page(t, "README.md"), "js")
	if len(scripts) != 1 {
		t.Fatalf("%d scripts", len(scripts))
	}
	t.Chdir(t.TempDir())
	do(t, 0, with(tiny, "train", "moons", "--out", "M")...)
	do(t, 0, "export", "M", "-o", "moons.onnx")
	write(t, "predict.js", scripts[0])
	node := exec.Command("node", "predict.js")
	node.Env = append(os.Environ(), "NODE_PATH="+folder)
	printed, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	m := must.Get(runs.Folder("M").ReadModel())
	axes := data.Standardizer{Mean: m.Mean, Scale: m.Scale}
	z, noise := []data.Point{{.5, .25}, {-1, 1}}, make([]data.Point, 2)
	axes.To(z, z)
	m.Network.PredictNoise(noise, z, 0)
	clean := make([]data.Point, 2) // at log-SNR 0, a = σ = √½
	for i := range z {
		for axis := range z[i] {
			clean[i][axis] = math.Sqrt2*z[i][axis] - noise[i][axis]
		}
	}
	axes.From(clean, clean)
	var want []float64
	for _, p := range append(noise, clean...) {
		want = append(want, p[:]...)
	}
	numbers := regexp.MustCompile(`-?[0-9]+\.[0-9]+(e-?[0-9]+)?`).FindAllString(string(printed), -1)
	if len(numbers) != len(want) {
		t.Fatalf("%s: want %d numbers", printed, len(want))
	}
	for i, text := range numbers {
		if got, err := strconv.ParseFloat(text, 64); err != nil || math.Abs(got-want[i]) > 2e-5 {
			t.Errorf("number %d is %v, want %v", i, got, want[i])
		}
	}
}
