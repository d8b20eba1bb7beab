package figure

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// Ridge is the density of a number at one time of a process.
type Ridge struct {
	Title           string
	Curve           []data.Point // value and density, from left to right
	Mean, Deviation float64
	Lo, Hi          float64 // between which nearly all of the distribution lies
}

// Ridgeline is the density of a number as a process goes on.
type Ridgeline struct {
	Title string
	Rows  []Ridge // from first to last
}

// Of a ridgeline: the height of a row in points, of how many rows a density may be high, and how high the standard normal
// density at least is.
const (
	ridgeRow    = 54
	ridgeRoom   = 2.4
	ridgeNormal = 0.5
)

// Ridges writes a figure of ridgelines side by side, their rows with the same titles: densities on one scale, the first on top
// and each in front of those before. Under each stand its mean, as a dot, the standard deviation to either side, as a thick line,
// and what it reaches, as a thin one. In the last row the standard normal density is drawn dashed. All show the values from lo to
// hi. It panics if there are no ridgelines or rows.
func Ridges(w io.Writer, lo, hi float64, lines []Ridgeline) error {
	if len(lines) == 0 || len(lines[0].Rows) == 0 {
		panic("figure: no ridges to draw")
	}
	n := len(lines[0].Rows)
	up := ridgeScale(lines)
	first := 0.0
	for _, line := range lines {
		first = max(first, up*summit(line.Rows[0].Curve))
	}
	y := axis{lo: -0.4, hi: float64(n-1) + min(ridgeRoom, first) + 0.2, scale: plot.LinearScale{}}
	var ticks []plot.Tick
	for i, row := range lines[0].Rows {
		ticks = append(ticks, plot.Tick{Value: float64(n - 1 - i), Label: row.Title})
	}
	y.ticks = plot.ConstantTicks(ticks)
	x := axis{lo: lo, hi: hi, scale: plot.LinearScale{}, ticks: ticksFor(hi - lo), label: "standard deviations of the data", grid: true}

	left := whole(margin + labelDistance + labelWidth(y))
	bottom := vg.Length(margin + labelSpace + tickSpace + ridgeKeySpace)
	height := whole(vg.Length((y.hi - y.lo) * ridgeRow))
	c := newCanvas(bottom + height + titleSpace + margin)
	columns := vg.Length(len(lines))
	wide := whole((width - left - margin - (columns-1)*gap) / columns)
	for i, line := range lines {
		from := left + vg.Length(i)*(wide+gap)
		y.bare = i > 0
		panel{title: line.Title, x: x, y: y, marks: []plot.Plotter{ridges{line.Rows, up}}}.
			draw(c, rectangle(from, bottom, from+wide, bottom+height))
	}
	ridgeKey(c, left)
	return encode(w, c)
}

// ridgeScale returns how many rows high a density of 1 is.
func ridgeScale(lines []Ridgeline) float64 {
	highest := 0.0
	for _, line := range lines {
		for _, row := range line.Rows {
			highest = max(highest, summit(row.Curve))
		}
	}
	normal := normalDensity(0)
	return max(ridgeNormal/normal, min(1/normal, ridgeRoom/max(highest, normal)))
}

// summit returns the highest value of a curve that can be drawn, or 0.
func summit(curve []data.Point) float64 {
	highest := 0.0
	for _, p := range curve {
		if drawable(p[1]) {
			highest = max(highest, p[1])
		}
	}
	return highest
}

// normalDensity returns the standard normal density.
func normalDensity(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

// ridges is a mark: the rows of a ridgeline, a density of 1 being up rows high.
type ridges struct {
	rows []Ridge
	up   float64
}

// dashed is the line that a reference is drawn with.
var dashed = draw.LineStyle{Color: textGrey, Width: 1.25, Dashes: []vg.Length{4, 3}}

// Plot draws the rows. It implements plot.Plotter.
func (r ridges) Plot(c draw.Canvas, p *plot.Plot) {
	place := func(x, y float64) vg.Point {
		return vg.Point{X: c.X(min(max(p.X.Norm(x), 0), 1)), Y: c.Y(min(p.Y.Norm(y), 1))}
	}
	for i, row := range r.rows {
		base := float64(len(r.rows) - 1 - i)
		var outline []vg.Point
		for _, point := range row.Curve {
			if point[0] >= p.X.Min && point[0] <= p.X.Max {
				outline = append(outline, place(point[0], base+min(r.up*point[1], ridgeRoom)))
			}
		}
		if len(outline) > 1 {
			first, last := outline[0], outline[len(outline)-1]
			floor := c.Y(p.Y.Norm(base))
			c.FillPolygon(faded(True), append([]vg.Point{{X: first.X, Y: floor}}, append(outline, vg.Point{X: last.X, Y: floor})...))
			c.StrokeLines(draw.LineStyle{Color: True, Width: 1.25}, outline)
		}
		if i == len(r.rows)-1 {
			var normal []vg.Point
			for k := range 201 {
				x := p.X.Min + (p.X.Max-p.X.Min)*float64(k)/200
				normal = append(normal, place(x, base+r.up*normalDensity(x)))
			}
			c.StrokeLines(dashed, normal)
		}
	}
	for i, row := range r.rows { // in front of all densities, which hide each other
		under := float64(len(r.rows)-1-i) - 0.14
		markSpread(c, place(row.Lo, under), place(row.Hi, under),
			place(row.Mean-row.Deviation, under), place(row.Mean+row.Deviation, under), place(row.Mean, under))
	}
}

// faded returns an ink on paper that shows through, opaque.
func faded(ink color.RGBA) color.RGBA {
	mix := func(dark uint8) uint8 { return uint8(math.Round(255 - 0.25*(255-float64(dark)))) }
	return color.RGBA{R: mix(ink.R), G: mix(ink.G), B: mix(ink.B), A: 0xff}
}

// markSpread draws what a distribution reaches, its mean and a standard deviation to either side.
func markSpread(c draw.Canvas, lo, hi, left, right, mean vg.Point) {
	c.StrokeLine2(draw.LineStyle{Color: frameGrey, Width: 1}, lo.X, lo.Y, hi.X, hi.Y)
	c.StrokeLine2(draw.LineStyle{Color: textGrey, Width: 2.5}, left.X, left.Y, right.X, right.Y)
	c.DrawGlyph(draw.GlyphStyle{Color: textGrey, Radius: 3.5, Shape: draw.CircleGlyph{}}, mean)
}

// ridgeKeySpace is the space below for what the lines stand for.
const ridgeKeySpace = 22

// ridgeKey says below the panels what the lines under the ridges stand for.
func ridgeKey(c draw.Canvas, left vg.Length) {
	y := vg.Length(margin + 7)
	at := func(x vg.Length) vg.Point { return vg.Point{X: left + x, Y: y} }
	words := style(tickSize, text.XLeft, text.YCenter)
	markSpread(c, at(0), at(80), at(20), at(60), at(40))
	c.FillText(words, at(88), "mean, a standard deviation to either side, and where 99.8% of the distribution lies")
	c.StrokeLine2(dashed, at(500).X, y, at(540).X, y)
	c.FillText(words, at(548), "standard normal")
}
