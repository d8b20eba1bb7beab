package evaluate

import (
	"context"
	"math"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/timescale"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/likelihood"
)

// scoreLevels are the log-SNRs that scores are shown at.
var scoreLevels = []float64{4, 2, 0, -2}

// densityPicture shows the model's density beside the true one.
func (e *Evaluation) densityPicture(ctx context.Context) album.Picture {
	s := e.Subject
	_, true, view := beside(e.Points, s.Data, e.others(), s.Seed)
	right := trueDensityInWords(s.Data)
	return album.Picture{
		File: album.Figure("density.png"), Title: "Densities",
		Caption: "Left, the density that the model gives to every place, from its probability flow; right, " + right + ".",
		Alt:     "Two heat maps side by side: the model's density and " + right + ".",
		Draw: func() figure.Figure {
			learned := figure.NewDensity(view, e.effort.FieldSide, func(dst []float64, x []data.Point) { modelDensity(ctx, s, dst, x) })
			return figure.Density(figure.Panel{Title: "learned", Density: &learned}, trueDensity(view, s.Data, true))
		},
	}
}

// scoresPictures show the scores of the model beside those of the best possible one, and where in the plane they are wrong, in fields of so
// many cells along a side. The best possible one is that for points that are called of, or for the truth if that is "".
func scoresPictures(s *audit.Subject, side int, of string) []album.Picture {
	best := "the best possible network"
	if of != "" {
		best += " for the " + of
	}
	var levels []figure.Level
	var errors []figure.Panel
	around := figure.View{Lo: data.Point{-2.5, -2.5}, Hi: data.Point{2.5, 2.5}}
	for _, logSNR := range scoreLevels {
		signal, noise := model.SignalNoise(logSNR)
		noised := make([]data.Point, 2000)
		data.Draw(noised, nil, s.Distribution.At(signal, noise), s.Seed, data.Drawn, 1)
		title := film.Moment(s.Model.Schedule, timescale.Time(s.Model.Schedule, logSNR), logSNR)
		levels = append(levels, figure.Level{
			Title: title, Points: noised, Learned: score(s.Denoiser, logSNR), True: score(s.Best, logSNR), Of: of,
		})
		excess := figure.NewField(around, side, func(dst []float64, x []data.Point) { excessDensity(dst, x, s, logSNR) })
		errors = append(errors, figure.Panel{Title: title, Density: &excess})
	}
	return []album.Picture{
		{
			File: album.Figure("scores.png"), Title: "Scores",
			Caption: "An arrow is the score −ε̂/σ at its place: minus the predicted noise, over the noise level. It points to where points are more likely.",
			Alt:     "Fields of arrows at four noise levels: above, the model's scores; below, those of " + best + ".",
			Draw:    func() figure.Figure { return figure.Scores(around, levels) },
		},
		{
			File: album.Figure("errors.png"), Title: "Where in the plane the error sits",
			Caption: "The excess loss by place at the same noise levels. The darkest colour of a panel is its own highest value, which stands below it.",
			Alt:     "Four heat maps of the excess loss in the plane, one for each noise level.",
			Draw:    func() figure.Figure { return figure.Errors(errors) },
		},
	}
}

// modelDensity sets dst to the density of a subject at x, both in the units of the data.
func modelDensity(ctx context.Context, s *audit.Subject, dst []float64, x []data.Point) {
	z := make([]data.Point, len(x))
	axes := s.Axes()
	axes.To(z, x)
	if _, err := s.Likelihood(likelihood.Coarse).LogDensities(ctx, dst, s.Denoiser, z); err != nil {
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

// levelPictures show the loss at each noise level, and what the errors cost, each as far as it was found.
func levelPictures(f findings.Exact) (loss, cost []album.Picture) {
	if f.ExcessLoss == nil {
		return nil, nil
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
	loss = []album.Picture{{
		File: album.Figure("excess.png"), Title: "Loss and excess by noise level", Caption: "Small t is little noise, where detail is decided. Where only one of the two curves above is seen, the network is as good as the best possible one.",
		Alt:  "Above, the loss of the network and of the best possible one against t; below, the difference on a logarithmic axis.",
		Draw: func() figure.Figure { return figure.Excess(l) },
	}}
	if f.Budget == nil {
		return loss, nil
	}
	return loss, []album.Picture{{
		File: album.Figure("cost.png"), Title: "What the errors cost",
		Caption: "The excess at each noise level as its share of the error budget below, in nats.",
		Alt:     "Bars of the cost in nats for ranges of t.",
		Draw:    func() figure.Figure { return figure.Cost(l.Time, nats) },
	}}
}

// trainingPictures show how a training went, as far as it was written down.
func trainingPictures(c training.Curves) (pictures []album.Picture) {
	if len(c.Step) > 0 {
		loss := figure.History{
			Step: c.Step, Loss: c.Loss, Rate: c.Rate, TargetLoss: c.TargetLoss, Irreducible: c.Irreducible,
			HeldOutStep: c.HeldOutStep, HeldOut: c.HeldOut,
		}
		caption := "Only what is above the irreducible loss can be learned."
		if c.Irreducible == 0 {
			caption = "Most of the loss cannot be learned, so it hardly falls."
		}
		if c.TargetLoss != nil {
			caption += " The loss against the mean noise has no irreducible part."
		}
		if c.Kept != nil {
			loss.Kept = float64(c.Kept.Step)
			caption += " A large mark shows the network that is kept."
		}
		pictures = append(pictures, album.Picture{
			File: album.Figure("loss.png"), Title: "Loss and learning rate", Caption: caption,
			Alt:  "The training loss and the learning rate against the step.",
			Draw: func() figure.Figure { return figure.Loss(loss) },
		})
	}
	if len(c.Excess) > 0 {
		pictures = append(pictures, album.Picture{
			File: album.Figure("progress.png"), Title: "Excess loss",
			Caption: "How far the loss was above that of the best possible network, during the same training.",
			Alt:     "The excess loss against the step, on logarithmic axes.",
			Draw:    func() figure.Figure { return figure.Progress(c.ExcessStep, c.Excess) },
		})
	}
	return pictures
}

// samplersPictures shows what samplers make of a number of evaluations, if that was measured.
func samplersPictures(s *audit.Samplers) []album.Picture {
	if s == nil {
		return nil
	}
	floors := func(distance *float64) float64 {
		if distance == nil {
			return math.NaN()
		}
		return *distance / s.Floor
	}
	var curves []figure.Sampler
	for _, c := range s.Cells {
		if len(curves) == 0 || curves[len(curves)-1].Name != c.Sampler {
			curves = append(curves, figure.Sampler{Name: c.Sampler})
		}
		curve := &curves[len(curves)-1]
		curve.Evals = append(curve.Evals, float64(c.Evals))
		curve.Learned = append(curve.Learned, floors(c.Learned))
		curve.Exact = append(curve.Exact, floors(c.Exact))
	}
	caption := "Solid, this network; dashed, the best possible one."
	if s.OfBlurred {
		caption = "Solid, this network; dashed, the best possible one for the blurred points, which are not the truth."
	}
	return []album.Picture{{
		File: album.Figure("samplers.png"), Title: "Quality against evaluations", Caption: caption,
		Alt:  "Curves of the sliced 2-Wasserstein distance in floors against network evaluations, one for each sampler.",
		Draw: func() figure.Figure { return figure.Samplers(curves) },
	}}
}
