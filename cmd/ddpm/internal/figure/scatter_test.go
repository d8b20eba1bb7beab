package figure

import (
	"bytes"
	"image"
	"image/color"
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
		figure := Points(view, points, points, "learned", "true", nil)
		img, panels, frames := seen(t, figure)
		left, right := frames[0], frames[1]
		boxes := []image.Rectangle{inked(img, left, isBlue), inked(img, right, isRed)}
		x := panels[0].X
		pixelsAUnit := float64(left.Dx()) / (x.Max - x.Min)
		for i, box := range boxes {
			if d := box.Dx() - box.Dy(); d < -1 || d > 1 {
				t.Errorf("%s, panel %d: circle %d pixels wide and %d high", name, i, box.Dx(), box.Dy())
			}
			// The discs reach beyond the circle by their radius and half a pixel.
			if over := float64(box.Dx()) - 2*pixelsAUnit; over < 0 || over > 2*(2*Sharp+1) {
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
		figure := Strip(view, []Panel{{Title: "none", Ink: True}, {Title: "one", Points: []data.Point{p}, Ink: Learned}, {Title: "none", Ink: True}})
		img, panels, frames := seen(t, figure)
		want := pixelOf(panels[1], frames[1], p[0], p[1])
		box := inked(img, img.Bounds(), isBlue)
		got := data.Point{float64(box.Min.X+box.Max.X) / 2, float64(box.Min.Y+box.Max.Y) / 2}
		if math.Hypot(got[0]-float64(want.X), got[1]-float64(want.Y)) > 1.5 || box.Dx() > 4*Sharp+2 {
			t.Errorf("point %v drawn at pixel %v with box %v, want pixel %v", p, got, box, want)
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
	draw := func(points []data.Point) Sheet { return Strip(view, []Panel{{Points: points, Ink: Learned}}) }
	if !bytes.Equal(written(draw(one)), written(draw(stray))) {
		t.Error("points outside the view are seen in it")
	}
}

// A point outside the view is not drawn in the strip of a marginal, where the histogram alone counts it.
func TestStripsOfMarginalsHoldNoPoints(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	points := append(circle(data.Point{}, 1), data.Point{4, 2})
	figure := Strip(view, []Panel{{Points: points, Ink: True, Marginals: [2][]data.Point{nil, bell(0)}}})
	img, panels, frames := seen(t, figure)
	at := pixelOf(panels[0], frames[0], 4, 2)
	if c := img.At(at.X, at.Y); !near(c, white, 0) {
		t.Errorf("a point beside the view is drawn: %v", c)
	}
}

// The frames of a grid have one size and cover whole points, whatever is around them, and the first ones of all rows are above each
// other. The frame is drawn where it is.
func TestFramesAreAligned(t *testing.T) {
	for name, change := range map[string]func(p *plot.Plot){
		"nothing":       func(*plot.Plot) {},
		"a long title":  func(p *plot.Plot) { p.Title.Text = strings.Repeat("title ", 20) },
		"a name":        func(p *plot.Plot) { p.X.Label.Text = "name" },
		"several lines": func(p *plot.Plot) { p.X.Label.Text = "one\ntwo\nthree" },
		"a logarithmic axis": func(p *plot.Plot) {
			p.X.Min, p.X.Max = 1, 1000
			logarithmic(&p.X)
			p.X.Label.Text = "noise level t"
		},
		"wide labels": func(p *plot.Plot) {
			linear(&p.X, -2e6, 1e6)
			linear(&p.Y, 0, 1e-4)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var panels []*plot.Plot
			for range 4 {
				panels = append(panels, newPanel("title", line(plotter.XYs{{X: 1, Y: 0}, {X: 2, Y: 1}}, Learned, 9)))
			}
			change(panels[0])
			figure := Sheet{grids: []grid{{panels: panels, columns: 2, gap: gap, aspect: 0.5}}}
			img, _, frames := seen(t, figure)
			for i, frame := range frames {
				if frame.Size() != frames[0].Size() || frame.Min.X%Sharp != 0 || frame.Min.Y%Sharp != 0 || frame.Dx() < width/2 {
					t.Errorf("frame %d is %v, the first is %v", i, frame, frames[0])
				}
				if frame.Min.X != frames[i%2].Min.X || frame.Min.Y != frames[i/2*2].Min.Y {
					t.Errorf("frame %d is %v, the frames are %v", i, frame, frames)
				}
				x, y := (3*frame.Min.X+frame.Max.X)/4, (frame.Min.Y+3*frame.Max.Y)/4
				for side, at := range map[string]image.Point{
					"left": {frame.Min.X, y}, "right": {frame.Max.X, y}, "bottom": {x, frame.Max.Y}, "top": {x, frame.Min.Y},
				} {
					pixel, before := img.At(at.X, at.Y), img.At(at.X-1, at.Y-1)
					if !near(pixel, frameGrey, 40) || !near(before, frameGrey, 40) {
						t.Errorf("frame %d: on the %s side, the pixels at %v are %v and %v", i, side, at, before, pixel)
					}
				}
			}
		})
	}
}

// No panel reaches into another, with all that stands around it, or beyond the figure.
func TestPanelsAreApart(t *testing.T) {
	for n := 1; n <= 23; n++ {
		panels := make([]Panel, n)
		for i := range panels {
			panels[i].Title = "title"
		}
		figure := Strip(View{data.Point{-1, -1}, data.Point{1, 1}}, panels)
		columns := figure.grids[0].columns
		if columns < 1 || columns > 5 {
			t.Fatalf("%d panels in rows of %d", n, columns)
		}
		height, places := figure.layout(width)
		var all []vg.Rectangle
		for k := range n {
			all = append(all, places[0][k/columns][k%columns].Rectangle)
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
