package figure

import (
	"image"
	"image/color"
	"io"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

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
		s := scatters(view, 2, true, []Panel{{"learned", points, Learned}, {"true", points, True}})
		_, frames := s.layout()
		left, right := region(img, frames[0][0]), region(img, frames[0][1])
		boxes := []image.Rectangle{inked(img, left, isBlue), inked(img, right, isRed)}
		x := s.rows[0].panels[0].X
		pixelsAUnit := float64(left.Dx()) / (x.Max - x.Min)
		for i, box := range boxes {
			if d := box.Dx() - box.Dy(); d < -1 || d > 1 {
				t.Errorf("%s, panel %d: circle %d pixels wide and %d high", name, i, box.Dx(), box.Dy())
			}
			// The discs reach beyond the circle by their radius and half a pixel.
			if over := float64(box.Dx()) - 2*pixelsAUnit; over < 0 || over > 2*(2*scale+1) {
				t.Errorf("%s, panel %d: circle %d pixels wide, its diameter is %.1f", name, i, box.Dx(), 2*pixelsAUnit)
			}
		}
		for i := range boxes {
			if stray := inked(img, []image.Rectangle{right, left}[i], []func(color.Color) bool{isBlue, isRed}[i]); !stray.Empty() {
				t.Errorf("%s: ink of panel %d in the other", name, i)
			}
		}
	}
}

func TestPointIsDrawnWhereItIs(t *testing.T) {
	view := View{data.Point{-2, -1}, data.Point{3, 2}}
	for _, p := range []data.Point{{0, 0}, {-1.9, -0.9}, {2.9, 1.9}, {1.234, -0.567}} {
		panels := []Panel{{"none", nil, True}, {"one", []data.Point{p}, Learned}, {"none", nil, True}}
		img := decoded(t, func(w io.Writer) error { return Strip(w, view, panels) })
		s := scatters(view, 3, false, panels)
		_, frames := s.layout()
		r, one := region(img, frames[0][1]), s.rows[0].panels[1]
		want := data.Point{
			float64(r.Min.X) + one.X.Norm(p[0])*float64(r.Dx()),
			float64(r.Max.Y) - one.Y.Norm(p[1])*float64(r.Dy()),
		}
		box := inked(img, img.Bounds(), isBlue)
		got := data.Point{float64(box.Min.X+box.Max.X) / 2, float64(box.Min.Y+box.Max.Y) / 2}
		if math.Hypot(got[0]-want[0], got[1]-want[1]) > 1 || box.Dx() > 4*scale+2 {
			t.Errorf("point %v drawn at pixel %v with box %v, want pixel %.1f", p, got, box, want)
		}
	}
}

// Several discs at one place are darker than one, by the product of what each lets through.
func TestManyDiscsAreDarkerThanOne(t *testing.T) {
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
	// This does not use Points, which draws smaller dots if there are more points.
	draw := func(points []data.Point) func(io.Writer) error {
		return func(w io.Writer) error {
			mark := dots{points: points, ink: Learned, radius: 2, alpha: 0.5}
			return sheet{rows: planes(view, 1, false, []*plot.Plot{newPanel("", mark)})}.write(w)
		}
	}
	if string(written(t, draw(one))) != string(written(t, draw(stray))) {
		t.Error("points outside the view are seen in it")
	}
}

// The frame of a panel is where drawAt puts it, whatever is around it.
func TestFrameIsTheGivenRectangle(t *testing.T) {
	r := rectangle(100, 60, 240, 160)
	for name, change := range map[string]func(p *plot.Plot){
		"nothing":       func(*plot.Plot) {},
		"a long title":  func(p *plot.Plot) { p.Title.Text = strings.Repeat("title ", 20) },
		"a long name":   func(p *plot.Plot) { p.X.Label.Text = strings.Repeat("name ", 8) },
		"several lines": func(p *plot.Plot) { p.X.Label.Text = "one\ntwo\nthree" },
		"a logarithmic axis": func(p *plot.Plot) {
			logarithmic(&p.X, 1, 1000)
			p.X.Label.Text = "noise level t"
		},
		"wide labels": func(p *plot.Plot) {
			linear(&p.X, -2e6, 1e6)
			linear(&p.Y, 0, 1e-4)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPanel("title", line(plotter.XYs{{X: 1, Y: 0}, {X: 2, Y: 1}}, Learned, 9))
			change(p)
			c := newCanvas(400, 220, scale)
			drawAt(c, p, r)
			img := raster(c)
			box := region(img, r)
			x, y := (3*box.Min.X+box.Max.X)/4, (box.Min.Y+3*box.Max.Y)/4
			for side, at := range map[string]image.Point{"left": {box.Min.X, y}, "right": {box.Max.X, y}, "bottom": {x, box.Max.Y}, "top": {x, box.Min.Y}} {
				pixel, before := img.RGBAAt(at.X, at.Y), img.RGBAAt(at.X-1, at.Y-1)
				if !near(pixel, frameGrey, 40) || !near(before, frameGrey, 40) {
					t.Errorf("on the %s side, the pixels at %v are %v and %v", side, at, before, pixel)
				}
			}
		})
	}
}

func TestPanelsAreApart(t *testing.T) {
	for n := 1; n <= 23; n++ {
		columns := stripColumns(n)
		if columns < 1 || columns > 5 {
			t.Fatalf("%d panels in rows of %d", n, columns)
		}
		panels := make([]Panel, n)
		for i := range panels {
			panels[i].Title = "title"
		}
		s := scatters(View{data.Point{-1, -1}, data.Point{1, 1}}, columns, false, panels)
		height, frames := s.layout()
		var all []vg.Rectangle
		for i, row := range frames {
			for j, frame := range row {
				all = append(all, around(s.rows[i].panels[j], frame))
			}
		}
		if len(all) != n {
			t.Fatalf("%d panels of %d", len(all), n)
		}
		for i, a := range all {
			if a.Min.X < 0 || a.Min.Y < 0 || a.Max.X > width || a.Max.Y > height {
				t.Errorf("%d panels: panel %d, %v, is not on the figure of height %v", n, i, a, height)
			}
			for _, b := range all[:i] {
				if a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y {
					t.Errorf("%d panels: %v and %v overlap", n, a, b)
				}
			}
		}
	}
}
