package main

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/slowtest"
)

// Each command is run and timed, in the order of the distributions.
func TestCommands(t *testing.T) {
	slowtest.Skip(t) // ddpm compare looks closely, however short the training
	text, _ := do(t, 0, "commands", "moons", "--steps", "2", "--rounds", "2", "--json", "--root", "../..")
	var found []timedCommand
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var lines []string
	for _, c := range found {
		lines = append(lines, c.Command)
		if !(c.Seconds > 0) || !(c.CPUSeconds > 0) {
			t.Errorf("%+v", c)
		}
	}
	if diff := cmp.Diff([]string{"ddpm train moons", "ddpm compare runs/moons", "ddpm run moons"}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestCommandsRefuses(t *testing.T) {
	do(t, statusBadInput, "commands", "mars")
	do(t, statusBadInput, "commands", "--rounds", "0")
	do(t, statusFailed, "commands", "moons", "--root", t.TempDir())
}
