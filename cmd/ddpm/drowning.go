package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// How many times ridges, strips and animations of the forward process show.
const (
	ridgeRows     = 9
	forwardPanels = 8
	forwardFrames = 44
	curveValues   = 481
)

// drowning is a distribution on its way through the forward process, in standardised coordinates.
type drowning struct {
	distribution *mixture.Mixture
	fixed        data.Points // the points that the distribution consists of; nil for a built-in
	schedule     *model.Schedule
	particles    []data.Point
	half         float64 // of the square that is looked at
	states       map[int][]data.Point
}

// newDrowning returns the distribution of a dataset with particles drawn from it.
func newDrowning(dataset *data.Dataset, schedule *model.Schedule, seed uint64) *drowning {
	d := &drowning{schedule: schedule, states: make(map[int][]data.Point), particles: dataset.Points(filmPoints, seed)}
	axes := dataset.Standardizer()
	axes.To(d.particles, d.particles)
	if dataset.Distribution != nil {
		d.distribution = axes.Distribution(dataset.Distribution)
	} else {
		d.fixed = slices.Clone(dataset.Fixed)
		if len(d.fixed) > lawPoints {
			d.fixed = d.fixed[:lawPoints]
			data.Draw(d.fixed, nil, dataset.Fixed, seed, data.Subset, 0)
		}
		axes.To(d.fixed, d.fixed)
		d.distribution = mixture.Empirical(d.fixed)
	}
	const normal = 3.2 // deviations to either side in which N(0, 1) is seen
	view := figure.Around(d.particles)
	d.half = max(normal, -view.Lo[0], -view.Lo[1], view.Hi[0], view.Hi[1])
	return d
}

func (d *drowning) view() figure.View {
	return figure.View{Lo: data.Point{-d.half, -d.half}, Hi: data.Point{d.half, d.half}}
}

func (d *drowning) moments(n int) []int { return moments(d.schedule.Steps(), n) }

// moments returns at most n times from 0 to T, both included, more of them near the data, where most happens.
func moments(last, n int) (times []int) {
	for i := range n {
		share := math.Pow(float64(i)/float64(n-1), 2.2)
		times = append(times, int(math.Round(share*float64(last))))
	}
	return slices.Compact(times)
}

// walk moves the particles step by step and keeps where they are at the times that are shown.
func (d *drowning) walk(ctx context.Context, seed uint64) error {
	shown := slices.Concat(d.moments(forwardPanels), d.moments(forwardFrames))
	t := 0
	for state, err := range sample.Forward(ctx, d.schedule, sample.Noise{Seed: seed}, slices.Clone(d.particles)) {
		if err != nil {
			return err
		}
		if slices.Contains(shown, t) {
			d.states[t] = slices.Clone(state.X)
		}
		t++
	}
	return nil
}

// at returns the distribution at t. Where noise hides details, it merges them, which no picture shows.
func (d *drowning) at(t int) *mixture.Mixture {
	signal, noise := d.schedule.Signal(t), d.schedule.Noise(t)
	if t == 0 {
		return d.distribution
	}
	return d.distribution.Merged(noise/signal/5).At(signal, noise)
}

// bins is how many bars the histogram of a file's points has, on each axis.
const bins = 60

// curve returns the density of a coordinate at t, which for points without noise is their histogram.
func (d *drowning) curve(distribution *mixture.Mixture, t, axis int) []data.Point {
	if t == 0 && d.fixed != nil {
		values := make([]float64, len(d.fixed))
		for i, x := range d.fixed {
			values[i] = x[axis]
		}
		return figure.Histogram(values, -d.half, d.half, bins)
	}
	marginal := distribution.Marginal(axis)
	curve := make([]data.Point, curveValues)
	parallel.Blocks(context.Background(), curveValues, 32, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			x := d.half * (2*float64(i)/(curveValues-1) - 1)
			curve[i] = data.Point{x, marginal.Density(x)}
		}
	})
	return curve
}

// ridgelines returns the density of each coordinate from the data to noise.
func (d *drowning) ridgelines() []figure.Ridgeline {
	lines := []figure.Ridgeline{{Title: "first coordinate"}, {Title: "second coordinate"}}
	for _, t := range d.moments(ridgeRows) {
		distribution := d.at(t)
		for axis := range lines {
			marginal := distribution.Marginal(axis)
			mean, deviation := marginal.Moments()
			lines[axis].Rows = append(lines[axis].Rows, figure.Ridge{
				Title: fmt.Sprintf("t = %d", t), Curve: d.curve(distribution, t, axis), Mean: mean, Deviation: deviation,
				Lo: marginal.Quantile(0.001), Hi: marginal.Quantile(0.999),
			})
		}
	}
	return lines
}

