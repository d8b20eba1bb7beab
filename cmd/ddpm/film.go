package main

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/sample"
)

// How many states an animation and a strip show, and of each at most how many points.
const (
	animationFrames = 60
	stripPanels     = 8
	filmPoints      = 10000
)

// film keeps the states at some times of a chain, as they are: in standardised coordinates.
type film struct {
	ink    color.RGBA
	times  []int
	frames []figure.Panel
}

// newFilm returns a film of up to n of the times of a chain, which fall or rise from one end to the other: both ends, and
// more of those near the data, where most happens.
func newFilm(times []int, n int, ink color.RGBA) *film {
	first, last := slices.Min(times), slices.Max(times)
	f := &film{ink: ink}
	for i := range n {
		aim := float64(first) + float64(last-first)*math.Pow(float64(i)/float64(n-1), 1.7)
		far := func(t int) float64 { return math.Abs(float64(t) - aim) }
		f.times = append(f.times, slices.MinFunc(times, func(a, b int) int { return cmp.Compare(far(a), far(b)) }))
	}
	return f
}

// shoot is an observer.
func (f *film) shoot(state sample.State) error {
	if slices.Contains(f.times, state.Time) {
		f.frames = append(f.frames, figure.Panel{
			Title:  fmt.Sprintf("t = %d", state.Time),
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
