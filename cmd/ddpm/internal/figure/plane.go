package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
)

// Panel is a distribution of the plane under a title: points, or a density as colours.
type Panel struct {
	Title     string
	Points    []data.Point
	Ink       color.RGBA      // of the points: Learned or True
	Behind    []data.Point    // other points, which are drawn faintly behind
	Density   *Field          // nil: Points
	Marginals [2][]data.Point // value and density of either coordinate, from left to right, drawn along the sides; nil: not drawn
	Caption   string          // below the panel, of one line or several
}

// planes returns a grid of panels that all show a view of the plane, so many in a row, with ticks on the left of each row and below each
// panel, or without. The darkest colour is that of a density, or, if that is 0, of the highest density of each panel.
func planes(view View, columns int, ticks bool, darkest float64, panels []Panel) grid {
	view, aspect := view.shaped()
	g := grid{columns: columns, gap: gap, aspect: aspect}
	for i, panel := range panels {
		panel.Title = wrapped(panel.Title, titleSize, vg.Length(width/float64(columns))-gap)
		p := panel.plot(view, width/float64(columns), darkest)
		if ticks {
			linear(&p.X, p.X.Min, p.X.Max)
		}
		if ticks && i%columns == 0 {
			linear(&p.Y, p.Y.Min, p.Y.Max)
		}
		g.panels = append(g.panels, p)
	}
	return g
}

// plot returns the panel of a view, about wide points wide, with the darkest colour as planes has it.
func (p Panel) plot(view View, wide, darkest float64) *plot.Plot {
	out, ink := newPanel(p.Title), p.Ink
	if p.Behind != nil {
		out.Add(scatter(slices.DeleteFunc(slices.Clone(p.Behind), view.lacks), shadowGrey, wide))
	}
	if p.Density == nil {
		out.Add(scatter(slices.DeleteFunc(slices.Clone(p.Points), view.lacks), ink, wide))
	} else {
		ink = heatInk
		out.Add(heatMap(*p.Density, root(cmp.Or(darkest, p.Density.highest(), 1))))
	}
	shown := view
	for axis, curve := range p.Marginals {
		if curve == nil {
			continue
		}
		outline, body := view.beside(axis, curve), view.beside(axis, curve)
		if p.Density == nil {
			body = view.beside(axis, Histogram(p.Points, axis, view.Lo[axis], view.Hi[axis], 60))
		}
		edge := view.beside(axis, []data.Point{{view.Lo[axis], 0}, {view.Hi[axis], 0}})
		out.Add(filled(body, edge, pale(ink, marginalShare)), line(outline, ink, 1), line(edge, frameGrey, lineWidth))
		shown.Hi[1-axis] += sideShare * (view.Hi[1-axis] - view.Lo[1-axis])
	}
	out.X.Label.Text, out.X.Label.TextStyle.Font, out.X.Label.Padding = p.Caption, letters(tickSize), 4
	return showing(shown, out)
}

// marginalShare is how much ink the area under a marginal has.
const marginalShare = 0.25

// sideShare is the depth of the strip in which a marginal is drawn, as a share of the view.
const sideShare = 0.2

// heatInk is the ink of marginals beside a density in colours.
var heatInk = color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff}

// beside returns the curve of a coordinate's density in the plane: that of the first coordinate above the view, that of the second on
// its right. Twice the standard normal density's highest value is as far from the view as the strip is deep; a higher one is not farther.
func (v View) beside(axis int, density []data.Point) (curve plotter.XYs) {
	base, depth := v.Hi[1-axis], sideShare*(v.Hi[1-axis]-v.Lo[1-axis])
	for _, p := range density {
		if p[0] >= v.Lo[axis] && p[0] <= v.Hi[axis] {
			out := base + depth*min(1, p[1]/(2*normalDensity(0)))
			curve = append(curve, []plotter.XY{{X: p[0], Y: out}, {X: out, Y: p[0]}}[axis])
		}
	}
	return curve
}

// Histogram returns the density of a coordinate of points, 0 or 1, between lo and hi as a curve of steps, one for each of so many bins.
func Histogram(points []data.Point, axis int, lo, hi float64, bins int) []data.Point {
	density := make([]float64, bins)
	step := (hi - lo) / float64(bins)
	for _, x := range points {
		if bin := math.Floor((x[axis] - lo) / step); bin >= 0 && bin < float64(bins) {
			density[int(bin)] += 1 / (step * float64(len(points)))
		}
	}
	var curve []data.Point
	for bin, height := range density {
		left := lo + float64(bin)*step
		curve = append(curve, data.Point{left, height}, data.Point{left + step, height})
	}
	return curve
}

// Points returns a figure of two scatters with the same axes: points that were made, beside true ones. Both have names. Others, which may be
// nil, are drawn faintly behind both.
func Points(view View, learned, truth []data.Point, made, called string, others []data.Point) Sheet {
	panels := []Panel{
		{Title: made, Points: learned, Ink: Learned, Behind: others}, {Title: called, Points: truth, Ink: True, Behind: others},
	}
	return Sheet{grids: []grid{planes(view, 2, true, 0, panels)}}
}

// Density returns a figure of densities side by side, in the same colours: white for zero and the darkest for the highest value of
// all; the colours follow the square root, so that low densities can be seen beside high ones. All densities are fields over the same
// view. A value that is not a number counts as zero. It panics if there are no panels.
func Density(panels ...Panel) Sheet {
	require(len(panels) > 0, "figure: no densities to draw")
	var top float64
	for _, p := range panels {
		top = max(top, p.Density.highest())
	}
	top = cmp.Or(top, 1)
	densities := planes(panels[0].Density.View, len(panels), true, top, panels)
	return Sheet{heat: true, grids: []grid{densities, named(colourBar(root(top), evenTicks(0, top)), "density")}}
}

// Errors returns a figure of fields side by side, each in colours of its own: white for zero and the darkest for its own highest
// value; the colours follow the square root. It is for values that differ by orders of magnitude between panels, where each panel
// shows where in the plane the values are high; its highest value stands below it. All fields are over the same view. A value that is not a
// number counts as zero. It panics if there are no panels.
func Errors(panels []Panel) Sheet {
	require(len(panels) > 0, "figure: no densities to draw")
	panels = slices.Clone(panels)
	for i, p := range panels {
		panels[i].Caption = "highest: " + decimal(cmp.Or(p.Density.highest(), 0))
	}
	errors := planes(panels[0].Density.View, len(panels), false, 0, panels)
	return Sheet{heat: true, grids: []grid{errors, named(colourBar(root(1), evenTicks(0, 1)), "colours: share of the highest value of each panel")}}
}

// Strip returns a Table with rows of at most five panels, all with about the same number: a process in time, read line by line.
func Strip(view View, panels []Panel) Sheet {
	const most = 5
	rows := (len(panels) + most - 1) / most
	return Table(view, (len(panels)+rows-1)/max(1, rows), panels)
}

// Table returns a figure of small panels with the same axes, in rows of so many columns. All densities have the same colours, with the
// darkest for the highest value of the first panel, so that a distribution that spreads grows fainter, and a bar says what they stand for. It
// panics if there are no panels or columns.
func Table(view View, columns int, panels []Panel) Sheet {
	require(len(panels) > 0 && columns >= 1, "figure: a table needs panels and columns")
	top := panels[0].Density.highest()
	s := Sheet{grids: []grid{planes(view, columns, false, top, panels)}}
	if s.heat = top > 0; s.heat {
		s.grids = append(s.grids, named(colourBar(root(top), evenTicks(0, top)), "density"))
	}
	return s
}
