package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColumnsAreAsWideAsTheirWidestCell(t *testing.T) {
	var text strings.Builder
	writeTable(&text, [][]string{{"ε", "ratio"}, nil, {"step", "2×", "–"}})
	if diff := cmp.Diff("ε     ratio\n\nstep     2×  –\n", text.String()); diff != "" {
		t.Error(diff)
	}
}

// The published distances stand below the names of their distributions, whichever were asked for.
func TestPublishedDistancesAreOfTheirDistributions(t *testing.T) {
	var text strings.Builder
	(&w2Cmd{Seeds: 1}).write(&text, []distances{{Data: "scurve"}, {Data: "moons"}})
	for _, line := range strings.Split(text.String(), "\n") {
		if rest, ok := strings.CutPrefix(line, "I-CFM "); ok {
			if got := strings.Join(strings.Fields(rest), " "); got != ".242 ± .141 .178 ± .014" {
				t.Errorf("I-CFM: %s", got)
			}
			return
		}
	}
	t.Errorf("no published distances in\n%s", text.String())
}
