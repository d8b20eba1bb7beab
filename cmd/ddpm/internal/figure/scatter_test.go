package figure

import (
	"image"
	"image/color"
	"io"
	"math"
	"testing"

	"gonum.org/v1/plot"

	"ddpm/data"
)

func TestCircleIsRound(t *testing.T) {
	views := map[string]View{
		"square":    {data.Point{-2, -2}, data.Point{2, 2}},
		"wide":      {data.Point{-3, -1.1}, data.Point{3, 1.1}},
		"high":      {data.Point{-1.1, -3}, data.Point{1.1, 3}},
		"very wide": {data.Point{-5, -1.1}, data.Point{5, 1.1}},
		"off":       {data.Point{-1.5, -1.2}, data.Point{5, 3}},
	}
	points := circle(data.Point{}, 1)
	for name, view := range views {
		img := decoded(t, func(w io.Writer) error { return Points(w, view, points, points) })
		l := grid{view: view, columns: 2, ticks: true}.layout(2)
		boxes := []image.Rectangle{
			inked(img, region(img, l.panels[0]), isBlue),
			inked(img, region(img, l.panels[1]), isRed),
		}
		pixelsAUnit := float64(pixels(l.panels[0].Size().X)) / (l.x.hi - l.x.lo)
		for i, box := range boxes {
			if d := box.Dx() - box.Dy(); d < -1 || d > 1 {
				t.Errorf("%s, panel %d: circle %d pixels wide and %d high", name, i, box.Dx(), box.Dy())
			}
			// The discs stand out over the circle by their radius and half a pixel.
			if over := float64(box.Dx()) - 2*pixelsAUnit; over < 0 || over > 2*(2*scale+1) {
				t.Errorf("%s, panel %d: circle %d pixels wide, its diameter is %.1f", name, i, box.Dx(), 2*pixelsAUnit)
			}
		}
		for i := range boxes {
			if stray := inked(img, region(img, l.panels[1-i]), []func(color.Color) bool{isBlue, isRed}[i]); !stray.Empty() {
				t.Errorf("%s: ink of panel %d in the other", name, i)
			}
		}
	}
}

func TestPointIsInkedWhereItIs(t *testing.T) {
	view := View{data.Point{-2, -1}, data.Point{3, 2}}
	for _, p := range []data.Point{{0, 0}, {-1.9, -0.9}, {2.9, 1.9}, {1.234, -0.567}} {
		img := decoded(t, func(w io.Writer) error {
			return Strip(w, view, []Panel{{"none", nil, True}, {"one", []data.Point{p}, Learned}, {"none", nil, True}})
		})
		l := grid{view: view, columns: 3}.layout(3)
		r := region(img, l.panels[1])
		want := data.Point{
			float64(r.Min.X) + (p[0]-l.x.lo)/(l.x.hi-l.x.lo)*float64(r.Dx()),
			float64(r.Max.Y) - (p[1]-l.y.lo)/(l.y.hi-l.y.lo)*float64(r.Dy()),
		}
		box := inked(img, img.Bounds(), isBlue)
		got := data.Point{float64(box.Min.X+box.Max.X) / 2, float64(box.Min.Y+box.Max.Y) / 2}
		if math.Hypot(got[0]-want[0], got[1]-want[1]) > 1 || box.Dx() > 4*scale+2 {
			t.Errorf("point %v drawn at pixel %v with box %v, want pixel %.1f", p, got, box, want)
		}
	}
}

// Crowding darkens, and the order of the points does not matter to the eye.
func TestCrowdIsDarkerThanItsMembers(t *testing.T) {
	light := func(n int) float32 {
		f := newFilm(9, 9)
		for range n {
			f.disc(4.5, 4.5, 2, 0.3)
		}
		return f.light[4*9+4]
	}
	for n := range 6 {
		if got, want := float64(light(n)), math.Pow(0.7, float64(n)); math.Abs(got-want) > 1e-6 {
			t.Errorf("%d discs let %g through, want %g", n, got, want)
		}
	}
}

func TestDiscHasItsArea(t *testing.T) {
	for _, radius := range []float64{0.8, 1.5, 3, 7.3} {
		f := newFilm(40, 40)
		f.disc(19.7, 20.2, radius, 1)
		var area float64
		for _, light := range f.light {
			area += float64(1 - light)
		}
		// A rim that fades evenly over one pixel adds π/12 to the disc's πr².
		if want := math.Pi * (radius*radius + 1.0/12); math.Abs(area/want-1) > 0.03 {
			t.Errorf("radius %g: area %g, want %g", radius, area, want)
		}
	}
}

func TestStrayPointsDoNotMatter(t *testing.T) {
	view := View{data.Point{-1, -1}, data.Point{1, 1}}
	one := []data.Point{{0.3, 0.4}}
	stray := append([]data.Point{}, one...)
	for _, far := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e18, 5} {
		stray = append(stray, data.Point{far, 0}, data.Point{0, far}, data.Point{far, far})
	}
	// Not through Points, which makes the dots of many points smaller.
	draw := func(points []data.Point) func(io.Writer) error {
		return func(w io.Writer) error {
			mark := dots{points: points, ink: Learned, radius: 2, alpha: 0.5}
			c, _ := grid{view: view, columns: 1}.draw([]plane{{"", []plot.Plotter{mark}}})
			return encode(w, c)
		}
	}
	if string(written(t, draw(one))) != string(written(t, draw(stray))) {
		t.Error("points outside the view are seen in it")
	}
}

func TestPanelsAreApart(t *testing.T) {
	for n := 1; n <= 23; n++ {
		columns := stripColumns(n)
		if columns < 1 || columns > 5 {
			t.Fatalf("%d panels in rows of %d", n, columns)
		}
		l := grid{view: View{data.Point{-1, -1}, data.Point{1, 1}}, columns: columns}.layout(n)
		for i, a := range l.panels {
			if a.Min.X < 0 || a.Min.Y < 0 || a.Max.X > width || a.Max.Y+titleSpace > l.height {
				t.Errorf("%d panels: panel %d, %v, is not on the figure of height %v", n, i, a, l.height)
			}
			for _, b := range l.panels[:i] {
				if a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y+titleSpace && b.Min.Y < a.Max.Y+titleSpace {
					t.Errorf("%d panels: %v and %v overlap", n, a, b)
				}
			}
		}
	}
}
