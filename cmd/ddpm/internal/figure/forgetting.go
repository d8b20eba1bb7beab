package figure

import (
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Forgetting is what the forward process along a schedule leaves of a distribution at some times. All values are in the order of Time.
type Forgetting struct {
	Schedule                 string
	Time, LogSNR, Signal     []float64    // Signal is the data's share of the variance
	Variance                 [2][]float64 // on each axis
	Entropy, KL, Information []float64    // in nats
	Forgotten                float64      // the mutual information below which the data count as forgotten
}

// Schedules is how many schedules Forgettings has a colour for.
const Schedules = 6

var scheduleInks = [Schedules]color.RGBA{Learned, True, green, purple, orange, skyBlue}

// leastNats is the least information or divergence that is drawn: a smaller one is within the error of the integrals.
const leastNats = 1e-5

// Forgettings writes a figure of curves over time, one above the other, in which each schedule has a colour: log-SNR, variance,
// entropy, divergence from the standard normal distribution, and mutual information. It panics if there are no schedules, or more than
// Schedules.
func Forgettings(w io.Writer, all []Forgetting) error {
	require(len(all) > 0 && len(all) <= Schedules, "figure: want one to six schedules")
	last := all[0].Time[len(all[0].Time)-1]
	none := math.Inf(-1)
	var panels []*plot.Plot
	for _, c := range []struct {
		title     string
		values    func(Forgetting) []float64
		least     float64 // a smaller value is not drawn
		reference float64 // a dashed line; none: no line
		axis      func(a *plot.Axis, sets ...[]float64)
	}{
		{"log-SNR: log of the signal's variance over the noise's", func(f Forgetting) []float64 { return f.LogSNR }, none, none, spanning},
		{"variance: of each axis (dashed), and the data's share of it", func(f Forgetting) []float64 { return f.Signal }, 0, none, spanning},
		{"entropy h(x_t), nats; dashed: of N(0, I)", func(f Forgetting) []float64 { return f.Entropy }, none, math.Log(2 * math.Pi * math.E), spanning},
		{"KL(q_t ‖ N(0, I)), nats", func(f Forgetting) []float64 { return f.KL }, leastNats, none, nats},
		{"mutual information I(x_0; x_t), nats; dashed: as good as forgotten", func(f Forgetting) []float64 { return f.Information }, leastNats, all[0].Forgotten, nats},
	} {
		p := newChart(c.title)
		var sets [][]float64
		for i, f := range all {
			values := c.values(f)
			p.Add(line(from(f.Time, values, c.least), scheduleInks[i], 2))
			sets = append(sets, values)
		}
		if c.reference > none {
			p.Add(dashed(level(c.reference, 0, last), textGrey))
			sets = append(sets, []float64{c.reference})
		}
		c.axis(&p.Y, sets...)
		steps(&p.X, last, "")
		panels = append(panels, p)
	}
	_, highest := reach(all[0].Signal, []float64{1})
	for i, f := range all {
		panels[0].Legend.Add(f.Schedule, line(nil, scheduleInks[i], 2))
		for axis, values := range f.Variance {
			total := line(from(f.Time, values, 0), scheduleInks[i], 1.5)
			total.Dashes = []vg.Length{vg.Length(2 + 4*axis), 4}
			panels[1].Add(total)
			highest = max(highest, slices.Max(values))
		}
	}
	fromZero(&panels[1].Y, highest)
	panels[len(panels)-1].X.Label.Text = "step t of the forward process"
	return sheet{rows: charts(115, panels...)}.write(w)
}

// from returns the curve of the values that are not below a least one.
func from(time, values []float64, least float64) (curve plotter.XYs) {
	for i, value := range values {
		if value >= least {
			curve = append(curve, plotter.XY{X: time[i], Y: value})
		}
	}
	return curve
}

// nats makes an axis logarithmic for values from leastNats on.
func nats(a *plot.Axis, sets ...[]float64) {
	lo, hi := reach(sets...)
	logarithmic(a, max(lo, leastNats), max(hi, 10*leastNats))
}
