package model

import (
	"fmt"
	"math"
	"testing"
)

// Steps compose: two steps one after the other have the coefficients of the step over both.
func TestTransitionsCompose(t *testing.T) {
	for _, levels := range [][3]float64{{math.Inf(1), 5, -3}, {30, 12, 11.9}, {2, -4, -10}, {.1, 0, -.1}, {-8, -9, -40}} {
		first, second, whole := Between(levels[0], levels[1]), Between(levels[1], levels[2]), Between(levels[0], levels[2])
		if relative(first.Alpha*second.Alpha, whole.Alpha) > 1e-13 {
			t.Errorf("%v: alpha %v·%v, at once %v", levels, first.Alpha, second.Alpha, whole.Alpha)
		}
		if got := second.Alpha*first.Beta + second.Beta; relative(got, whole.Beta) > 1e-13 {
			t.Errorf("%v: beta %v, at once %v", levels, got, whole.Beta)
		}
		// The mean of x_s is that of the reverse steps one after the other, and so is its variance.
		if got := first.FromXt * second.FromXt; relative(got, whole.FromXt) > 1e-13 {
			t.Errorf("%v: from x_t %v, at once %v", levels, got, whole.FromXt)
		}
		if got := first.FromX0 + first.FromXt*second.FromX0; relative(got, whole.FromX0) > 1e-13 {
			t.Errorf("%v: from x_0 %v, at once %v", levels, got, whole.FromX0)
		}
		if got := first.BetaTilde + first.FromXt*first.FromXt*second.BetaTilde; math.Abs(got-whole.BetaTilde) > 1e-13*whole.BetaTilde {
			t.Errorf("%v: beta-tilde %v, at once %v", levels, got, whole.BetaTilde)
		}
	}
}

// A transition goes to more noise: not to less, not to the same, and not to or from NaN.
func TestTransitionMisusePanics(t *testing.T) {
	for _, levels := range [][2]float64{{1, 2}, {1, 1}, {math.Inf(1), math.Inf(1)}, {math.NaN(), 1}, {1, math.NaN()}} {
		checkPanics(t, fmt.Sprint(levels), func() { Between(levels[0], levels[1]) })
	}
}
