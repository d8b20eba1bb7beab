package figure

import (
	"image"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"
	"pgregory.net/rapid"
)

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
	figure := Cost([]float64{1, 2, 4, 8, 16}, []float64{1, 0.25, math.NaN(), 0.5, -1})
	img, panels, frames := seen(t, figure)
	p, r := panels[0], frames[0]
	for i, want := range []float64{1, 0.25, 0, 0.5, 0} {
		middle := pixelOf(p, r, float64(i), 0).X
		box := inked(img, image.Rect(middle-2, r.Min.Y, middle+2, r.Max.Y), isBlue)
		if got := float64(box.Dy()) / float64(r.Dy()); !scalar.EqualWithinAbs(got, p.Y.Norm(want), 0.01) {
			t.Errorf("bar %d is %.3f of the panel high, want %.3f", i, got, p.Y.Norm(want))
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
		panels, _ := framed(Cost(time, time))
		for _, tick := range panels[0].X.Tick.Marker.Ticks(0, 20) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d levels are labelled %q, want %q", n, got, want)
		}
	}
	decoded(t, Cost(nil, nil))
}
