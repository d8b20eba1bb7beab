package forward

import (
	"context"
	"math"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
)

// How many times ridges, strips and animations of the forward process show.
const (
	ridgeRows   = 9
	panels      = 8
	frames      = 44
	curveValues = 481
)

// maxComponents is how many points of a file the distribution consists of at most: the cost of densities is in proportion.
const maxComponents = 4000

// process is a distribution on its way through the forward process, in standardised coordinates.
type process struct {
	distribution *mixture.Mixture
	fixed        data.Points // the points that the distribution consists of; nil for a built-in
	schedule     *model.Schedule
	particles    []data.Point
	half         float64 // of the square that is looked at
	states       map[int][]data.Point
}

// newProcess returns the distribution of a dataset with particles drawn from it.
func newProcess(dataset *data.Dataset, schedule *model.Schedule, seed uint64) *process {
	p := &process{schedule: schedule, states: make(map[int][]data.Point), particles: dataset.Points(film.Points, seed)}
	axes := dataset.Standardizer()
	axes.To(p.particles, p.particles)
	if dataset.Distribution != nil {
		p.distribution = axes.Distribution(dataset.Distribution)
	} else {
		p.fixed = slices.Clone(dataset.Fixed)
		if len(p.fixed) > maxComponents {
			p.fixed = p.fixed[:maxComponents]
			data.Draw(p.fixed, nil, dataset.Fixed, seed, data.Subset, 0)
		}
		axes.To(p.fixed, p.fixed)
		p.distribution = mixture.Empirical(p.fixed)
	}
	const normal = 3.2 // deviations to either side in which N(0, 1) is seen
	view := figure.Around(p.particles)
	p.half = max(normal, -view.Lo[0], -view.Lo[1], view.Hi[0], view.Hi[1])
	return p
}

func (p *process) view() figure.View {
	return figure.View{Lo: data.Point{-p.half, -p.half}, Hi: data.Point{p.half, p.half}}
}

func (p *process) moments(n int) []int { return Moments(p.schedule.Steps(), n) }

// Moments returns at most n times from 0 to T, both included, more of them near the data, where most happens.
func Moments(last, n int) (times []int) {
	for i := range n {
		share := math.Pow(float64(i)/float64(n-1), 2.2)
		times = append(times, int(math.Round(share*float64(last))))
	}
	return slices.Compact(times)
}

// moment names a time as all pictures do.
func (p *process) moment(t int) string { return Moment(p.schedule, t) }

// Moment names a time of a schedule as all pictures do.
func Moment(schedule *model.Schedule, t int) string {
	return film.Moment(schedule, float64(t), schedule.LogSNR(t))
}

// walk moves the particles step by step and keeps where they are at the times that are shown.
func (p *process) walk(ctx context.Context, seed uint64) error {
	shown := p.moments(frames)
	t := 0
	for state, err := range sample.Forward(ctx, p.schedule, sample.Noise{Seed: seed}, slices.Clone(p.particles)) {
		if err != nil {
			return err
		}
		if slices.Contains(shown, t) {
			p.states[t] = slices.Clone(state.X)
		}
		t++
	}
	return nil
}

// at returns the distribution at t. Where noise hides details, it merges them, which no picture shows.
func (p *process) at(t int) *mixture.Mixture {
	signal, noise := p.schedule.Signal(t), p.schedule.Noise(t)
	if t == 0 {
		return p.distribution
	}
	return p.distribution.Merged(noise/signal/5).At(signal, noise)
}

// bins is how many bars the histogram of a file's points has, on each axis.
const bins = 60

// curve returns the density of a coordinate at t, which for points without noise is their histogram.
func (p *process) curve(distribution *mixture.Mixture, t, axis int) []data.Point {
	if t == 0 && p.fixed != nil {
		return figure.Histogram(p.fixed, axis, -p.half, p.half, bins)
	}
	marginal := distribution.Marginal(axis)
	curve := make([]data.Point, curveValues)
	parallel.Blocks(context.Background(), curveValues, 32, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			x := p.half * (2*float64(i)/(curveValues-1) - 1)
			curve[i] = data.Point{x, marginal.Density(x)}
		}
	})
	return curve
}

// ridgelines returns the density of each coordinate from the data to noise.
func (p *process) ridgelines() []figure.Ridgeline {
	lines := []figure.Ridgeline{{Title: "first coordinate"}, {Title: "second coordinate"}}
	for _, t := range p.moments(ridgeRows) {
		distribution := p.at(t)
		for axis := range lines {
			marginal := distribution.Marginal(axis)
			mean, deviation := marginal.Moments()
			lines[axis].Rows = append(lines[axis].Rows, figure.Ridge{
				Title: strings.Replace(p.moment(t), ", ", "\n", 1), Curve: p.curve(distribution, t, axis), Mean: mean, Deviation: deviation,
				Lo: marginal.Quantile(0.001), Hi: marginal.Quantile(0.999),
			})
		}
	}
	return lines
}

// joints returns the particles and the density at some times.
func (p *process) joints(n, side int) (particles, heat []figure.Panel) {
	for _, t := range p.moments(n) {
		distribution := p.at(t)
		panel := figure.Panel{
			Title: p.moment(t), Points: p.states[t], Ink: figure.True,
			Marginals: [2][]data.Point{p.curve(distribution, t, 0), p.curve(distribution, t, 1)},
		}
		particles = append(particles, panel)
		var density figure.Field
		if t == 0 && p.fixed != nil {
			density = figure.Counted(p.view(), bins, p.fixed)
		} else {
			density = figure.Exact(p.view(), side, distribution.LogDensities)
		}
		panel.Density = &density
		heat = append(heat, panel)
	}
	return particles, heat
}

// spaced returns those of the particles and of the densities, both at the same times, that a strip shows: each differs from the one before.
func (p *process) spaced(particles, heat []figure.Panel) (someParticles, someHeat []figure.Panel) {
	var sets [][]data.Point
	for _, panel := range particles {
		sets = append(sets, panel.Points)
	}
	for _, i := range film.Even(len(sets), panels, film.Change(p.view(), sets)) {
		someParticles, someHeat = append(someParticles, particles[i]), append(someHeat, heat[i])
	}
	return someParticles, someHeat
}
