// Package evaluate draws points from a subject, finds how far they and the model are from the truth, and shows that: compare.json, the
// figures and the report of a run.
//
// Read evaluate.go, then package findings (what is found), points.go, films.go and pictures.go (what is drawn), and story.go (the order of the page) with what it
// tells: verdict.go, sections.go, exact.go (what is said beside an exact distribution), scale.go, cost.go and howto.go.
package evaluate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"

	"github.com/schollz/progressbar/v3"
)

// Effort is how closely a model, or a distribution, is looked at and drawn.
type Effort struct {
	findings.Effort
	FieldSide int     // cells along the longer side of the picture of the model's density
	Pixels    float64 // of a picture, for each of its points
}

// Full is the effort of the program.
var Full = Effort{findings.Full, 112, figure.Sharp}

// Findings are what is found of a subject, as compare.json has it.
type Findings = findings.Findings

// Evaluation is what is found of a subject, with all that shows it.
type Evaluation struct {
	Subject *audit.Subject
	Points  []data.Point // that the subject drew, in the units of the data
	Found   Findings

	whole   *data.Dataset // of all classes, as the training saw it
	warning string        // that points lie far outside the data; "": none does
	effort  Effort
	reverse *film.Film // of the way from noise to the points
	took    seconds
}

// NewSubject returns the subject of a choice, as audit.New does. What can be wrong with a settled choice, other than an interrupt, is
// what the user gave: that the data has no points of the class, for example.
func NewSubject(ctx context.Context, m *model.Model, d *data.Dataset, c audit.Choice, seed uint64) (*audit.Subject, error) {
	subject, err := audit.New(ctx, m, d, c, seed)
	if ctx.Err() == nil {
		err = terminal.BadInput(err)
	}
	return subject, err
}

// Draw returns count points of a subject, under a progress bar, and shows the chain to those who watch.
func Draw(ctx context.Context, out *terminal.Output, s *audit.Subject, count int, watch ...func(sample.State) error) ([]data.Point, error) {
	bar := out.Bar(len(s.Sampler.Levels())-1, "sampling")
	defer bar.Finish()
	points := make([]data.Point, count)
	return points, s.Draw(ctx, points, 0, append(watch, MoveBar(bar))...)
}

// MoveBar moves a bar on by one for each step of a chain.
func MoveBar(bar *progressbar.ProgressBar) func(sample.State) error {
	return func(state sample.State) error {
		if state.Step == 0 {
			return nil
		}
		return bar.Add(1)
	}
}

// Of draws count points of a subject, to be judged with that effort. The dataset is the whole that the model was trained on, with all classes.
func Of(ctx context.Context, out *terminal.Output, s *audit.Subject, whole *data.Dataset, count int, effort Effort) (*Evaluation, error) {
	e := &Evaluation{Subject: s, whole: whole, effort: effort, reverse: film.Backward(s.Sampler, s.Model.Schedule, film.Frames)}
	var err error
	began := time.Now()
	e.Points, err = Draw(ctx, out, s, count, e.reverse.Shoot)
	e.took.sampling = time.Since(began).Seconds()
	if err == nil && s.Data.Reading != nil {
		s.Data.Reading.Extent.Keep(e.Points, false)
	}
	return e, err
}

// WriteSamples writes the points as samples.csv into the folder of their run.
func (e *Evaluation) WriteSamples(run runs.Folder) error {
	return run.Write(func(w io.Writer) error {
		csv := data.NewCSVWriter(w, e.Subject.Data.Reading.Names())
		if err := csv.Write(e.Points); err != nil {
			return err
		}
		return csv.Close()
	}, runs.SamplesFile)
}

// MeasureSamplers adds samplers with several numbers of evaluations to what is found.
func (e *Evaluation) MeasureSamplers(ctx context.Context, out *terminal.Output, names []string, evals []int) error {
	bar := out.Bar(len(names)*len(evals), "samplers")
	defer bar.Finish()
	subject := e.Subject
	if subject.Distribution == nil && len(subject.Data.Fixed) <= e.effort.BlurredRows {
		subject = subject.Blurred()
	}
	measured, err := audit.MeasureSamplers(ctx, subject, names, evals, min(len(e.Points), e.effort.ChainPoints), func() { bar.Add(1) })
	if ctx.Err() == nil {
		err = terminal.BadInput(err) // too few points, the only thing that is left to be wrong
	}
	e.Found.Samplers = &measured
	return err
}

