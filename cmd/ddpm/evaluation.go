package main

import (
	"context"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// evaluation is what is found of a subject, and all that shows it. run and compare make it in the same way: points are drawn, they
// and the model are judged, and compare.json, the figures and the report are written.
type evaluation struct {
	subject   *audit.Subject
	points    []data.Point
	animation *film // of the way from noise to the points
	reverse   *film // of the same, for a strip
	found     findings
}

// evaluate draws count points of the subject.
func (a *app) evaluate(ctx context.Context, s *audit.Subject, count int) (*evaluation, error) {
	e := &evaluation{
		subject:   s,
		animation: newFilm(times(s), animationFrames, figure.Learned),
		reverse:   newFilm(times(s), stripPanels, figure.Learned),
	}
	var err error
	e.points, err = a.draw(ctx, s, count, e.animation.shoot, e.reverse.shoot)
	return e, err
}

// judge finds all that can be said of the points and of the model.
func (e *evaluation) judge(ctx context.Context, a *app) (err error) {
	samplers := e.found.Samplers
	e.found, err = judge(ctx, e.subject, e.points)
	e.found.Samplers = samplers
	return err
}

// write leaves compare.json, the figures and the report in folder, which may be another one than that of the run, and prints what
// was found.
func (e *evaluation) write(ctx context.Context, a *app, folder, run runs.Folder) error {
	if err := folder.WriteJSON(runs.CompareFile, e.found); err != nil {
		return err
	}
	if e.found.Samplers != nil {
		if err := folder.Write(e.found.Samplers.WriteCSV, runs.SamplersFile); err != nil {
			return err
		}
	}
	training, err := trainingPictures(run)
	if err != nil {
		return err
	}
	forward, err := forwardFilm(ctx, e.subject)
	if err != nil {
		return err
	}
	if err := drawAnimation(folder.File(runs.AnimationFile), e.animation); err != nil {
		return err
	}
	pictures := append(training, forward.strip("forward.png"), e.reverse.strip("reverse.png"),
		pointsPicture(e.points, e.subject.Data, e.subject.Seed))
	pictures = append(pictures, modelPictures(ctx, e.subject, e.points)...)
	pictures = append(pictures, foundPictures(e.found)...)
	if err := drawAll(ctx, folder, pictures); err != nil {
		return err
	}
	config, err := readConfig(run)
	if err != nil {
		return err
	}
	if err := writeReport(folder, config, e.found, pictures); err != nil {
		return err
	}
	return e.found.write(a.text())
}

// forwardFilm walks true points of the subject through the forward process.
func forwardFilm(ctx context.Context, s *audit.Subject) (*film, error) {
	x := s.Data.Points(filmPoints, s.Seed)
	s.Axes().To(x, x)
	times := make([]float64, s.Model.Schedule.Steps()+1)
	for t := range times {
		times[t] = float64(t)
	}
	reel := newFilm(times, stripPanels, figure.True)
	for state, err := range sample.Forward(ctx, s.Model.Schedule, sample.Noise{Seed: s.Seed}, x) {
		if err != nil {
			return nil, err
		}
		if err := reel.shoot(state); err != nil {
			return nil, err
		}
	}
	return reel, nil
}
