package figure

import (
	"image"
	"io"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"
	"pgregory.net/rapid"
)

func cost(time, nats []float64) func(io.Writer) error {
	return func(w io.Writer) error { return Cost(w, time, nats) }
}

// Every level is in the bar of its power of two, and the bars add up to all levels.
func TestOctavesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "levels")
		time, nats := make([]float64, n), make([]float64, n)
		for i := range nats {
			time[i], nats[i] = float64(i+1), 1/float64(i+3)
		}
		bars := octaves(time, nats)
		if !scalar.EqualWithinRel(floats.Sum(bars), floats.Sum(nats), 1e-12) {
			t.Fatalf("bars add up to %g, levels to %g", floats.Sum(bars), floats.Sum(nats))
		}
		k := rapid.IntRange(0, len(bars)-1).Draw(t, "bar")
		first, last := 1<<k, min(n, 2<<k-1)
		if want := floats.Sum(nats[first-1 : last]); !scalar.EqualWithinRel(bars[k], want, 1e-12) {
			t.Fatalf("bar of %d to %d is %g, want %g", first, last, bars[k], want)
		}
	})
}

// The levels are one octave each, so their bars are as high as their costs.
func TestBarsAreAsHighAsTheCost(t *testing.T) {
	time, nats := []float64{1, 2, 4, 8, 16}, []float64{1, 0.25, math.NaN(), 0.5, -1}
	img := decoded(t, cost(time, nats))
	figure := costs(time, nats)
	_, panels := figure.layout()
	r := region(img, panels[0][0])
	for i, want := range []float64{1, 0.25, 0, 0.5, 0} {
		middle := r.Min.X + int(figure.rows[0].panels[0].X.Norm(float64(i))*float64(r.Dx()))
		box := inked(img, image.Rect(middle-2, r.Min.Y, middle+2, r.Max.Y), isBlue)
		got, want := float64(box.Dy())/float64(r.Dy()), figure.rows[0].panels[0].Y.Norm(want)
		if !scalar.EqualWithinAbs(got, want, 0.01) {
			t.Errorf("bar %d is %.3f of the panel high, want %.3f", i, got, want)
		}
	}
}

func TestOctaveLabels(t *testing.T) {
	for n, want := range map[int][]string{
		1: {"1"}, 2: {"1", "2"}, 4: {"1", "2–3", "4"}, 20: {"1", "2–3", "4–7", "8–15", "16–20"},
	} {
		time := make([]float64, n)
		for i := range time {
			time[i] = float64(i + 1)
		}
		var got []string
		for _, tick := range costs(time, time).rows[0].panels[0].X.Tick.Marker.Ticks(0, 20) {
			got = append(got, tick.Label)
		}
		if len(got) != len(want) {
			t.Fatalf("%d levels are labelled %q, want %q", n, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%d levels: label %q, want %q", n, got[i], want[i])
			}
		}
	}
	decoded(t, cost(nil, nil))
}

func TestShort(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 0.1: "0.10", 0.0213: "0.021", 0.008: "0.0080", -0.0021: "−0.0021", 1e-5: "<0.0001", -1e-5: ">−0.0001",
		1.26: "1.3",
	} {
		if got := short(value); got != want {
			t.Errorf("%g is %q, want %q", value, got, want)
		}
	}
}
