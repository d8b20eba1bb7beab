package train_test

import (
	"os"
	"strings"
	"testing"
)

// The README shows the body of Example, and it must be the same.
func TestReadmeShowsTheExample(t *testing.T) {
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(source), "func Example() {\n")
	body, _, _ = strings.Cut(body, "\t// Output:")
	var lines strings.Builder
	for line := range strings.Lines(body) {
		lines.WriteString(strings.TrimPrefix(line, "\t"))
	}
	if lines.Len() == 0 || !strings.Contains(string(readme), lines.String()) {
		t.Errorf("README.md lacks\n%s", lines.String())
	}
}
