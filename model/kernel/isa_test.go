package kernel

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"ddpm/data/must"
)

// Each function of the assembly uses only the registers of its own instruction set. The test needs no special processor. The generator's
// register allocator does not ensure it: when registers run out it takes Y16, which needs AVX-512VL.
func TestRegistersOfTheirInstructionSet(t *testing.T) {
	var source []byte
	for _, file := range []string{"kernel_amd64.s", "../../data/mixture/vectors_amd64.s"} {
		text := must.Get(os.ReadFile(file))
		source = append(source, text...)
	}
	beyond := map[string]*regexp.Regexp{
		"AVX2":   regexp.MustCompile(`\b([XY](1[6-9]|2\d|3[01])|Z\d+|K[0-7])\b`),
		"AVX512": regexp.MustCompile(`\b[XY](1[6-9]|2\d|3[01])\b`), // of AVX-512VL: the program only asks for AVX-512F
	}
	functions := strings.Split(string(source), "\nTEXT ·")[1:]
	for _, function := range functions {
		name, _, _ := strings.Cut(function, "(")
		set := name[strings.Index(name, "AVX"):]
		if found := beyond[set].FindString(function); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
	if len(functions) == 0 {
		t.Error("no functions found")
	}
}
