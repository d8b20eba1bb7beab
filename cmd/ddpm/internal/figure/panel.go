package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes in points: of letters, of the lines of axes, and of the space between things.
const (
	titleSize  = 14
	labelSize  = 12
	tickSize   = 11
	tickLength = 4
	lineWidth  = 0.75
	margin     = 6  // around a figure
	gap        = 14 // between panels side by side, and from a panel's frame to its legend
	titleSpace = 24 // above a panel that is drawn without a sheet, for its title
)

// The lines around panels and at ticks, and of the grid.
var (
	frameLine = draw.LineStyle{Color: frameGrey, Width: lineWidth}
	gridLine  = draw.LineStyle{Color: gridGrey, Width: lineWidth}
)

// newPanel returns a panel: marks in a frame, the last on top, under a title. It has no ticks, and its axes are as long as the marks.
func newPanel(title string, marks ...plot.Plotter) *plot.Plot {
	p := frameless(title, marks...)
	p.Add(frame{})
	return p
}

// frameless returns a panel without a frame.
func frameless(title string, marks ...plot.Plotter) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = title
	p.Title.TextStyle.Color, p.Title.TextStyle.Font, p.Title.Padding = textGrey, letters(titleSize), 4
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width, a.Padding = 0, 0 // the frame is the line of the axes
		a.Tick.Marker, a.Tick.Length, a.Tick.LineStyle = plot.ConstantTicks(nil), tickLength, frameLine
		a.Tick.Label.Color, a.Tick.Label.Font = textGrey, letters(tickSize)
		a.Label.TextStyle.Color, a.Label.TextStyle.Font, a.Label.Padding = textGrey, letters(labelSize), 2
	}
	p.Legend.TextStyle.Color, p.Legend.TextStyle.Font, p.Legend.Padding = textGrey, letters(labelSize), 4
	p.Legend.Top, p.Legend.XOffs, p.Legend.YOffs = true, -gap, -gap
	p.Add(marks...)
	return p
}

// newChart returns a panel with a faint line behind the marks at every tick.
func newChart(title string, marks ...plot.Plotter) *plot.Plot {
	grid := &plotter.Grid{Vertical: gridLine, Horizontal: gridLine}
	return newPanel(title, append([]plot.Plotter{grid}, marks...)...)
}

// frame is a mark: a line around the panel.
type frame struct{}

// Plot draws the line. It implements plot.Plotter.
func (frame) Plot(c draw.Canvas, _ *plot.Plot) {
	c.StrokeLines(frameLine, []vg.Point{c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}, c.Min})
}

// showing returns the panel with the view as its linear axes.
func showing(view View, p *plot.Plot) *plot.Plot {
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = view.Lo[0], view.Hi[0], view.Lo[1], view.Hi[1]
	return p
}

// drawAt draws a panel so that its frame is exactly the rectangle r. Title, ticks and labels stand outside.
func drawAt(c draw.Canvas, p *plot.Plot, r vg.Rectangle) {
	bottom, name := around(p, r).Min.Y, p.X.Label
	p.X.Label.Text = "" // a plot makes room on the right for a long name, and on a logarithmic axis for any
	outer := around(p, r)
	p.Legend.XOffs -= outer.Max.X - r.Max.X
	p.Draw(draw.Canvas{Canvas: c.Canvas, Rectangle: outer})
	below := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: bottom + name.TextStyle.FontExtents().Descent}
	c.FillText(name.TextStyle, below, name.Text)
}

// around returns the rectangle that a panel and all that stands around it need for the frame to be the rectangle r. How far a tick's
// label stands out depends a little on the size, so the rectangle is corrected until the frame is right.
func around(p *plot.Plot, r vg.Rectangle) vg.Rectangle {
	name := p.X.Label
	p.X.Label.Text = ""
	outer := r
	for range 60 {
		inner := p.DataCanvas(draw.Canvas{Rectangle: outer}).Rectangle
		lower, upper := r.Min.Sub(inner.Min), r.Max.Sub(inner.Max)
		outer.Min, outer.Max = outer.Min.Add(lower), outer.Max.Add(upper)
		if lower.Dot(lower)+upper.Dot(upper) < 1e-18 {
			break
		}
	}
	p.X.Label.Text = name.Text
	if name.Text != "" {
		outer.Min.Y -= name.TextStyle.Height(name.Text) + name.Padding
	}
	return outer
}
