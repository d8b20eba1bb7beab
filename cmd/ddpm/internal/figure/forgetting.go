package figure

import (
	"math"

	"gonum.org/v1/plot"
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
		{"variance: of each axis (dashed), and the data's share of it", func(f Forgetting) []float64 { return f.Signal }, 0, none, fromZero},
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
		steps(&p.X, "")
	}
	panels[len(panels)-1].X.Label.Text = "step t of the forward process"
	return charts(115, panels...)
}
