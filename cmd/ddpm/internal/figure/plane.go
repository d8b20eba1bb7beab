package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"ddpm/data"
)

// Panel is a distribution of the plane under a title: points, or a density as colours.
type Panel struct {
	Title     string
	Points    []data.Point
	Ink       color.RGBA      // of the points: Learned or True
	Density   *Field          // nil: Points
	Marginals [2][]data.Point // value and density of either coordinate, from left to right, drawn along the sides; nil: not drawn
	Caption   string          // below the panel, of one line or several

	darkest float64 // the density that has the darkest colour; 0: the highest one
}

// highest returns the highest finite value of the density, or 0 if it has none that is positive.
func (p Panel) highest() float64 {
	if p.Density == nil {
		return 0
	}
	return p.Density.highest()
}

// planes returns a grid of panels that all show a view of the plane, without ticks, so many in a row. All marginals have one scale.
func planes(view View, columns int, panels []Panel) grid {
	view, aspect := view.shaped()
	g := grid{columns: columns, gap: gap, aspect: aspect}
	top := normalDensity(0)
	for _, p := range panels {
		top = max(top, summit(p.Marginals[0]), summit(p.Marginals[1]))
	}
	for _, p := range panels {
		g.panels = append(g.panels, p.plot(view, width/float64(columns), 1.05*min(top, sideHighest)))
	}
	return g
}

// withTicks returns a grid of views with ticks: on the left of each row, and below each panel.
func withTicks(g grid) grid {
	for i, p := range g.panels {
		linear(&p.X, p.X.Min, p.X.Max)
		if i%g.columns == 0 {
			linear(&p.Y, p.Y.Min, p.Y.Max)
		}
	}
	return g
}

// plot returns the panel of a view, about wide points wide. A marginal is as deep as its strip where the density is top.
func (p Panel) plot(view View, wide, top float64) *plot.Plot {
	out := newPanel(p.Title)
	ink := p.Ink
	if p.Density == nil {
		out.Add(scatter(slices.DeleteFunc(slices.Clone(p.Points), view.lacks), ink, wide))
	} else {
		ink = heatInk
		out.Add(heatMap(*p.Density, root(cmp.Or(p.darkest, p.highest(), 1))))
	}
	shown := view
	for axis, curve := range p.Marginals {
		if curve != nil {
			outline := view.beside(axis, top, curve)
			body := outline
			if p.Density == nil {
				body = view.beside(axis, top, Histogram(p.Points, axis, view.Lo[axis], view.Hi[axis], sideBins))
			}
			ends := view.beside(axis, top, []data.Point{{view.Lo[axis], 0}, {view.Hi[axis], 0}})
			out.Add(filled(faded(ink), slices.Concat(ends[:1], body, ends[1:])), line(outline, ink, 1), line(ends, frameGrey, lineWidth))
			shown.Hi[1-axis] += sideShare * (view.Hi[1-axis] - view.Lo[1-axis])
		}
	}
	out.X.Label.Text, out.X.Label.TextStyle.Font, out.X.Label.Padding = p.Caption, letters(tickSize), 4
	return showing(shown, out)
}

// Of marginals: the depth of the strip in which one is drawn as a share of the view, the highest density that is drawn, and the bins of
// a histogram.
const (
	sideShare   = 0.2
	sideHighest = 1.5
	sideBins    = 60
)

// heatInk is the ink of marginals beside a density in colours.
var heatInk = color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff}

// beside returns the curve of a coordinate's density in the plane: that of the first coordinate above the view, that of the second on
// its right. A density of top is as far from the view as the strip is deep.
func (v View) beside(axis int, top float64, density []data.Point) (curve plotter.XYs) {
	base, depth := v.Hi[1-axis], sideShare*(v.Hi[1-axis]-v.Lo[1-axis])
	for _, p := range density {
		if p[0] >= v.Lo[axis] && p[0] <= v.Hi[axis] {
			out := base + depth*min(1, p[1]/top)
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
