package main

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
)

// picture is a file of a run's figures and what writes it.
type picture struct {
	name  string
	write func(io.Writer) error
}

// drawAll writes pictures into the folder's figures, all at once.
func drawAll(folder runs.Folder, pictures []picture) error {
	failed := make([]error, len(pictures))
	var drawing sync.WaitGroup
	for i, p := range pictures {
		drawing.Go(func() { failed[i] = folder.Write(p.write, runs.FiguresFolder, p.name) })
	}
	drawing.Wait()
	return errors.Join(failed...)
}

// lossPicture shows a training from its log.
func lossPicture(rows []runs.Row) picture {
	var h figure.History
	for _, row := range rows {
		h.Step = append(h.Step, float64(row.Number))
		h.Loss = append(h.Loss, row.Loss)
		h.Rate = append(h.Rate, row.LearningRate)
	}
	return picture{"loss.png", func(w io.Writer) error { return figure.Loss(w, h) }}
}

// comparisonPictures show points beside as many true ones, and their density beside the true one, or, where that is not
// known, beside that of the true points.
func comparisonPictures(points []data.Point, truth *data.Dataset, seed uint64) []picture {
	points = points[:min(len(points), filmPoints)]
	true := truth.Points(len(points), seed)
	view := figure.Around(points, true)
	densities := func(w io.Writer) error {
		learned, bandwidth := figure.Estimate(view, points)
		heats := []figure.Heat{{Title: fmt.Sprintf("learned, blurred by %.2g", bandwidth), Density: learned}}
		if truth.Law != nil {
			heats = append(heats, figure.Heat{Title: "true", Density: figure.Exact(view, truth.Law)})
		} else {
			density, bandwidth := figure.Estimate(view, true)
			heats = append(heats, figure.Heat{Title: fmt.Sprintf("data, blurred by %.2g", bandwidth), Density: density})
		}
		return figure.Density(w, heats)
	}
	return []picture{
		{"samples.png", func(w io.Writer) error { return figure.Points(w, view, points, true) }},
		{"density.png", densities},
	}
}

// strip shows the frames of a film side by side.
func (f *film) strip(name string) picture {
	return picture{name, func(w io.Writer) error { return figure.Strip(w, f.view(), f.frames) }}
}
