// Package film keeps states of a chain, to show them as an animation or as a strip.
package film

import (
	"context"
	"image/color"
	"math"
	"slices"
	"strconv"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// How many states an animation and a strip show, and of each at most how many points.
const (
	Frames = 60
	Panels = 8
	Points = 10000
)

// Film keeps some states of a chain, as they are: in standardised coordinates.
type Film struct {
	ink    color.RGBA
	times  []float64 // of all states
	steps  []int     // of those to keep
	frames []figure.Panel
}

// New returns a film of up to n states of a chain, whose times fall or rise from one end to the other: both ends, and
// more of those near the data, where most happens.
func New(times []float64, n int, ink color.RGBA) *Film {
	first, last := slices.Min(times), slices.Max(times)
	f := &Film{ink: ink, times: times}
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
			Title:  "t = " + strconv.FormatFloat(math.Round(10*f.times[state.Step])/10, 'f', -1, 64),
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

// Animation returns the film as an animation.
func (f *Film) Animation() figure.Figure { return figure.GIF(f.view(), f.frames) }

// Strip returns the states that were kept side by side.
func (f *Film) Strip() figure.Figure { return figure.Strip(f.view(), f.frames) }

// Forward returns a film of points, in standardised coordinates, on their way through the forward process of a schedule, for a strip.
// The points are overwritten. The error is ctx's.
func Forward(ctx context.Context, schedule *model.Schedule, x []data.Point, seed uint64) (*Film, error) {
	times := make([]float64, schedule.Steps()+1)
	for t := range times {
		times[t] = float64(t)
	}
	f := New(times, Panels, figure.True)
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
	var times []float64
	for _, level := range sampler.Levels() {
		times = append(times, schedule.Time(level))
	}
	return New(times, n, figure.Learned)
}
