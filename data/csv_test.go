package data

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// If the first row contains two separators, the one that comes first of tab, semicolon, comma and space separates, and the other is text.
func TestSeparatorsHaveAnOrder(t *testing.T) {
	separators := []string{"\t", ";", ",", " "}
	for i, counts := range separators {
		for _, text := range separators[i+1:] {
			file := "p" + text + "q" + counts + "r" + text + "s\n1" + counts + "2\n"
			got, err := pointsOf(readCSV(strings.NewReader(file), "f.csv", Selection{Columns: []string{"r" + text + "s", "p" + text + "q"}}))
			if err != nil {
				t.Errorf("%q: %v", file, err)
			} else if diff := cmp.Diff(Points{{2, 1}}, got); diff != "" {
				t.Errorf("%q: %s", file, diff)
			}
		}
	}
}

// A number outside the range of float64 is refused as a number. It is not taken for the name of a column.
func TestHugeNumbersAreNoHeader(t *testing.T) {
	for _, row := range []string{"1e400,-1e400", "1e999,1", "-1e400,2"} {
		got, err := pointsOf(readCSV(strings.NewReader(row+"\n1,2\n"), "f.csv", Selection{Columns: nil}))
		if err == nil || !strings.HasPrefix(err.Error(), "f.csv:1: column 1: ") {
			t.Errorf("%q is taken for a header: %v, %v", row, got, err)
		}
	}
}

// Within quotes nothing separates: a header that has an earlier separator in a quoted name is divided by the one outside.
func TestQuotedSeparatorsAreText(t *testing.T) {
	separators := []string{"\t", ";", ",", " "}
	for i, counts := range separators {
		for _, text := range separators[:i] {
			name := "p" + text + "q"
			file := `"` + name + `"` + counts + "r" + counts + `"s` + text + `t"` + "\n1" + counts + "2" + counts + "3\n"
			got, err := pointsOf(readCSV(strings.NewReader(file), "f.csv", Selection{Columns: []string{"r", name}}))
			if err != nil {
				t.Errorf("%q: %v", file, err)
			} else if diff := cmp.Diff(Points{{2, 1}}, got); diff != "" {
				t.Errorf("%q: %s", file, diff)
			}
		}
	}
}
