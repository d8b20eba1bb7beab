package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
)

// Forgetting is what the forward process along a schedule leaves of a distribution at some times. All values are in the order of Time.
type Forgetting struct {
	Schedule                 string
	Time, LogSNR, AlphaBar   []float64    // ᾱ_t: the share of x_0 in the variance of x_t
	Variance                 [2][]float64 // on each axis
	Entropy, KL, Information []float64    // in nats
	Forgotten                float64      // the mutual information below which the data count as forgotten
}

// Schedules is how many schedules Forgettings has a colour for.
const Schedules = 6

// leastNats is the least information or divergence that is drawn: a smaller one is within the error of the integrals.
const leastNats = 1e-5

// Forgettings returns a figure of curves over time, one above the other, in which each schedule has a colour: log-SNR, variance,
// entropy, divergence from the standard normal distribution, and mutual information. It panics if there are no schedules, or more than
// Schedules.
func Forgettings(all []Forgetting) Sheet {
	require(len(all) > 0 && len(all) <= Schedules, "figure: want one to six schedules")
	last := all[0].Time[len(all[0].Time)-1]
	none := math.Inf(-1)
	curves := []struct {
		title     string
		values    func(Forgetting) []float64
		least     float64 // a smaller value is not drawn
		reference float64 // a dashed line; none: no line
		axis      func(*plot.Axis)
	}{
		{"log-SNR: log of the signal's variance over the noise's", func(f Forgetting) []float64 { return f.LogSNR }, none, none, padded},
		{"ᾱ, the share of x_0 in the variance; dashed: the variance of each axis", func(f Forgetting) []float64 { return f.AlphaBar }, 0, none, fromZero},
		{"entropy h(x_t), nats; dashed: of N(0, I)", func(f Forgetting) []float64 { return f.Entropy }, none, math.Log(2 * math.Pi * math.E), padded},
		{"KL(q_t ‖ N(0, I)), nats", func(f Forgetting) []float64 { return f.KL }, leastNats, none, logarithmic},
		{"mutual information I(x_0; x_t), nats; dashed: as good as forgotten", func(f Forgetting) []float64 { return f.Information }, leastNats, all[0].Forgotten, logarithmic},
	}
	panels := make([]*plot.Plot, len(curves))
	for k, c := range curves {
		p := newChart(c.title)
		for i, f := range all {
			p.Add(line(along(f.Time, c.values(f), c.least), ink(i), 2))
		}
		if c.reference > none {
			p.Add(dashed(level(c.reference, 0, last), textGrey))
		}
		panels[k] = p
	}
	for i, f := range all {
		panels[0].Legend.Add(f.Schedule, line(nil, ink(i), 2))
		for axis, values := range f.Variance {
			total := dashed(along(f.Time, values, 0), ink(i))
			total.Dashes = []vg.Length{vg.Length(2 + 4*axis), 4}
			panels[1].Add(total)
		}
	}
	for k, p := range panels {
		curves[k].axis(&p.Y)
		p.X.Max = last
		steps(&p.X, "")
	}
	panels[len(panels)-1].X.Label.Text = "step t of the forward process"
	return charts(115, panels...)
}

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

// Of a ridgeline: the height of a row in points, how many rows high a density of 1 is, and the greatest height of a density in rows.
const (
	ridgeRow  = 54
	ridgeUp   = 2
	ridgeRoom = 2.4
)

// Ridges returns a figure of ridgelines side by side, their rows with the same titles: densities on one scale, the first on top and
// each in front of those before. Under each are its mean, as a dot, the standard deviation to either side, as a thick line, and the
// values between Lo and Hi, as a thin one. In the last row the standard normal density is dashed. All show the values from lo to hi.
// It panics if there are no ridgelines or rows.
func Ridges(lo, hi float64, lines []Ridgeline) Sheet {
	require(len(lines) > 0 && len(lines[0].Rows) > 0, "figure: no ridges to draw")
	bottom, top := -0.4, 0.0
	var panels []*plot.Plot
	for _, l := range lines {
		p := newPanel(l.Title, ridges(l.Rows, lo, hi)...)
		linear(&p.X, lo, hi)
		p.X.Label.Text = "standard deviations of the data"
		top = max(top, p.Y.Max+0.2)
		panels = append(panels, p)
	}
	for _, p := range panels {
		p.Y.Min, p.Y.Max = bottom, top
	}
	var titles plot.ConstantTicks
	for i, row := range lines[0].Rows {
		titles = append(titles, plot.Tick{Value: float64(len(lines[0].Rows) - 1 - i), Label: row.Title})
	}
	panels[0].Y.Tick.Marker = titles
	return Sheet{grids: []grid{{
		heading: "dot: mean; thick line: a standard deviation to either side; thin line: 99.8% of the distribution; dashed: standard normal",
		panels:  panels, columns: len(panels), gap: gap, height: round(ridgeRow * vg.Length(top-bottom)),
	}}}
}

// normalDensity returns the standard normal density.
func normalDensity(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

// ridges returns the rows of a ridgeline as marks.
func ridges(rows []Ridge, lo, hi float64) (marks []plot.Plotter) {
	var spreads []plot.Plotter // in front of all densities, which hide each other
	for i, row := range rows {
		base := float64(len(rows) - 1 - i)
		var outline plotter.XYs
		for _, p := range row.Curve {
			if p[0] >= lo && p[0] <= hi {
				outline = append(outline, plotter.XY{X: p[0], Y: base + min(ridgeUp*p[1], ridgeRoom)})
			}
		}
		under := base - 0.14
		marks = append(marks, filled(outline, level(base, lo, hi), pale(True, 0.25)), line(outline, True, 1.25))
		spreads = append(spreads,
			line(level(under, row.Lo, row.Hi), frameGrey, 1),
			line(level(under, row.Mean-row.Deviation, row.Mean+row.Deviation), textGrey, 2.5),
			markers(plotter.XYs{{X: row.Mean, Y: under}}, textGrey, 3.5))
	}
	normal := plotter.NewFunction(func(x float64) float64 { return ridgeUp * normalDensity(x) })
	normal.LineStyle, normal.Samples = dashed(nil, textGrey).LineStyle, 200
	return append(append(marks, normal), spreads...)
}
