package main

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/sample"
)

// How many states an animation and a strip show, and of each at most how many points.
const (
	animationFrames = 60
	stripPanels     = 8
	filmPoints      = 10000
)

// film keeps some states of a chain, as they are: in standardised coordinates.
type film struct {
	ink    color.RGBA
	times  []float64 // of all states
	steps  []int     // of those to keep
	frames []figure.Panel
}

// newFilm returns a film of up to n states of a chain, whose times fall or rise from one end to the other: both ends, and
// more of those near the data, where most happens.
func newFilm(times []float64, n int, ink color.RGBA) *film {
	first, last := slices.Min(times), slices.Max(times)
	f := &film{ink: ink, times: times}
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

// shoot is an observer.
func (f *film) shoot(state sample.State) error {
	if slices.Contains(f.steps, state.Step) {
		f.frames = append(f.frames, figure.Panel{
			Title:  "t = " + strconv.FormatFloat(math.Round(10*f.times[state.Step])/10, 'f', -1, 64),
			Points: slices.Clone(state.X[:min(len(state.X), filmPoints)]),
			Ink:    f.ink,
		})
	}
	return nil
}

// view is the part of the plane that both ends of the chain are in.
func (f *film) view() figure.View {
	return figure.Around(f.frames[0].Points, f.frames[len(f.frames)-1].Points)
}
