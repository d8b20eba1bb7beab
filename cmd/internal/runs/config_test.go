package runs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
)

// A setting contradicts that of a run if they differ, or if only one of them is set.
func TestCheckGiven(t *testing.T) {
	f := Folder(t.TempDir())
	share := .2
	there := Settings{Data: "moons", Width: 8, Holdout: &share, Keep: KeepLast, Schedule: "cosine"}
	must.Do(f.Create(Config{Seed: 3, Settings: there}, false))
	other := .1
	for _, test := range []struct {
		want  string // "": no contradiction
		seed  uint64
		given func(s *Settings)
	}{
		{"", 3, func(s *Settings) {}},
		{"seed 4 contradicts the run in " + string(f) + ", where it is 3", 4, func(s *Settings) {}},
		{"width 9 contradicts", 3, func(s *Settings) { s.Width = 9 }},
		{"schedule linear contradicts the run in " + string(f) + ", where it is cosine", 3, func(s *Settings) { s.Schedule = "linear" }},
		{"holdout not set contradicts", 3, func(s *Settings) { s.Holdout = nil }},
		{"holdout 0.1 contradicts", 3, func(s *Settings) { s.Holdout = &other }},
		{"where it is not set", 3, func(s *Settings) { s.Label = "label" }},
	} {
		now := there
		test.given(&now)
		err := f.CheckGiven(now, test.seed, append(SettingNames(), "quiet"))
		if said := err != nil; said != (test.want != "") || said && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
		if err := f.CheckGiven(now, test.seed, []string{"quiet", "batch"}); err != nil {
			t.Errorf("nothing else was given: %v", err)
		}
	}
}

func TestFields(t *testing.T) {
	value := 2.5
	got := Fields(struct {
		B string   `json:"b"`
		A *float64 `json:"a,omitempty"`
		N *float64 `json:"n,omitempty"`
		L []string `json:"l"`
		S struct{ X int }
	}{B: `a "path" \`, A: &value, L: []string{"x"}})
	want := [][2]string{{"b", `a "path" \`}, {"a", "2.5"}, {"l", `["x"]`}, {"S", `{"X":0}`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