// joints returns the particles and the density at some times.
func (d *drowning) joints(n, side int) (particles, heat []figure.Joint) {
	for _, t := range d.moments(n) {
		distribution := d.at(t)
		j := figure.Joint{Title: fmt.Sprintf("t = %d", t), Marginals: [2][]data.Point{d.curve(distribution, t, 0), d.curve(distribution, t, 1)}}
		dots := j
		dots.Points = d.states[t]
		particles = append(particles, dots)
		var density figure.Field
		if t == 0 && d.fixed != nil {
			density = figure.Counted(d.view(), bins, d.fixed)
		} else {
			density = figure.NewField(d.view(), side, func(dst []float64, x []data.Point) {
				distribution.LogDensities(dst, x)
				for i, log := range dst {
					dst[i] = math.Exp(log)
				}
			})
		}
		j.Density = &density
		heat = append(heat, j)
	}
	return particles, heat
}

// leave writes pictures and tables into folder.
func (d *drowning) leave(ctx context.Context, folder runs.Folder, found forwarded) ([]picture, error) {
	lines := d.ridgelines()
	particles, heat := d.joints(forwardPanels, effort.jointSide)
	moving, glowing := d.joints(forwardFrames, effort.jointSide)
	view := d.view()
	pictures := []picture{
		{"ridges.png", func(w io.Writer) error { return figure.Ridges(w, -d.half, d.half, lines) }},
		{"particles.png", func(w io.Writer) error { return figure.Joints(w, view, particles) }},
		{"heat.png", func(w io.Writer) error { return figure.Joints(w, view, heat) }},
		{"forgetting.png", func(w io.Writer) error { return figure.Forgettings(w, forgettings(found.Forgetting)) }},
	}
	if err := drawAll(ctx, folder, pictures); err != nil {
		return nil, err
	}
	return pictures, writeAll(ctx, folder, []picture{
		{forwardParticles, func(w io.Writer) error { return figure.JointGIF(w, view, moving) }},
		{forwardHeat, func(w io.Writer) error { return figure.JointGIF(w, view, glowing) }},
		{forwardTable, func(w io.Writer) error { return writeForgetting(w, found.Forgetting) }},
		{forwardDensities, func(w io.Writer) error { return d.writeDensities(w, lines) }},
	})
}

// forgettings returns what was found as curves.
func forgettings(found []audit.Forgetting) (all []figure.Forgetting) {
	for _, f := range found {
		c := figure.Forgetting{Schedule: f.Schedule, Forgotten: audit.Forgotten}
		for _, l := range f.Levels {
			c.Time = append(c.Time, float64(l.T))
			c.LogSNR = append(c.LogSNR, l.LogSNR)
			c.Signal = append(c.Signal, l.Signal)
			c.Variance[0] = append(c.Variance[0], l.Variance[0])
			c.Variance[1] = append(c.Variance[1], l.Variance[1])
			c.Entropy = append(c.Entropy, l.Entropy)
			c.KL = append(c.KL, l.KL)
			c.Information = append(c.Information, l.Information)
		}
		all = append(all, c)
	}
	return all
}

// writeForgetting writes the curves as CSV, those of each schedule below each other.
func writeForgetting(w io.Writer, found []audit.Forgetting) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"schedule", "t", "log_snr", "signal", "variance_x", "variance_y", "entropy", "kl", "information"})
	for _, f := range found {
		for _, l := range f.Levels {
			row := []string{f.Schedule, strconv.Itoa(l.T)}
			for _, v := range []float64{l.LogSNR, l.Signal, l.Variance[0], l.Variance[1], l.Entropy, l.KL, l.Information} {
				row = append(row, strconv.FormatFloat(v, 'g', 7, 64))
			}
			_ = table.Write(row)
		}
	}
	table.Flush()
	return table.Error()
}

// writeDensities writes the ridges as CSV: values of a coordinate and their density.
func (d *drowning) writeDensities(w io.Writer, lines []figure.Ridgeline) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"t", "coordinate", "value", "density"})
	times := d.moments(ridgeRows)
	for axis, line := range lines {
		for i, row := range line.Rows {
			for _, p := range row.Curve {
				_ = table.Write([]string{
					strconv.Itoa(times[i]), strconv.Itoa(axis + 1), strconv.FormatFloat(p[0], 'g', 6, 64), strconv.FormatFloat(p[1], 'g', 6, 64),
				})
			}
		}
	}
	table.Flush()
	return table.Error()
}
