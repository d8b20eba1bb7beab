package figure

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"ddpm/data"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

func TestAroundShowsNearlyAllAndIgnoresStrayPoints(t *testing.T) {
	points := gaussian2{data.Point{5, -3}}.draw(10_000, 0)
	clean := Around(points)
	inside := 0
	for _, x := range points {
		if x[0] > clean.Lo[0] && x[0] < clean.Hi[0] && x[1] > clean.Lo[1] && x[1] < clean.Hi[1] {
			inside++
		}
	}
	if inside < 9_950 {
		t.Errorf("%d of 10,000 points in view", inside)
	}
	w, h := clean.size()
	if w > 8 || h > 8 {
		t.Errorf("view of a standard normal is %g × %g", w, h)
	}
	for _, far := range []float64{1e3, -1e9, 1e200, math.Inf(1), math.NaN()} {
		view := Around(append([]data.Point{{far, far}, {far, 0}, {0, far}}, points...))
		for axis := range 2 {
			if math.Abs(view.Lo[axis]-clean.Lo[axis]) > 0.2 || math.Abs(view.Hi[axis]-clean.Hi[axis]) > 0.2 {
				t.Errorf("three points at %g change the view from %v to %v", far, clean, view)
			}
		}
	}
}

func TestAroundSeveralSetsHoldsEach(t *testing.T) {
	a, b := circle(data.Point{-4, 0}, 1), circle(data.Point{0, 7}, 2)
	view := Around(a, b)
	for _, x := range append(a, b...) {
		for axis := range 2 {
			if x[axis] < view.Lo[axis] || x[axis] > view.Hi[axis] {
				t.Fatalf("%v is not in view %v", x, view)
			}
		}
	}
}

func TestShapedHoldsTheViewAndCanBeDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		corner := rapid.Float64Range(-1e3, 1e3)
		side := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-3, 1e3))
		v := View{Lo: data.Point{corner.Draw(t, "x"), corner.Draw(t, "y")}}
		v.Hi = data.Point{v.Lo[0] + side.Draw(t, "w"), v.Lo[1] + side.Draw(t, "h")}
		got, aspect := v.shaped()
		if aspect < flattest-1e-9 || aspect > tallest+1e-9 {
			t.Fatalf("aspect %g", aspect)
		}
		w, h := got.size()
		if !(w > 0 && h > 0) {
			t.Fatalf("%v has no area", got)
		}
		vw, vh := v.size()
		if own := vw > 0 && vh > 0 && (vw > apart*vh || vh > apart*vw); own && got != v || !own && math.Abs(h/w-aspect) > 1e-6 {
			t.Fatalf("a view of %g × %g is shown as %g × %g on a panel of aspect %g", vw, vh, w, h, aspect)
		}
		for axis := range 2 {
			if got.Lo[axis] > v.Lo[axis]+1e-9 || got.Hi[axis] < v.Hi[axis]-1e-9 {
				t.Fatalf("%v does not hold %v", got, v)
			}
		}
	})
}

// A view that is to hold points holds all of them, but is not stretched by one far away; what it does not show is counted.
func TestHolding(t *testing.T) {
	v := View{data.Point{0, 0}, data.Point{1, 1}}
	points := []data.Point{{.5, .5}, {-.5, 1.5}, {1.9, 0}, {100, 0}}
	got := Holding(v, points)
	if want := (View{data.Point{-.5, 0}, data.Point{1.9, 1.5}}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if a, b := v.Outside(points), got.Outside(points); a != 3 || b != 1 {
		t.Errorf("%d points outside of the narrow view and %d of the wide one, want 3 and 1", a, b)
	}
}

// A title that is too long ends lines after its commas, or else between words, and loses nothing.
func TestTitlesWrap(t *testing.T) {
	wide := style(titleSize, text.XLeft, text.YBottom).Width
	for _, test := range []struct {
		title string
		room  vg.Length
		want  string
	}{
		{"t 12 of 400, log-SNR −1.3", wide("t 12 of 400, log-SNR −1.3") + 1, "t 12 of 400, log-SNR −1.3"},
		{"t 12 of 400, log-SNR −1.3", wide("t 12 of 400, log"), "t 12 of 400,\nlog-SNR −1.3"},
		{"learned, t 12 of 400, log-SNR −1.3", wide("learned, t 12 of 400, log"), "learned, t 12 of 400,\nlog-SNR −1.3"},
		{"one two three", wide("one two t"), "one two\nthree"},
		{"one", 1, "one"},
	} {
		if got := wrapped(test.title, titleSize, test.room); got != test.want {
			t.Errorf("%q in %v points: %q, want %q", test.title, test.room, got, test.want)
		}
	}
}
