package evaluate

import (
	"fmt"
	"slices"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/data"
	"ddpm/sample/compare"
)

// beside returns a random choice of the points, as many true ones, and the view that both are in, and others besides, which may be nil.
func beside(points []data.Point, truth *data.Dataset, others []data.Point, seed uint64) (some, true []data.Point, view figure.View) {
	some = compare.Subset(points, film.Points, seed)
	true = truth.Points(len(some), seed)
	return some, true, figure.Around(some, true, others)
}

// Names of the points that are judged.
const (
	ofModel   = "learned"
	ofAnybody = "points"
)

// pointsPicture shows points beside true ones, both in front of others, which may be nil. The points have the name made. What was found of
// them is said below.
func pointsPicture(points []data.Point, made string, truth *data.Dataset, others []data.Point, found compare.Result, seed uint64) album.Picture {
	some, true, view := beside(points, truth, others, seed)
	caption, called, seen := "Left, points that the model made; right, points of the true distribution.", "true", ""
	if truth.Distribution == nil {
		caption, called = "Left, points that the model made; right, as many rows of the file, each drawn at random: some stand for several.", "data"
	}
	if others != nil {
		caption += " Grey, points of all other classes."
		view = figure.Holding(view, some)
	}
	if cut := view.Outside(some); cut > 0 {
		seen += fmt.Sprintf(" %d of the points lie outside of the picture.", cut)
	}
	for _, name := range []string{"outside", "sliced_w2"} {
		if m := found.Metric(name); m != nil {
			seen += " " + inWords(*m, truth)
		}
	}
	of := map[string]string{"true": "true distribution", "data": "file"}[called]
	return album.Picture{
		File: album.Figure("samples.png"), Title: "Points", Caption: caption + seen,
		Alt:  fmt.Sprintf("Two scatters side by side: %d points that the model made, in blue, and others from the %s, in orange.", len(some), of) + seen,
		Draw: func() figure.Figure { return figure.Points(view, some, true, made, called, others) },
	}
}

// inWords says a metric and its floor in a sentence.
func inWords(m compare.Measurement, truth *data.Dataset) string {
	judges := "true points"
	switch {
	case truth.Distribution == nil && truth.Held != nil:
		judges = "held-out rows"
	case truth.Distribution == nil:
		judges = "rows of the file"
	}
	if m.Name == "outside" {
		return fmt.Sprintf("%.2g%% of the points are strays, where true points hardly ever are; of true points %.2g%% are.", 100*m.Value, 100*m.Floor)
	}
	return fmt.Sprintf("The %s distance of the points from %s is %.3g; two sets of %s have %.3g.", m.Title(), judges, m.Value, judges, m.Floor)
}

// pointsPicture shows the points beside true ones and, where they are of a class, in front of those of other classes.
func (e *Evaluation) pointsPicture() album.Picture {
	return pointsPicture(e.Points, ofModel, e.Subject.Data, e.others(), e.Found.Result, e.Subject.Seed)
}

// others returns points of all classes but that of the subject, or nil if it has none.
func (e *Evaluation) others() []data.Point {
	class := slices.Index(e.whole.LabelNames, e.Subject.Choice.Class)
	if e.Subject.Choice.Class == "" || class < 0 {
		return nil
	}
	var all []data.Point
	for other := range e.whole.LabelNames {
		if given, err := e.whole.Given(other); other != class && err == nil {
			all = append(all, given.Points(film.Points/len(e.whole.LabelNames), e.Subject.Seed)...)
		}
	}
	return all
}

// estimatesPicture shows what the density of points seems to be, beside the true one.
func estimatesPicture(points []data.Point, truth *data.Dataset, seed uint64) album.Picture {
	some, true, view := beside(points, truth, nil, seed)
	right := trueDensityInWords(truth)
	return album.Picture{
		File: album.Figure("density.png"), Title: "Densities", Caption: "Left, the density of the points, estimated with a blur; right, " + right + ".",
		Alt: "Two heat maps side by side: the density of the points, estimated with a blur, and " + right + ".",
		Draw: func() figure.Figure {
			density, bandwidth := figure.Estimate(view, some)
			learned := figure.Panel{Title: fmt.Sprintf("points, blurred by %.2g", bandwidth), Density: &density}
			return figure.Density(learned, trueDensity(view, truth, true))
		},
	}
}

// trueDensityInWords says what trueDensity shows.
func trueDensityInWords(truth *data.Dataset) string {
	if truth.Distribution != nil {
		return "the true one"
	}
	return "that of the rows of the file, estimated with a blur, since the true one is not known"
}

// trueDensity is the density of a distribution, or what that of points seems to be.
func trueDensity(view figure.View, truth *data.Dataset, true []data.Point) figure.Panel {
	if truth.Distribution != nil {
		density := figure.Exact(view, figure.Fine, truth.Distribution.LogDensities)
		return figure.Panel{Title: "true", Density: &density}
	}
	density, bandwidth := figure.Estimate(view, true)
	return figure.Panel{Title: fmt.Sprintf("data, blurred by %.2g", bandwidth), Density: &density}
}
