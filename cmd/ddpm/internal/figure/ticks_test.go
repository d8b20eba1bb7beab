package figure

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"pgregory.net/rapid"
)

// checkTicks fails unless the ticks are between lo and hi, grow, and have their values as labels, and there are at least least and at
// most most of them.
func checkTicks(t *rapid.T, ticks []plot.Tick, lo, hi float64, least, most int) {
	t.Helper()
	if kept := (ticker{plot.ConstantTicks(ticks)}).Ticks(lo, hi); len(kept) != len(ticks) {
		t.Fatalf("ticks outside [%g, %g] or without label: %v", lo, hi, ticks)
	}
	for _, tick := range ticks {
		if len(tick.Label) > 12 {
			t.Fatalf("the label %q is too long", tick.Label)
		}
	}
	if len(ticks) < least || len(ticks) > most {
		t.Fatalf("%d ticks on [%g, %g]: %v", len(ticks), lo, hi, ticks)
	}
	for i, tick := range ticks {
		if i > 0 && ticks[i-1].Value >= tick.Value {
			t.Fatalf("ticks do not grow: %v", ticks)
		}
		said, err := strconv.ParseFloat(strings.ReplaceAll(tick.Label, "−", "-"), 64)
		if err != nil || math.Abs(said-tick.Value) > 1e-6*(hi-lo) {
			t.Fatalf("tick at %g says %q", tick.Value, tick.Label)
		}
	}
}

func TestEvenTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := math.Pow(10, rapid.Float64Range(-80, 80).Draw(t, "log side"))
		lo := side * rapid.Float64Range(-3, 3).Draw(t, "lo")
		checkTicks(t, evenTicks(lo, lo+side), lo, lo+side, 2, 8)
		checkTicks(t, evenTicks(0, side), 0, side, 3, 8)
	})
}

func TestLogTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := math.Pow(10, rapid.Float64Range(-6, 3).Draw(t, "log lo"))
		hi := lo * math.Pow(10, rapid.Float64Range(0.6, 8).Draw(t, "decades"))
		checkTicks(t, logTicks(lo, hi), lo, hi, 3, 10)
	})
}

// The last label of a step axis is the last step, if that is a round number, and the label is wholly on the figure.
func TestStepsHaveALastLabel(t *testing.T) {
	for _, last := range []float64{1, 5, 500, 3000, 5000, 12_500, 20_000, 1e6} {
		p := newChart("", line(level(1, 0, last), Learned, 1))
		steps(&p.X, "step")
		ticks := p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max)
		if first := ticks[0]; first.Value != 0 || strings.Trim(first.Label, "0.") != "" {
			t.Errorf("%g steps: the first tick is %v", last, first)
		}
		end := ticks[len(ticks)-1]
		if last != 12_500 && end.Value != last {
			t.Errorf("%g steps: the last tick is %v", last, end)
		}
		_, places := charts(100, p).layout(width)
		frame := p.DataCanvas(places[0][0][0])
		if right := frame.X(p.X.Norm(end.Value)) + p.X.Tick.Label.Width(end.Label)/2; right > width {
			t.Errorf("%g steps: %q is cut off at %v", last, end.Label, right)
		}
	}
}

func TestTicksFarFromZeroEnd(t *testing.T) {
	if n := len(evenTicks(1e17, 1e17+10)); n > 20 {
		t.Errorf("%d ticks", n)
	}
}

func TestMinusIsAMinus(t *testing.T) {
	got := ticker{plot.TickerFunc(evenTicks)}.Ticks(-1.5, 0.5)
	want := []string{"−1.5", "−1.0", "−0.5", "0.0", "0.5"}
	if len(got) != len(want) {
		t.Fatalf("ticks %v", got)
	}
	for i, tick := range got {
		if tick.Label != want[i] {
			t.Errorf("tick %d says %q, want %q", i, tick.Label, want[i])
		}
	}
}
