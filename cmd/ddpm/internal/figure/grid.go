package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// grid is a figure of panels that show the same part of the plane, row by row.
type grid struct {
	view    View
	columns int
	ticks   bool      // ticks and labels left of each row and below each column
	right   vg.Length // space kept free on the right
	below   vg.Length // space kept free below each panel
}

// plane is a panel of a grid: a title, and what is drawn under it.
type plane struct {
	title string
	marks []plot.Plotter
}

// Space around and between panels, in points.
const (
	margin = 6
	gap    = 14
)

// layout is where the panels of a grid stand. Every panel covers whole pixels, so that a raster fits it exactly.
type layout struct {
	x, y   axis // of every panel
	height vg.Length
	panels []vg.Rectangle
}

// layout places n panels.
func (g grid) layout(n int) layout {
	view, aspect, equal := g.view.shaped()
	l := layout{x: axis{scale: plot.LinearScale{}}, y: axis{scale: plot.LinearScale{}}}
	left, bottom := vg.Length(margin), margin+g.below
	if g.ticks {
		side, other := view.size()
		if equal {
			side = max(side, other)
			other = side
		}
		l.x.ticks, l.y.ticks = ticksFor(side), ticksFor(other)
		l.y.lo, l.y.hi = view.Lo[1], view.Hi[1]
		left = whole(margin + labelDistance + labelWidth(l.y))
		bottom += tickSpace
	}
	columns := vg.Length(g.columns)
	rows := (n + g.columns - 1) / g.columns
	w := whole((width - left - margin - g.right - (columns-1)*gap) / columns)
	h := whole(w * vg.Length(aspect))
	if equal {
		side, _ := view.size()
		view = view.resized(side, side*float64(h/w))
	}
	l.x.lo, l.x.hi = view.Lo[0], view.Hi[0]
	l.y.lo, l.y.hi = view.Lo[1], view.Hi[1]
	cell := titleSpace + h + bottom
	l.height = vg.Length(rows)*cell + margin
	for i := range n {
		x := left + vg.Length(i%g.columns)*(w+gap)
		y := bottom + vg.Length(rows-1-i/g.columns)*cell
		l.panels = append(l.panels, rectangle(x, y, x+w, y+h))
	}
	return l
}

// whole returns a length rounded to whole points, of which every one is a whole number of pixels.
func whole(length vg.Length) vg.Length {
	return vg.Length(math.Round(float64(length)))
}

// labelWidth returns the width of the widest tick label of an axis.
func labelWidth(a axis) vg.Length {
	var widest vg.Length
	for _, tick := range a.majors() {
		widest = max(widest, style(tickSize, text.XRight, text.YCenter).Width(tick.Label))
	}
	return widest
}

// draw returns a canvas with the panels drawn on it, and where they stand.
func (g grid) draw(planes []plane) (draw.Canvas, layout) {
	l := g.layout(len(planes))
	c := newCanvas(l.height)
	for i, p := range planes {
		y := l.y
		y.bare = i%g.columns != 0
		panel{title: p.title, x: l.x, y: y, marks: p.marks}.draw(c, l.panels[i])
	}
	return c, l
}
