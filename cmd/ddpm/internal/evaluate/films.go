package evaluate

import (
	"context"
	"fmt"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/internal/runs"
)

// processPictures show the way to noise, and the way back. The error is ctx's.
func (e *Evaluation) processPictures(ctx context.Context) (forward, back album.Picture, err error) {
	s := e.Subject
	x := s.Data.Points(film.Points, s.Seed)
	s.Axes().To(x, x)
	if others := e.others(); others != nil {
		s.Axes().To(others, others)
		e.reverse.Behind(others)
	}
	kind := "True points"
	if s.Data.Distribution == nil {
		kind = "Points of the file"
	}
	noised, err := film.Forward(ctx, s.Model.Schedule, x, s.Seed)
	forward = album.Picture{
		File: album.Figure("forward.png"), Title: "Forward", Caption: kind + ", on standardised axes, as noise is added.",
		Alt:  fmt.Sprintf("%d panels of points, line by line: from the data, without noise, to a round cloud in which nothing is left of it.", film.Panels),
		Draw: noised.Strip,
	}
	back = album.Picture{
		File: album.Figure("reverse.png"), Title: "Backward", Caption: "The model's points, on the same axes, as it takes the noise away.",
		Alt:  fmt.Sprintf("%d panels of points, line by line: from a round cloud of noise to the points that the model made.", film.Panels),
		Draw: e.reverse.Strip,
	}
	return forward, back, err
}

// animationPicture is the way from noise to the points, moving, beside true points.
func (e *Evaluation) animationPicture() *album.Picture {
	title := "true points"
	if e.Subject.Data.Distribution == nil {
		title = "points of the file"
	}
	caption := "Left, the same points at every step of the way back; right, " + title + ". At the end both should look alike."
	if e.Subject.Choice.Class != "" {
		caption += " Grey, points of all other classes."
	}
	return &album.Picture{
		File: runs.AnimationFile, Title: "From noise to data",
		Caption: caption,
		Alt:     "Points that move from a round cloud of noise to what the model learned. The film ends with the model's points.",
		Still:   capital(title) + ", on the same axes.",
		Draw: func() figure.Figure {
			true := e.Subject.Data.Points(film.Points, e.Subject.Seed)
			e.Subject.Axes().To(true, true)
			return e.reverse.Beside(true, title)
		},
	}
}
