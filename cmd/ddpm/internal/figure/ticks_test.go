package figure

import (
	"math"
	"math/bits"
	"strconv"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"pgregory.net/rapid"
)

// checkTicks fails unless the ticks are between lo and hi, grow, have labels that say their value, and number from least
// to most.
func checkTicks(t *rapid.T, ticks []plot.Tick, lo, hi float64, least, most int) {
	t.Helper()
	majors := axis{lo: lo, hi: hi, ticks: plot.ConstantTicks(ticks)}.majors()
	if len(majors) != len(ticks) {
		t.Fatalf("ticks outside [%g, %g] or without label: %v", lo, hi, ticks)
	}
	if len(ticks) < least || len(ticks) > most {
		t.Fatalf("%d ticks on [%g, %g]: %v", len(ticks), lo, hi, ticks)
	}
	for i, tick := range ticks {
		if i > 0 && ticks[i-1].Value >= tick.Value {
			t.Fatalf("ticks do not grow: %v", ticks)
		}
		said, err := strconv.ParseFloat(tick.Label, 64)
		if err != nil || math.Abs(said-tick.Value) > 1e-6*(hi-lo) {
			t.Fatalf("tick at %g says %q", tick.Value, tick.Label)
		}
	}
}

func TestEvenTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := math.Pow(10, rapid.Float64Range(-4, 6).Draw(t, "log side"))
		lo := side * rapid.Float64Range(-3, 3).Draw(t, "lo")
		checkTicks(t, ticksFor(side).Ticks(lo, lo+side), lo, lo+side, 2, 7)
		checkTicks(t, toEnds(side).Ticks(0, side), 0, side, 3, 8)
	})
}

func TestLogTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := math.Pow(10, rapid.Float64Range(-6, 3).Draw(t, "log lo"))
		hi := lo * math.Pow(10, rapid.Float64Range(0.6, 8).Draw(t, "decades"))
		checkTicks(t, logTicks{}.Ticks(lo, hi), lo, hi, 3, 10)
	})
}

func TestOctaveTicks(t *testing.T) {
	for last := 2; last <= 10_000; last++ {
		if got, want := len(octaveTicks{}.Ticks(1, float64(last))), bits.Len(uint(last)); got != want {
			t.Fatalf("%d ticks from 1 to %d, want %d", got, last, want)
		}
	}
}

// The last label of a training's steps is the last step where that is round, and it is not cut off.
func TestStepsHaveALastLabel(t *testing.T) {
	for _, last := range []float64{1, 5, 500, 3000, 5000, 12_500, 20_000, 1e6} {
		steps := stepAxis(last).majors()
		if first := steps[0]; first.Value != 0 || first.Label != "0" {
			t.Errorf("%g steps: the first tick is %v", last, first)
		}
		end := steps[len(steps)-1]
		if last != 12_500 && end.Value != last {
			t.Errorf("%g steps: the last tick is %v", last, end)
		}
		if w := style(tickSize, text.XCenter, text.YTop).Width(end.Label); w/2 > overhang {
			t.Errorf("%g steps: %q is cut off", last, end.Label)
		}
	}
}

func TestTicksFarFromZeroEnd(t *testing.T) {
	if n := len(ticksFor(10).Ticks(1e17, 1e17+10)); n > 20 {
		t.Errorf("%d ticks", n)
	}
}

func TestMinusIsAMinus(t *testing.T) {
	got := axis{lo: -1.5, hi: 0.5, ticks: ticksFor(2)}.majors()
	want := []string{"−1.0", "−0.5", "0"}
	if len(got) != len(want) {
		t.Fatalf("ticks %v", got)
	}
	for i, tick := range got {
		if tick.Label != want[i] {
			t.Errorf("tick %d says %q, want %q", i, tick.Label, want[i])
		}
	}
}
