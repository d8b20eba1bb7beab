package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// do runs a command line and returns what it printed.
func do(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(args, &out, &err); got != status {
		t.Fatalf("bench %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, out.String(), err.String())
	}
	return out.String(), err.String()
}

// quick makes the benchmark as short as it can be.
var quick = []string{"--rounds", "1", "--seconds", "0.001", "--no-gomlx"}

func keys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func TestWithoutTorchThereAreOurNumbers(t *testing.T) {
	text, stderr := do(t, 0, append(quick, "--python", "/nonexistent")...)
	for _, want := range []string{"tiny-diffusion's network, 99074 weights", "batch 2048", "our default network", "matrix products"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if !strings.Contains(stderr, "/nonexistent") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("on standard error: %q", stderr)
	}
}

func TestJSONWithoutTorch(t *testing.T) {
	text, _ := do(t, 0, append(quick, "--json", "--python", "/nonexistent")...)
	var got struct {
		Train  []map[string]any
		Sample map[string]any
		Step   breakdown
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var batches []float64
	for _, row := range got.Train {
		if diff := cmp.Diff([]string{"batch", "gflops", "ms", "peak_share"}, keys(row)); diff != "" {
			t.Error(diff)
		}
		batches = append(batches, row["batch"].(float64))
	}
	if diff := cmp.Diff([]float64{32, 128, 512, 2048}, batches); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"evals_per_s"}, keys(got.Sample)); diff != "" {
		t.Error(diff)
	}
	// Two parts are differences, so that all parts add up to the step.
	sum := 0.0
	for _, p := range got.Step.Parts {
		sum += p.MS
	}
	if math.Abs(sum-got.Step.MS) > 1e-6*got.Step.MS {
		t.Errorf("parts of %v ms add up to %v", got.Step.MS, sum)
	}
}

func TestJSONBesideTorch(t *testing.T) {
	text, stderr := do(t, 0, append(quick, "--json", "--python", interpreter(t, greet, answerByThreads))...)
	if stderr != "" {
		t.Errorf("on standard error: %q", stderr)
	}
	var got struct {
		Train   []map[string]any
		Sample  map[string]any
		Default struct{ Train []map[string]any }
		Torch   map[string]any
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, row := range got.Train {
		if diff := cmp.Diff([]string{"batch", "gflops", "ms", "peak_share", "ratio", "torch_ms"}, keys(row)); diff != "" {
			t.Error(diff)
		}
		ms, ratio := row["ms"].(float64), row["ratio"].(float64)
		if row["torch_ms"] != 11000. || math.Abs(ratio*ms-11000) > 1e-6 {
			t.Errorf("%v: the best of PyTorch's answers is 11 s", row)
		}
	}
	evals, theirs, ratio := got.Sample["evals_per_s"].(float64), got.Sample["torch_evals_per_s"].(float64), got.Sample["ratio"].(float64)
	if math.Abs(theirs-500000./11) > 1e-6 || math.Abs(ratio-evals/theirs) > 1e-9*ratio {
		t.Errorf("%v: PyTorch drew 500,000 in 11 s", got.Sample)
	}
	if len(got.Default.Train) != 1 || len(keys(got.Default.Train[0])) != 4 {
		t.Errorf("default network: %v", got.Default)
	}
	if got.Torch["version"] != "9.9" {
		t.Errorf("PyTorch: %v", got.Torch)
	}
}

// The table says so if PyTorch's matrix products are slow.
func TestTableWarnsOfASlowBLAS(t *testing.T) {
	for seconds, want := range map[string]bool{"1": true, "1e-9": false} {
		answer := `while read line; do echo '{"seconds": ` + seconds + `}'; done`
		text, _ := do(t, 0, append(quick, "--python", interpreter(t, greet, answer))...)
		if strings.Contains(text, "slow BLAS") != want {
			t.Errorf("products in %s s:\n%s", seconds, text)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, args := range [][]string{
		{"--rounds", "0"}, {"--seconds", "0"}, {"--seconds", "NaN"}, {"--threads", "0"}, {"--nonsense"}, {"nonsense"},
	} {
		stdout, stderr := do(t, statusBadInput, args...)
		if stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") {
			t.Errorf("%v printed %q and %q", args, stdout, stderr)
		}
	}
	if help, _ := do(t, 0, "--help"); !strings.Contains(help, "--json") {
		t.Errorf("help is\n%s", help)
	}
}

func TestThreadsBoundThisProgram(t *testing.T) {
	text, _ := do(t, 0, append(quick, "--json", "--threads", "1", "--python", "/nonexistent")...)
	var got struct{ Threads int }
	if err := json.Unmarshal([]byte(text), &got); err != nil || got.Threads != 1 {
		t.Errorf("%v, %+v", err, got)
	}
}
