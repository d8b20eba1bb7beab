package figure

import (
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// axis is one side of a panel.
type axis struct {
	lo, hi float64
	scale  plot.Normalizer
	ticks  plot.Ticker // nil: neither ticks nor labels
	label  string
	grid   bool // a faint line across the panel at every tick
	bare   bool // neither ticks nor labels, but the grid
}

// panel is a rectangle with a title above it, axes along it and marks in it.
type panel struct {
	title  string
	x, y   axis
	marks  []plot.Plotter // drawn in order, the last on top
	legend func(*plot.Legend)
}

// Sizes in points: of the letters, and of the space that a panel needs around its rectangle.
const (
	titleSize  = 14
	labelSize  = 12
	tickSize   = 11
	tickLength = 4

	titleDistance = 7              // of the title from the panel
	labelDistance = tickLength + 3 // of a label from the panel
	titleSpace    = 24             // above, for a title
	tickSpace     = 20             // below, for ticks and their labels
	lineWidth     = 0.75
	labelSpace    = 18 // below or to the left, for the name of an axis
)

// rectangle returns the rectangle between two corners.
func rectangle(left, bottom, right, top vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: left, Y: bottom}, Max: vg.Point{X: right, Y: top}}
}

// draw draws the panel so that its marks fill exactly the rectangle r; the title, ticks and labels stand around it.
func (p panel) draw(c draw.Canvas, r vg.Rectangle) {
	c = draw.Canvas{Canvas: c.Canvas, Rectangle: r}
	p.gridLines(c)

	inner := plot.New()
	inner.BackgroundColor = nil
	inner.HideAxes()
	inner.X.Padding, inner.Y.Padding = 0, 0
	inner.Add(p.marks...)
	inner.X.Min, inner.X.Max, inner.X.Scale = p.x.lo, p.x.hi, p.x.scale
	inner.Y.Min, inner.Y.Max, inner.Y.Scale = p.y.lo, p.y.hi, p.y.scale
	if p.legend != nil {
		inner.Legend.TextStyle = style(labelSize, text.XLeft, text.YBottom)
		inner.Legend.Padding = 4
		p.legend(&inner.Legend)
	}
	inner.Draw(c)

	line := draw.LineStyle{Color: frameGrey, Width: lineWidth}
	outline(c, r, line)
	middle := (r.Min.X + r.Max.X) / 2
	c.FillText(style(titleSize, text.XCenter, text.YBottom), vg.Point{X: middle, Y: r.Max.Y + titleDistance}, p.title)
	p.labels(c, line)
}

// outline draws a line around a rectangle.
func outline(c draw.Canvas, r vg.Rectangle, line draw.LineStyle) {
	c.StrokeLines(line, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
}

// gridLines draws the faint lines behind the marks.
func (p panel) gridLines(c draw.Canvas) {
	faint := draw.LineStyle{Color: gridGrey, Width: lineWidth}
	if p.x.grid {
		for _, tick := range p.x.majors() {
			x := c.X(p.x.norm(tick.Value))
			c.StrokeLine2(faint, x, c.Min.Y, x, c.Max.Y)
		}
	}
	if p.y.grid {
		for _, tick := range p.y.majors() {
			y := c.Y(p.y.norm(tick.Value))
			c.StrokeLine2(faint, c.Min.X, y, c.Max.X, y)
		}
	}
}

// labels draws ticks, their labels and the name of the horizontal axis.
func (p panel) labels(c draw.Canvas, line draw.LineStyle) {
	if !p.x.bare {
		below := style(tickSize, text.XCenter, text.YTop)
		for _, tick := range p.x.majors() {
			x := c.X(p.x.norm(tick.Value))
			c.StrokeLine2(line, x, c.Min.Y, x, c.Min.Y-tickLength)
			c.FillText(below, vg.Point{X: x, Y: c.Min.Y - labelDistance}, tick.Label)
		}
		name := style(labelSize, text.XCenter, text.YTop)
		c.FillText(name, vg.Point{X: c.Center().X, Y: c.Min.Y - tickSpace}, p.x.label)
	}
	if !p.y.bare {
		left := style(tickSize, text.XRight, text.YCenter)
		for _, tick := range p.y.majors() {
			y := c.Y(p.y.norm(tick.Value))
			c.StrokeLine2(line, c.Min.X, y, c.Min.X-tickLength, y)
			c.FillText(left, vg.Point{X: c.Min.X - labelDistance, Y: y}, tick.Label)
		}
	}
}

// norm returns how far along the axis a value is, from 0 to 1.
func (a axis) norm(value float64) float64 {
	return a.scale.Normalize(a.lo, a.hi, value)
}

// majors returns the ticks on the axis that have a label, with a true minus sign.
func (a axis) majors() []plot.Tick {
	if a.ticks == nil {
		return nil
	}
	var majors []plot.Tick
	for _, tick := range a.ticks.Ticks(a.lo, a.hi) {
		if tick.IsMinor() || tick.Value < a.lo || tick.Value > a.hi {
			continue
		}
		tick.Label = strings.Replace(tick.Label, "-", "−", 1)
		majors = append(majors, tick)
	}
	return majors
}
