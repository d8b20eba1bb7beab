package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// picture is a file of a run's figures and what writes it.
type picture struct {
	name  string
	write func(io.Writer) error
}

// drawAll writes pictures into the folder's figures, on all cores. It starts none after ctx has ended, and the error is then ctx's.
func drawAll(ctx context.Context, folder runs.Folder, pictures []picture) error {
	return writeAll(ctx, folder, pictures, runs.FiguresFolder)
}

// writeAll writes files into the folder, or into a folder in it, as drawAll does.
func writeAll(ctx context.Context, folder runs.Folder, files []picture, in ...string) error {
	failed := make([]error, len(files))
	parallel.Each(ctx, len(files), func(i int) {
		failed[i] = folder.Write(files[i].write, append(slices.Clone(in), files[i].name)...)
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(failed...)
}

// strip shows the frames of a film side by side.
func (f *film) strip(name string) picture {
	return picture{name, func(w io.Writer) error { return figure.Strip(w, f.view(), f.frames) }}
}

// beside returns some of the points, as many true ones, and the view that both are in.
func beside(points []data.Point, truth *data.Dataset, seed uint64) (some, true []data.Point, view figure.View) {
	some = points[:min(len(points), filmPoints)]
	true = truth.Points(len(some), seed)
	return some, true, figure.Around(some, true)
}

// pointsPicture shows points beside true ones.
func pointsPicture(points []data.Point, truth *data.Dataset, seed uint64) picture {
	some, true, view := beside(points, truth, seed)
	return picture{"samples.png", func(w io.Writer) error { return figure.Points(w, view, some, true) }}
}

// estimatesPicture shows what the density of points seems to be, beside the true one.
func estimatesPicture(points []data.Point, truth *data.Dataset, seed uint64) picture {
	some, true, view := beside(points, truth, seed)
	return picture{"density.png", func(w io.Writer) error {
		density, bandwidth := figure.Estimate(view, some)
		return figure.Density(w, []figure.Heat{
			{Title: fmt.Sprintf("points, blurred by %.2g", bandwidth), Density: density},
			trueHeat(view, truth, true),
		})
	}}
}

// trueHeat is the density of a distribution, or what that of points seems to be.
func trueHeat(view figure.View, truth *data.Dataset, true []data.Point) figure.Heat {
	if truth.Distribution != nil {
		return figure.Heat{Title: "true", Density: figure.Exact(view, truth.Distribution)}
	}
	density, bandwidth := figure.Estimate(view, true)
	return figure.Heat{Title: fmt.Sprintf("data, blurred by %.2g", bandwidth), Density: density}
}

// scoreLevels are the log-SNRs that scores are shown at.
var scoreLevels = []float64{4, 2, 0, -2}

// modelPictures show what a model knows, not only what it draws: its density beside the true one, and, where the best possible
// denoiser is known, its scores beside those of that and where in the plane they are wrong.
func modelPictures(ctx context.Context, s *audit.Subject, points []data.Point) []picture {
	_, true, view := beside(points, s.Data, s.Seed)
	density := picture{"density.png", func(w io.Writer) error {
		learned := figure.NewField(view, effort.fieldSide, func(dst []float64, x []data.Point) { modelDensity(ctx, s, dst, x) })
		return figure.Density(w, []figure.Heat{{Title: "learned", Density: learned}, trueHeat(view, s.Data, true)})
	}}
	if s.Distribution == nil {
		return []picture{density}
	}
	var levels []figure.Level
	var heats []figure.Heat
	around := figure.View{Lo: data.Point{-2.5, -2.5}, Hi: data.Point{2.5, 2.5}}
	for _, logSNR := range scoreLevels {
		signal, noise := model.SignalNoise(logSNR)
		noised := make([]data.Point, 2000)
		data.Draw(noised, nil, s.Distribution.At(signal, noise), s.Seed, data.Drawn, 1)
		title := fmt.Sprintf("noise %.2f", noise)
		levels = append(levels, figure.Level{
			Title: title, Points: noised, Learned: score(s.Denoiser, logSNR), True: score(s.Best, logSNR),
		})
		heats = append(heats, figure.Heat{Title: title, Density: figure.NewField(around, effort.fieldSide, func(dst []float64, x []data.Point) {
			excessDensity(dst, x, s, logSNR)
		})})
	}
	return []picture{
		density,
		{"scores.png", func(w io.Writer) error { return figure.Scores(w, around, levels) }},
		{"errors.png", func(w io.Writer) error { return figure.Errors(w, heats) }},
	}
}

// modelDensity sets dst to the density of a subject at x, both in the units of the data.
func modelDensity(ctx context.Context, s *audit.Subject, dst []float64, x []data.Point) {
	z := make([]data.Point, len(x))
	axes := s.Axes()
	axes.To(z, x)
	if _, err := s.Likelihood(sample.Coarse).LogDensities(ctx, dst, s.Denoiser, z); err != nil {
		return // an interrupt, which the caller reports
	}
	for i := range dst {
		dst[i] = math.Exp(dst[i]) / (axes.Scale[0] * axes.Scale[1])
	}
}

// score is the score that a denoiser gives: −ε̂/σ.
func score(denoiser sample.Denoiser, logSNR float64) figure.Vectors {
	_, noise := model.SignalNoise(logSNR)
	return func(dst, x []data.Point) {
		denoiser.PredictNoise(dst, x, logSNR)
		for i := range dst {
			dst[i] = data.Point{-dst[i][0] / noise, -dst[i][1] / noise}
		}
	}
}

// excessDensity sets dst to p(x) |ε̂ − ε*|², p being the density of noised points: its integral is the excess loss.
func excessDensity(dst []float64, x []data.Point, s *audit.Subject, logSNR float64) {
	learned, best := make([]data.Point, len(x)), make([]data.Point, len(x))
	s.Denoiser.PredictNoise(learned, x, logSNR)
	s.Best.PredictNoise(best, x, logSNR)
	s.Distribution.At(model.SignalNoise(logSNR)).LogDensities(dst, x)
	for i := range dst {
		dx, dy := learned[i][0]-best[i][0], learned[i][1]-best[i][1]
		dst[i] = math.Exp(dst[i]) * (dx*dx + dy*dy)
	}
}

// foundPictures show what was found of a model: by sampler, by noise level and in nats.
func foundPictures(f findings) []picture {
	var pictures []picture
	if f.Samplers != nil {
		pictures = append(pictures, samplersPicture(*f.Samplers))
	}
	if f.ExcessLoss == nil {
		return pictures
	}
	var l figure.Levels
	var nats []float64
	for _, level := range f.ExcessLoss.ByT {
		l.Time = append(l.Time, float64(level.T))
		l.Learned = append(l.Learned, level.Learned)
		l.Optimal = append(l.Optimal, level.Optimal)
		l.Excess = append(l.Excess, level.Excess)
		l.SE = append(l.SE, level.SE)
		nats = append(nats, level.Nats)
	}
	pictures = append(pictures, picture{"excess.png", func(w io.Writer) error { return figure.Excess(w, l) }})
	if f.Budget == nil {
		return pictures
	}
	parts := []figure.Part{{Name: "start", Nats: f.Budget.Start}, {Name: "discretisation", Nats: f.Budget.Discretisation}, {Name: "network", Nats: f.Budget.Network}}
	return append(pictures, []picture{
		{"cost.png", func(w io.Writer) error { return figure.Cost(w, l.Time, nats) }},
		{"budget.png", func(w io.Writer) error { return figure.Budget(w, parts) }},
	}...)
}
