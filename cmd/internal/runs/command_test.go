package runs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A flag without a value is one that is set. A text that says true is a value like any other, and so is one that begins with a dash.
func TestFlags(t *testing.T) {
	type flags struct {
		Data    string   `json:"data"`
		Label   string   `json:"label"`
		Columns []string `json:"columns"`
		Drop    bool     `json:"drop-missing"`
		Rate    *float64 `json:"lr,omitempty"`
		Steps   int      `json:"steps"`
	}
	rate := -.5
	for _, test := range []struct {
		given flags
		want  []string
	}{
		{flags{Data: "moons", Steps: 3}, nil},
		{flags{Drop: true, Steps: 4}, []string{"--drop-missing", "--steps", "4"}},
		{flags{Label: "true", Steps: 3}, []string{"--label", "true"}},
		{flags{Label: "4", Rate: &rate, Steps: 3}, []string{"--label", "4", "--lr=-0.5"}},
		{flags{Columns: []string{"x,y", "z"}, Steps: 3}, []string{"--columns", `'x\,y,z'`}},
		{flags{Label: "-a b", Columns: []string{"x y", "z"}, Steps: 3}, []string{"--label='-a b'", "--columns", "'x y,z'"}},
	} {
		if diff := cmp.Diff(test.want, Flags(test.given, flags{Data: "circles", Steps: 3})); diff != "" {
			t.Errorf("%+v:\n%s", test.given, diff)
		}
	}
}
