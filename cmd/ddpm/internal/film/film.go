// Package film keeps states of a chain, to show them as an animation or as a strip.
package film

import (
	"context"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/internal/timescale"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// How many states an animation shows, how many of these a strip, and of each at most how many points.
const (
	Frames = 60
	Panels = 8
	Points = 10000
)

// Film keeps some states of a chain, as they are: in standardised coordinates.
type Film struct {
	ink     color.RGBA
	moments []string // of all states, in words
	steps   []int    // of those to keep
	frames  []figure.Panel
	others  []data.Point // behind the points of every frame; nil: none
}

// New returns a film of up to n states of a chain, whose times on a schedule fall or rise from one end to the other: both ends, and
// more of those near the data, where most happens.
func New(schedule *model.Schedule, times, logSNRs []float64, n int, ink color.RGBA) *Film {
	first, last := slices.Min(times), slices.Max(times)
	f := &Film{ink: ink}
	for i, t := range times {
		f.moments = append(f.moments, Moment(schedule, t, logSNRs[i]))
	}
	for i := range n {
		aim := first + (last-first)*math.Pow(float64(i)/float64(n-1), 1.7)
		nearest := 0
		for step, t := range times {
			if math.Abs(t-aim) < math.Abs(times[nearest]-aim) {
				nearest = step
			}
		}
		f.steps = append(f.steps, nearest)
	}
	return f
}

// Shoot keeps a state, if it is one of those to keep.
func (f *Film) Shoot(state sample.State) error {
	if slices.Contains(f.steps, state.Step) {
		f.frames = append(f.frames, figure.Panel{
			Title:  f.moments[state.Step],
			Points: slices.Clone(state.X[:min(len(state.X), Points)]),
			Ink:    f.ink,
		})
	}
	return nil
}

// view is the part of the plane that both ends of the chain are in.
func (f *Film) view() figure.View {
	return figure.Around(f.frames[0].Points, f.frames[len(f.frames)-1].Points)
}

// Behind shows other points, which do not move, behind those of every frame. They are in standardised coordinates.
func (f *Film) Behind(others []data.Point) { f.others = others }

// shown returns the frames as they are shown.
func (f *Film) shown() []figure.Panel {
	frames := slices.Clone(f.frames)
	for i := range frames {
		frames[i].Behind = f.others
	}
	return frames
}

// Animation returns the film as an animation.
func (f *Film) Animation() figure.Animation { return figure.GIF(f.view(), f.shown()) }

// Beside returns the animation with points beside it, in standardised coordinates, which stand still: those that the film should lead to.
func (f *Film) Beside(true []data.Point, title string) figure.Animation {
	return f.Animation().Beside(f.view(), figure.Panel{Title: title, Points: true, Ink: figure.True, Behind: f.others})
}

// Strip returns some of the states that were kept side by side, chosen by Even, so that each differs from the one before.
func (f *Film) Strip() figure.Figure {
	var sets [][]data.Point
	for _, frame := range f.frames {
		sets = append(sets, frame.Points)
	}
	view, frames := f.view(), f.shown()
	var chosen []figure.Panel
	for _, i := range Even(len(frames), Panels, Change(view, sets)) {
		chosen = append(chosen, frames[i])
	}
	return figure.Strip(view, chosen)
}

// Forward returns a film of points, in standardised coordinates, on their way through the forward process of a schedule, for a strip.
// The points are overwritten. The error is ctx's.
func Forward(ctx context.Context, schedule *model.Schedule, x []data.Point, seed uint64) (*Film, error) {
	times, logSNRs := make([]float64, schedule.Steps()+1), make([]float64, schedule.Steps()+1)
	for t := range times {
		times[t], logSNRs[t] = float64(t), schedule.LogSNR(t)
	}
	f := New(schedule, times, logSNRs, Frames, figure.True)
	for state, err := range sample.Forward(ctx, schedule, sample.Noise{Seed: seed}, x) {
		if err != nil {
			return nil, err
		}
		if err := f.Shoot(state); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Backward returns an empty film of n states of a sampler's chains on a schedule.
func Backward(sampler *sample.Sampler, schedule *model.Schedule, n int) *Film {
	levels := sampler.Levels()
	return New(schedule, timescale.Times(schedule, levels), levels, n, figure.Learned)
}

// Moment names a time t on a schedule and its log-SNR, as all pictures do: "t 120 of 400, log-SNR −1.3". At t = 0 there is no noise.
func Moment(schedule *model.Schedule, t, logSNR float64) string {
	text := fmt.Sprintf("t %s of %d, ", strconv.FormatFloat(math.Round(10*t)/10, 'f', -1, 64), schedule.Steps())
	if t == 0 || math.IsInf(logSNR, 1) {
		return text + "no noise"
	}
	return text + "log-SNR " + strings.Replace(fmt.Sprintf("%.1f", logSNR), "-", "−", 1)
}
