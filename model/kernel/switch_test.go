package kernel

import (
	"os"
	"os/exec"
	"testing"
)

// The tests also pass with the newer instructions switched off, one set after another.
func TestSwitchedOff(t *testing.T) {
	const variable = "SIMD_DISABLE"
	if os.Getenv(variable) != "" {
		t.Skip("this is a run with instructions switched off")
	}
	for _, set := range []string{"avx512", "avx2"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			run := exec.Command(os.Args[0])
			run.Env = append(os.Environ(), variable+"="+set)
			if out, err := run.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