// Judge finds all that can be said of the points and of the model.
func (e *Evaluation) Judge(ctx context.Context) (err error) {
	samplers, began := e.Found.Samplers, time.Now()
	compared, err := Measure(ctx, e.Points, e.Subject.Truth, e.Subject.Seed)
	if err != nil {
		return err
	}
	e.Found, err = findings.Of(ctx, e.effort.Effort, e.Subject, e.Points, compared)
	e.Found.Samplers, e.took.judging = samplers, time.Since(began).Seconds()
	return err
}

// Write leaves compare.json, the figures and the report in folder, which is that of the run or another one, and prints what was found.
func (e *Evaluation) Write(ctx context.Context, out *terminal.Output, folder, run runs.Folder) error {
	if err := folder.WriteJSON(runs.CompareFile, e.Found); err != nil {
		return err
	}
	if e.Found.Samplers != nil {
		if err := folder.Write(e.Found.Samplers.WriteCSV, runs.SamplersFile); err != nil {
			return err
		}
	}
	config, err := run.Config()
	if err != nil {
		return err
	}
	e.warning = runs.FarOutside(config.Extent().FarOutside(e.Points), len(e.Points))
	curves, err := training.ReadCurves(run)
	if err != nil {
		return err
	}
	page, lead, sections, err := e.report(ctx, run, config, curves)
	if err != nil {
		return err
	}
	if err := (album.Album{Folder: folder, Kind: runs.Run, Pixels: e.effort.Pixels}).Write(ctx, runs.ReportFile, page, lead, sections); err != nil {
		return err
	}
	if err := e.Found.Write(out.Text()); err != nil || e.warning == "" {
		return err
	}
	out.Printf("\n%s\n", e.warning)
	return nil
}

// MostPoints is how many points can be compared: they are held in memory.
const MostPoints = 1 << 24

// CanCompare fails if count points of a class, or of all classes, cannot be compared with a dataset: a training need not be waited for to
// know that. The class is one of the dataset's, or "".
func CanCompare(d *data.Dataset, class string, count int) error {
	if class != "" {
		var err error
		if d, err = d.Given(slices.Index(d.LabelNames, class)); err != nil {
			return err
		}
	}
	truth := audit.TruthOf(d)
	switch {
	case count < 2 || count > MostPoints:
		return fmt.Errorf("--count %d: a comparison needs at least 2 points, and at most %d", count, MostPoints)
	case truth.MaxPoints(count) < 2:
		return fmt.Errorf("%s has %d rows to compare with, and a comparison needs at least 4: want a larger --holdout, or 0 to compare with the rows "+
			"that are trained on", d.Name, len(compared(d)))
	}
	return nil
}

// compared returns the rows that points are compared with where the distribution is not known.
func compared(d *data.Dataset) data.Points {
	if d.Held != nil {
		return d.Held
	}
	return d.Fixed
}

// Measure compares points with the truth. What can be wrong, other than an interrupt, are the points: too few, or not numbers.
func Measure(ctx context.Context, points []data.Point, truth compare.Truth, seed uint64) (compare.Result, error) {
	result, err := compare.Compare(ctx, points, truth, seed)
	if ctx.Err() == nil {
		err = terminal.BadInput(err)
	}
	return result, err
}

// Points judges points, which nobody knows the model of, by a dataset, and leaves compare.json and figures in folder unless that is "". The
// points may be a random choice of more, which came; the result has that number.
func Points(
	ctx context.Context, points []data.Point, came int, d *data.Dataset, folder runs.Folder, seed uint64, effort Effort,
) (compare.Result, error) {
	result, err := Measure(ctx, points, audit.TruthOf(d), seed)
	result.Count = came
	if err != nil || folder == "" {
		return result, err
	}
	if err := cmp.Or(folder.Make(), folder.WriteJSON(runs.CompareFile, result)); err != nil {
		return result, err
	}
	_, err = (album.Album{Folder: folder, Kind: runs.Comparison, Pixels: effort.Pixels}).Draw(ctx, []album.Picture{pointsPicture(points, ofAnybody, d, nil, result, seed), estimatesPicture(points, d, seed)})
	return result, err
}
