package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
)

// Limits that a short training cannot reach are null in JSON, and a line says why PyTorch is missing.
func TestQualityJSON(t *testing.T) {
	text, stderr := do(t, 0, "quality", "moons", "--json", "--steps", "3", "--points", "10", "--methods", "noise,torch,mean", "--python", "/nonexistent")
	var got []map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	var want []map[string]any
	for _, method := range []string{"mean", "noise"} {
		for _, kl := range []float64{.05, .02, .01} {
			want = append(want, map[string]any{"data": "moons", "method": method, "kl": kl, "steps": nil, "seconds": nil})
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strings.Count(stderr, "method torch is left out") != 1 || !strings.Contains(stderr, "/nonexistent") {
		t.Errorf("on standard error: %q", stderr)
	}
}

// A training on the eight Gaussians, which are easy, reaches all limits, in their order.
func TestQualityIsReached(t *testing.T) {
	slowtest.Skip(t)
	text, _ := do(t, 0, "quality", "eightgaussians", "--json", "--steps", "1500", "--points", "500", "--methods", "mean")
	var got []quality
	if err := json.Unmarshal([]byte(text), &got); err != nil || len(got) != len(limits) {
		t.Fatalf("%v\n%s", err, text)
	}
	for i, q := range got {
		if q.Steps == nil || q.Seconds == nil || *q.Steps < 10 || *q.Steps > 1500 || !(*q.Seconds > 0) {
			t.Fatalf("%s", text)
		}
		if i > 0 && (*q.Steps < *got[i-1].Steps || *q.Seconds < *got[i-1].Seconds) {
			t.Errorf("%v nats before %v nats", q.KL, got[i-1].KL)
		}
	}
}

// By default PyTorch trains on some distributions only, and the other methods on all. What --methods names is what trains, on all.
func TestQualityMethods(t *testing.T) {
	for _, c := range []struct {
		methods []string
		method  string
		want    []string
	}{
		{nil, "mean", data.BuiltinNames()},
		{nil, "noise", data.BuiltinNames()},
		{nil, "torch", []string{"swissroll", "gopher"}},
		{[]string{"torch"}, "torch", data.BuiltinNames()},
		{[]string{"torch"}, "mean", nil},
	} {
		m := methods[slices.IndexFunc(methods, func(m method) bool { return m.name == c.method })]
		var got []string
		for _, name := range data.BuiltinNames() {
			if (&qualityCmd{Methods: c.methods}).wants(m, name) {
				got = append(got, name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("--methods %v: %s trains on\n%s", c.methods, c.method, diff)
		}
	}
}

func TestQualityBadInput(t *testing.T) {
	for _, args := range [][]string{
		{"points.csv"}, {"--methods", "mean,nonsense"}, {"--steps", "0"}, {"--points", "1"}, {"--seed", "-1"},
	} {
		stdout, stderr := do(t, statusBadInput, append([]string{"quality"}, args...)...)
		if stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") {
			t.Errorf("%v printed %q and %q", args, stdout, stderr)
		}
	}
}

// The table has the ratios to the method mean, and tells a limit that is not reached from a method that did not take part.
func TestQualityTable(t *testing.T) {
	var text bytes.Buffer
	writeQualities(&text, []quality{
		{"moons", "mean", .05, new(100), new(2.)},
		{"moons", "mean", .02, nil, nil},
		{"moons", "torch", .05, new(300), new(5.)},
		{"moons", "torch", .02, new(400), new(6.)},
		{"grid", "mean", .05, new(10), new(1.)},
	})
	var got [][]string
	for line := range strings.Lines(text.String()) {
		if line == "\n" {
			break
		}
		got = append(got, strings.Fields(line))
	}
	want := [][]string{
		{"distribution", "KL", "≤", "mean", "steps", "torch", "steps", "/mean"},
		{"moons", "0.05", "2.00", "s", "100", "5.00", "s", "300", "2.50×"},
		{"moons", "0.02", "–", "–", "6.00", "s", "400"},
		{"moons", "0.01"},
		{"grid", "0.05", "1.00", "s", "10"},
		{"grid", "0.02"},
		{"grid", "0.01"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
