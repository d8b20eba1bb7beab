package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
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
	titleSpace = 24 // for a heading
)

// The lines around panels and at ticks, and of the grid.
var (
	frameLine = draw.LineStyle{Color: frameGrey, Width: lineWidth}
	gridLine  = draw.LineStyle{Color: gridGrey, Width: lineWidth}
)

// newPanel returns a panel: marks, the last on top, under a title. It has no ticks, and its axes are as long as the marks.
func newPanel(title string, marks ...plot.Plotter) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = title
	p.Title.TextStyle.Color, p.Title.TextStyle.Font, p.Title.Padding = textGrey, letters(titleSize), 4
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width, a.Padding = 0, 0 // the frame, which a sheet draws, is the line of the axes
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

// showing returns the panel with the view as its linear axes.
func showing(view View, p *plot.Plot) *plot.Plot {
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = view.Lo[0], view.Hi[0], view.Lo[1], view.Hi[1]
	return p
}
