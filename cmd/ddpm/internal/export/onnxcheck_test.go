package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
)

// ONNX's own checker accepts every file, and infers the shapes that the documentation promises. The metadata are enough to run a chain.
func TestONNXChecker(t *testing.T) {
	interpreter := slowtest.Python(t, "onnx", "python3-onnx")
	all := subjects()
	args := []string{filepath.Join("testdata", "onnx_check.py")}
	for _, s := range all {
		args = append(args, writeONNX(t, s))
	}
	lines := bytes.Split(bytes.TrimSpace(output(t, exec.CommandContext(t.Context(), interpreter, args...))), []byte("\n"))
	if len(lines) != len(all) {
		t.Fatalf("%d answers for %d files", len(lines), len(all))
	}
	for i, s := range all {
		var got struct {
			Inputs, Outputs, Layers map[string][]any
			Undocumented, Producer  []string
			Opset                   []int
			Metadata                map[string]string
			Weights                 int
		}
		must.Do(json.Unmarshal(lines[i], &got))
		config := s.model.Network.Config()
		const float32s, int64s, float64s = 1., 7., 11.
		inputs := map[string][]any{"x": {float64s, "n", 2.}, "log_snr": {float64s, "levels"}}
		if config.Classes > 0 {
			inputs["class"] = []any{int64s, "classes"}
		}
		outputs := map[string][]any{"eps": {float64s, "n", 2.}, "x0": {float64s, "n", 2.}}
		if diff := cmp.Diff(inputs, got.Inputs) + cmp.Diff(outputs, got.Outputs); diff != "" {
			t.Errorf("%s: inputs and outputs:\n%s", s.name, diff)
		}
		if features := got.Layers["features"]; len(features) != 3 || features[0] != float32s || got.Layers["f"][0] != float64s {
			t.Errorf("%s: the network computes in %v", s.name, got.Layers)
		}
		if len(got.Undocumented) > 0 || !cmp.Equal(got.Opset, []int{13}) || !cmp.Equal(got.Producer, []string{"ddpm", "1.2.3"}) {
			t.Errorf("%s: %+v", s.name, got)
		}
		if got.Weights != len(s.model.Network.Weights) {
			t.Errorf("%s: %d weights, want %d", s.name, got.Weights, len(s.model.Network.Weights))
		}
		s.checkMetadata(t, got.Metadata)
	}
}

// checkMetadata holds metadata against the model.
func (s subject) checkMetadata(t *testing.T, got map[string]string) {
	t.Helper()
	m := s.model
	for key, want := range map[string]string{
		"version": "1.2.3", "schedule": m.Schedule.Name(), "timesteps": fmt.Sprint(m.Schedule.Steps()), "predict": m.Network.Config().Predict,
		"data": strings.ToValidUTF8(m.Data, "\ufffd"),
	} {
		if got[key] != want {
			t.Errorf("%s: the metadata have %s %q, want %q", s.name, key, got[key], want)
		}
	}
	var levels []float64
	if err := json.Unmarshal([]byte(got["log_snr"]), &levels); err != nil || len(levels) != m.Schedule.Steps() {
		t.Fatalf("%s: %d log-SNRs for %d steps, %v", s.name, len(levels), m.Schedule.Steps(), err)
	}
	for i, level := range levels {
		if math.Abs(level-m.Schedule.LogSNR(i+1)) > 1e-12 {
			t.Errorf("%s: the log-SNR at %d is %v", s.name, i+1, level)
		}
	}
	var labels []string
	if m.Labels != nil {
		if err := json.Unmarshal([]byte(got["labels"]), &labels); err != nil {
			t.Error(err)
		}
	}
	if !cmp.Equal(labels, m.Labels) {
		t.Errorf("%s: labels %q, want %q", s.name, labels, m.Labels)
	}
}
