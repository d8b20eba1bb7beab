package figure

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Forgetting is what is left of a distribution at some times of the forward process along a schedule, all values in the order of Time.
type Forgetting struct {
	Schedule                 string
	Time, LogSNR, Signal     []float64    // Signal is the data's share of the variance
	Variance                 [2][]float64 // on each axis
	Entropy, KL, Information []float64    // in nats
	Forgotten                float64      // the information that is as good as none
}

// Schedules is how many schedules have a colour of their own: those of Okabe and Ito's palette that stay legible as lines.
const Schedules = 6

var scheduleInks = [Schedules]color.RGBA{
	Learned, True,
	{R: 0x00, G: 0x9e, B: 0x73, A: 0xff}, {R: 0xcc, G: 0x79, B: 0xa7, A: 0xff},
	{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff}, {R: 0x56, G: 0xb4, B: 0xe9, A: 0xff},
}

// leastNats is the least information or divergence that is drawn: less is the error of integrals.
const leastNats = 1e-5

// Forgettings writes a figure of curves over time, one above the other, in which each schedule has a colour: log-SNR, variance,
// entropy, divergence from the standard normal distribution, and mutual information. It panics if there are no schedules, or more than
// Schedules.
func Forgettings(w io.Writer, f []Forgetting) error {
	if len(f) == 0 || len(f) > Schedules {
		panic("figure: want one to six schedules")
	}
	return encode(w, forgettingStack(f).draw())
}

func forgettingStack(all []Forgetting) stack {
	last := all[0].Time[len(all[0].Time)-1]
	x := axis{hi: last, scale: plot.LinearScale{}, ticks: toEnds(last), label: "step t of the forward process", grid: true}
	normal := math.Log(2 * math.Pi * math.E)
	pick := func(value func(f Forgetting) []float64) (sets [][]float64) {
		for _, f := range all {
			sets = append(sets, value(f))
		}
		return sets
	}
	snr := pick(func(f Forgetting) []float64 { return f.LogSNR })
	signal := pick(func(f Forgetting) []float64 { return f.Signal })
	whole := pick(func(f Forgetting) []float64 { return f.Variance[0] })
	entropy := pick(func(f Forgetting) []float64 { return f.Entropy })
	kl := pick(func(f Forgetting) []float64 { return f.KL })
	information := pick(func(f Forgetting) []float64 { return f.Information })

	variance := curves(all, signal, 0)
	for axis := range 2 {
		for i, f := range all {
			total := between(f.Time, f.Variance[axis], 0)
			total.LineStyle = draw.LineStyle{Color: scheduleInks[i], Width: 1.5, Dashes: []vg.Length{vg.Length(2 + 4*axis), 4}}
			variance = append(variance, total)
		}
	}
	legend := func(l *plot.Legend) {
		l.Top = true
		l.XOffs, l.YOffs = -gap, -gap
		for i, f := range all {
			l.Add(f.Schedule, line(nil, scheduleInks[i], 2))
		}
	}
	return stack{x, []floor{
		{panel{title: "log-SNR: log of the signal's variance over the noise's", y: span(snr),
			marks: curves(all, snr, math.Inf(-1)), legend: legend}, 130},
		{panel{title: "variance: of each axis (dashed), and the data's share of it", y: linearAxis(max(1, top(whole))), marks: variance}, 90},
		{panel{title: "entropy h(x_t), nats; dashed: of N(0, I)", y: span(append(entropy, []float64{normal})),
			marks: append(curves(all, entropy, math.Inf(-1)), level(last, normal))}, 110},
		{panel{title: "KL(q_t ‖ N(0, I)), nats", y: natsAxis(kl), marks: curves(all, kl, leastNats)}, 110},
		{panel{title: "mutual information I(x_0; x_t), nats; dashed: as good as forgotten", y: natsAxis(information),
			marks: append(curves(all, information, leastNats), level(last, all[0].Forgotten))}, 130},
	}}
}

// curves returns a curve for each schedule, without what is below a least value.
func curves(all []Forgetting, values [][]float64, least float64) (marks []plot.Plotter) {
	for i, f := range all {
		curve := between(f.Time, values[i], least)
		curve.LineStyle = draw.LineStyle{Color: scheduleInks[i], Width: 2}
		marks = append(marks, curve)
	}
	return marks
}

// between returns the curve of values over time down to a least value.
func between(time, values []float64, least float64) *plotter.Line {
	var curve plotter.XYs
	for i, value := range values {
		if value >= least {
			curve = append(curve, plotter.XY{X: time[i], Y: value})
		}
	}
	return &plotter.Line{XYs: curve}
}

// level is a dashed line at a value.
func level(last, value float64) *plotter.Line {
	return &plotter.Line{XYs: plotter.XYs{{X: 0, Y: value}, {X: last, Y: value}}, LineStyle: dashed}
}

// top returns the highest of all values.
func top(sets [][]float64) float64 {
	_, hi := reach(sets...)
	return hi
}

// span returns a linear axis on which all values fit.
func span(sets [][]float64) axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, values := range sets {
		for _, value := range values {
			lo, hi = min(lo, value), max(hi, value)
		}
	}
	edge := max(0.05*(hi-lo), 1e-3)
	return axis{lo: lo - edge, hi: hi + edge, scale: plot.LinearScale{}, ticks: ticksFor(hi - lo + 2*edge), grid: true}
}

// natsAxis returns a logarithmic axis for values from leastNats on.
func natsAxis(sets [][]float64) axis {
	lo, hi := reach(sets...)
	return logAxis(max(lo, leastNats), max(hi, 10*leastNats))
}
