package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
)

// Ridge is the density of a number at one time of a process.
type Ridge struct {
	Title           string
	Curve           []data.Point // value and density, from left to right
	Mean, Deviation float64
	Lo, Hi          float64 // between which nearly all of the distribution lies
}

// Ridgeline is the density of a number at several times of a process.
type Ridgeline struct {
	Title string
	Rows  []Ridge // from first to last
}

// Of a ridgeline: the height of a row in points, and the greatest height of a density and the least height of the standard normal
// density, both in rows.
const (
	ridgeRow    = 54
	ridgeRoom   = 2.4
	ridgeNormal = 0.5
)

// Ridges returns a figure of ridgelines side by side, their rows with the same titles: densities on one scale, the first on top and
// each in front of those before. Under each are its mean, as a dot, the standard deviation to either side, as a thick line, and the
// values between Lo and Hi, as a thin one. In the last row the standard normal density is dashed. All show the values from lo to hi.
// It panics if there are no ridgelines or rows.
func Ridges(lo, hi float64, lines []Ridgeline) Sheet {
	require(len(lines) > 0 && len(lines[0].Rows) > 0, "figure: no ridges to draw")
	up, top := ridgeScale(lines), 0.0
	panels := make([]*plot.Plot, len(lines))
	for i, l := range lines {
		panels[i] = newPanel(l.Title, ridges(l.Rows, lo, hi, up)...)
		panels[i].X.Label.Text = "standard deviations of the data"
		linear(&panels[i].X, lo, hi)
		top = max(top, panels[i].Y.Max+0.2)
	}
	for _, p := range panels {
		p.Y.Min, p.Y.Max = -0.4, top
	}
	var titles plot.ConstantTicks
	for i, row := range lines[0].Rows {
		titles = append(titles, plot.Tick{Value: float64(len(lines[0].Rows) - 1 - i), Label: row.Title})
	}
	panels[0].Y.Tick.Marker = titles
	return Sheet{grids: []grid{{
		heading: "dot: mean; thick line: a standard deviation to either side; thin line: 99.8% of the distribution; dashed: standard normal",
		panels:  panels, columns: len(panels), gap: gap, height: round(ridgeRow * vg.Length(top+0.4)),
	}}}
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

// ridges returns the rows of a ridgeline as marks; a density of 1 is up rows high.
func ridges(rows []Ridge, lo, hi, up float64) (marks []plot.Plotter) {
	var spreads []plot.Plotter // in front of all densities, which hide each other
	for i, row := range rows {
		base := float64(len(rows) - 1 - i)
		var outline plotter.XYs
		for _, p := range row.Curve {
			if p[0] >= lo && p[0] <= hi {
				outline = append(outline, plotter.XY{X: p[0], Y: base + min(up*p[1], ridgeRoom)})
			}
		}
		under := base - 0.14
		marks = append(marks, filled(faded(True), area(outline, base)), line(outline, True, 1.25))
		spreads = append(spreads,
			line(level(under, row.Lo, row.Hi), frameGrey, 1),
			line(level(under, row.Mean-row.Deviation, row.Mean+row.Deviation), textGrey, 2.5),
			markers(plotter.XYs{{X: row.Mean, Y: under}}, textGrey, 3.5))
	}
	normal := plotter.NewFunction(func(x float64) float64 { return up * normalDensity(x) })
	normal.LineStyle, normal.Samples = dashed(nil, textGrey).LineStyle, 200
	return append(append(marks, normal), spreads...)
}
