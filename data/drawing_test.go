package data

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ddpm/data/mixture"
)

// mass returns the integral of a density over a rectangle, by the midpoint rule with a step.
func mass(m *mixture.Mixture, lo, hi Point, step float64) (sum float64) {
	for x := lo[0] + step/2; x < hi[0]; x += step {
		for y := lo[1] + step/2; y < hi[1]; y += step {
			sum += math.Exp(m.LogDensity(Point{x, y})) * step * step
		}
	}
	return sum
}

// Whatever is drawn, its density is that of a distribution: its integral is 1, and its mean is where the ink is.
func TestDrawingIsADistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-1, 1)
		point := rapid.Custom(func(t *rapid.T) Point { return Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")} })
		d := Drawing{rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Stroke {
			return Stroke{Width: rapid.Float64Range(.1, .4).Draw(t, "width"), Points: rapid.SliceOfN(point, 1, 5).Draw(t, "points")}
		}), 1, 3).Draw(t, "strokes")}
		m, err := d.Distribution()
		if err != nil {
			t.Fatal(err)
		}
		if got := mass(m, Point{-4, -4}, Point{4, 4}, .08); math.Abs(got-1) > 1e-3 {
			t.Fatalf("the density has the integral %v", got)
		}
		var want Point
		total := 0.0
		for _, s := range d.Strokes {
			weight := s.Width * max(s.length(), math.Sqrt(2*math.Pi)*s.Width)
			middle := s.Points[0]
			if length := s.length(); length > 0 {
				middle = Point{}
				for i := range len(s.Points) - 1 {
					part := distance(s.Points[i], s.Points[i+1]) / length
					for axis := range middle {
						middle[axis] += part * (s.Points[i][axis] + s.Points[i+1][axis]) / 2
					}
				}
			}
			total += weight
			for axis := range want {
				want[axis] += weight * middle[axis]
			}
		}
		got := m.Mean()
		for axis := range want {
			if math.Abs(got[axis]-want[axis]/total) > .1 {
				t.Fatalf("the mean is %v, want %v", got, Point{want[0] / total, want[1] / total})
			}
		}
	})
}

// In the middle of a long stroke, and of a dot, the density is the same, whatever the width; along the stroke it hardly varies.
func TestInkIsEquallyDark(t *testing.T) {
	d := Drawing{[]Stroke{
		{Width: .1, Points: []Point{{-5, 0}, {5, 0}}},
		{Width: .3, Points: []Point{{-5, 5}, {0, 5}, {5, 5}}},
		{Width: .2, Points: []Point{{0, -5}}},
	}}
	m, err := d.Distribution()
	if err != nil {
		t.Fatal(err)
	}
	first := m.LogDensity(Point{0, 0})
	for _, x := range []Point{{.03, 0}, {2, 0}, {-3.33, 0}, {1, 5}, {-2.2, 5}, {0, -5}} {
		if got := m.LogDensity(x); math.Abs(got-first) > .02 {
			t.Errorf("the log-density is %v at %v and %v in the middle of the first stroke", got, x, first)
		}
	}
}

// An eraser takes away the mass within twice its width of its way, of what was drawn before it, and leaves all else.
func TestErasedIsGone(t *testing.T) {
	line := Stroke{Width: .1, Points: []Point{{-5, 0}, {5, 0}}}
	eraser := Stroke{Width: .5, Erase: true, Points: []Point{{2, -1}, {2, 1}}}
	m, err := (&Drawing{[]Stroke{line, eraser}}).Distribution()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Components() {
		if c.Mean[0] > 1 && c.Mean[0] < 3 {
			t.Errorf("a Gaussian is left at %v", c.Mean)
		}
	}
	if left, right := mass(m, Point{-6, -1}, Point{1.5, 1}, .05), mass(m, Point{2.5, -1}, Point{6, 1}, .05); math.Abs(left-.75) > .02 || math.Abs(right-.25) > .02 {
		t.Errorf("%v of the mass is left of the gap and %v right of it, want 6/8 and 2/8", left, right)
	}
	after, err := (&Drawing{[]Stroke{eraser, line}}).Distribution()
	if err != nil {
		t.Fatal(err)
	}
	if got := mass(after, Point{1, -1}, Point{3, 1}, .05); math.Abs(got-.2) > .01 {
		t.Errorf("%v of the mass is where an earlier eraser was, want 2/10", got)
	}
}

// A drawing that is written is read again as the same distribution, and what is wrong with one is said in a line.
func TestDrawingsAsFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.json")
	drawn := Drawing{[]Stroke{{Width: .1, Points: []Point{{0, 0}, {1, .5}}}}}
	if err := os.WriteFile(path, drawn.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := Open(path, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	want, err := drawn.Distribution()
	if err != nil {
		t.Fatal(err)
	}
	if x := (Point{.3, .2}); got.Distribution.LogDensity(x) != want.LogDensity(x) || got.Fixed != nil {
		t.Error("the drawing that is read is another one")
	}
	for _, test := range []struct{ text, want string }{
		{``, "no drawing"},
		{`[{"x":1,"y":2}]`, "no drawing of the playground: it holds something else; points are read from " + PointKinds},
		{`{"paths":[]}`, "paths"},
		{`{"strokes":[]}`, "without ink"},
		{`{"strokes":[{"width":1,"points":[]}]}`, "stroke 1"},
		{`{"strokes":[{"width":0,"points":[[0,0]]}]}`, "width"},
		{`{"strokes":[{"width":1,"points":[[1e99,0]]}]}`, "too large"},
		{`{"strokes":[{"width":1e99,"points":[[0,0]]}]}`, "too large"},
		{`{"strokes":[{"width":1e-9,"points":[[0,0],[1,0]]}]}`, "wider brush"},
		{`{"strokes":[{"width":1,"erase":true,"points":[[0,0]]}]}`, "without ink"},
		{`{"strokes":[{"width":1,"points":[[0,0]]},{"width":1,"erase":true,"points":[[0,1]]}]}`, "without ink"},
	} {
		if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, nil, "")
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", test.text, err, test.want)
		}
	}
}
