package figure

import (
	"image/png"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
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
	pictureGap = 4  // between pictures side by side
	rowGap     = 8  // between rows
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

// wrapped returns a title in lines no longer than a width, where its words allow it: it ends lines after commas if that is enough.
func wrapped(title string, size, wide vg.Length) string {
	letters := style(size, text.XLeft, text.YBottom)
	fits := func(line string) bool { return letters.Width(line) <= wide }
	if fits(title) {
		return title
	}
	parts := strings.SplitAfter(title, ", ")
	if len(parts) == 1 || slices.ContainsFunc(parts, func(part string) bool { return !fits(part) }) {
		parts = strings.SplitAfter(title, " ")
	}
	lines := parts[:1:1]
	for _, part := range parts[1:] {
		if last := len(lines) - 1; fits(lines[last] + strings.TrimSpace(part)) {
			lines[last] += part
		} else {
			lines = append(lines, part)
		}
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// showing returns the panel with the view as its linear axes.
func showing(view View, p *plot.Plot) *plot.Plot {
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = view.Lo[0], view.Hi[0], view.Lo[1], view.Hi[1]
	return p
}

// Sheet is a figure: grids of panels, the first on top.
type Sheet struct {
	grids []grid
	heat  bool // it shows heat maps
	photo bool // it shows a photograph, and keeps all its colours
}

// grid is panels whose frames have one size, in rows, the first on top.
type grid struct {
	heading string // above the grid, on the left; may be empty
	panels  []*plot.Plot
	columns int       // how many panels a row has room for
	gap     vg.Length // between the panels of a row
	height  vg.Length // of a frame; 0: its width times the aspect
	aspect  float64
}

// charts returns a figure of panels below each other, whose frames have one height.
func charts(height vg.Length, panels ...*plot.Plot) Sheet {
	return Sheet{grids: []grid{{panels: panels, columns: 1, height: height}}}
}

// place returns the height of the grid, and the space of each panel with all that stands around its frame, in rows. The lower end of the
// grid is at bottom. A row that is not full ends with empty spaces. Frames cover whole points, which are whole pixels, so that an image fits its
// frame exactly.
func (g grid) place(bottom, wide vg.Length) (height vg.Length, places [][]draw.Canvas) {
	var rows [][]*plot.Plot
	for row := range slices.Chunk(g.panels, g.columns) {
		rows = append(rows, append(slices.Clone(row), make([]*plot.Plot, g.columns-len(row))...))
	}
	tiles := draw.Tiles{Cols: g.columns, Rows: len(rows), PadX: g.gap, PadY: rowGap}
	align := func() (frame vg.Point) {
		area := vg.Rectangle{Min: vg.Point{X: margin, Y: bottom}, Max: vg.Point{X: wide - margin, Y: bottom + height}}
		places = plot.Align(rows, tiles, draw.Canvas{Rectangle: area})
		return rows[0][0].DataCanvas(places[0][0]).Size()
	}
	height = wide * vg.Length(len(rows)) // at first: corrected as soon as the frames in it are known
	frame := align()
	frameWidth := round(frame.X - 0.499)
	frameHeight := max(g.height, round(frameWidth*vg.Length(g.aspect)))
	wide -= vg.Length(g.columns) * (frame.X - frameWidth)
	height -= vg.Length(len(rows)) * (frame.Y - frameHeight)
	align()
	for i, row := range rows {
		for j, p := range row {
			if p != nil {
				corner := p.DataCanvas(places[i][j]).Min
				places[i][j].Rectangle = places[i][j].Add(vg.Point{X: round(corner.X) - corner.X, Y: round(corner.Y) - corner.Y})
			}
		}
	}
	return round(height + 0.5), places
}

// round returns a length in whole points.
func round(length vg.Length) vg.Length { return vg.Length(math.Round(float64(length))) }

// layout returns the height of the figure at a width, and for every grid the space of each panel.
func (s Sheet) layout(wide vg.Length) (height vg.Length, places [][][]draw.Canvas) {
	height = margin
	for _, g := range slices.Backward(s.grids) {
		high, rows := g.place(height, wide)
		places = append([][][]draw.Canvas{rows}, places...)
		height += high + rowGap
		if g.heading != "" {
			height += titleSpace
		}
	}
	return height, places
}

// draw returns a canvas of a width with the figure, with so many pixels a point.
func (s Sheet) draw(wide vg.Length, pixels float64) draw.Canvas {
	height, places := s.layout(wide)
	c := newCanvas(wide, height, pixels)
	for i, g := range s.grids {
		for k, p := range g.panels {
			place := places[i][k/g.columns][k%g.columns]
			place.Canvas = c.Canvas
			p.Draw(place)
			r := p.DataCanvas(place)
			r.StrokeLines(frameLine, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
		}
		first := places[i][0][0]
		c.FillText(style(labelSize, text.XLeft, text.YBottom), vg.Point{X: first.Min.X, Y: first.Max.Y + margin}, g.heading)
	}
	return c
}

// Write writes the figure as a PNG file with so many pixels a point. It has at most 256 colours, and then a third of the size of a file
// with all of them, unless it shows a photograph.
func (s Sheet) Write(w io.Writer, pixels float64) error {
	img := raster(s.draw(width, pixels))
	if s.photo {
		return png.Encode(w, img)
	}
	return png.Encode(w, paletted(img, s.heat))
}
