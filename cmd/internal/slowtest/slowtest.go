// Package slowtest is for tests that take long or need another program. Those that take long run only if the environment variable DDPM_SLOW is
// set. .ci/run sets it.
package slowtest

import (
	"os"
	"testing"
)

// Wanted says whether tests that take long are to run: DDPM_SLOW is set, and -short is not.
func Wanted() bool { return os.Getenv("DDPM_SLOW") != "" && !testing.Short() }

// Skip skips a test that takes long if such tests are not wanted.
func Skip(t testing.TB) {
	t.Helper()
	if !Wanted() {
		t.Skip("it takes long: set DDPM_SLOW=1, without -short")
	}
}
