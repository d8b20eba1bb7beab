package main

import (
	"encoding/json"
	"strings"
	"testing"

	"ddpm/sample"
)

func TestChainsRefuse(t *testing.T) {
	for _, args := range [][]string{{"chains", "swiss"}, {"chains", "--points", "10"}, {"chains", "--rounds", "0"}} {
		if _, stderr := do(t, statusBadInput, args...); strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, args[len(args)-1]) {
			t.Errorf("%v: on standard error: %q", args, stderr)
		}
	}
}

// The optimal variance loses less than β along every schedule, and 1,000 steps lose less than 400.
func TestChainsLose(t *testing.T) {
	if testing.Short() {
		t.Skip("it integrates over the plane at 50 noise levels, sixteen times")
	}
	text, _ := do(t, 0, "chains", "--no-draws", "--json", "lopsided")
	var found chainsFound
	if err := json.Unmarshal([]byte(text), &found); err != nil || len(found.Nats) != 2*len(lossy) || found.Draws != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	type chain struct {
		schedule string
		steps    int
		variance string
	}
	at := make(map[chain]float64)
	for _, row := range found.Nats {
		nats := row.Nats[0]
		at[chain{row.Schedule, row.Timesteps, row.Variance}] = nats
		if nats < 1e-3 || nats > .2 {
			t.Errorf("%+v loses %v nats", row, nats)
		}
	}
	for _, c := range lossy {
		of := func(steps int, variance string) float64 { return at[chain{c.schedule, steps, variance}] }
		if of(c.timesteps, sample.Optimal) >= of(c.timesteps, sample.Beta) {
			t.Errorf("%s: the optimal variance loses %v nats, and β %v", c.schedule, of(c.timesteps, sample.Optimal), of(c.timesteps, sample.Beta))
		}
		if c.timesteps == 1000 && of(1000, sample.Beta) >= of(400, sample.Beta) {
			t.Errorf("%s: 1,000 steps lose %v nats, and 400 lose %v", c.schedule, of(1000, sample.Beta), of(400, sample.Beta))
		}
	}
}
