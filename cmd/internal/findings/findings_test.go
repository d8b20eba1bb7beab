package findings

import "testing"

// A standard error that is not 0 is never shown as 0, and a value has as many digits as its error.
func TestWithError(t *testing.T) {
	for _, test := range []struct {
		value, se float64
		want      string
	}{
		{.00007, .0000021, "0.0000700 ± 0.0000021"}, {.0022, .00013, "0.00220 ± 0.00013"}, {.03, .01, "0.03000 ± 0.01000"},
		{.25, 0, "0.25000 ± 0.00000"}, {1e-6, 1.2e-7, "0.00000100 ± 0.00000012"},
	} {
		if got := WithError(test.value, test.se); got != test.want {
			t.Errorf("%g ± %g: %q, want %q", test.value, test.se, got, test.want)
		}
	}
}
