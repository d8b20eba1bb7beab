//go:build !js

package kernel

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// The tests also pass with the newer instructions switched off, one set after another.
func TestSwitchedOff(t *testing.T) {
	const variable = "SIMD_DISABLE"
	if os.Getenv(variable) != "" {
		t.Skip("this is a run with instructions switched off")
	}
	if testing.Short() {
		t.Skip("all tests twice more")
	}
	for _, set := range []string{"avx512", "avx2"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			run := exec.Command(os.Args[0])
			run.Env = append(os.Environ(), variable+"="+set)
			out, err := run.CombinedOutput()
			if errors.Is(err, syscall.ENOEXEC) {
				t.Skip("this test runs in an emulator, which starts no programs of its own kind")
			}
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
