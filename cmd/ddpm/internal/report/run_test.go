package report_test

import (
	"errors"
	"io"
	"os"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/must"
)

// pageOfRun returns the report of a tiny run, whose points are drawn so.
func pageOfRun(t *testing.T, s runs.Settings, d runs.Drawing) []byte {
	usual := runs.DefaultSettings(s.Data)
	usual.Label, usual.Steps, usual.Batch, usual.Width, usual.Blocks, usual.Timesteps = s.Label, 40, 32, 16, 1, 8
	out := &terminal.Output{Out: io.Discard, Err: io.Discard, Quiet: true}
	ctx := t.Context()
	run := must.Get(training.Begin(training.Request{Settings: usual, Seed: 1, Out: t.TempDir() + "/run"}))
	defer run.Release()
	choice, wrong := d.Choice(run.Model)
	must.Do(errors.Join(wrong, run.Train(ctx, out, "")))
	subject := must.Get(evaluate.NewSubject(ctx, run.Model, run.Dataset, choice, 1))
	effort := evaluate.Effort{
		Effort:    findings.Effort{LikelihoodPoints: 50, ChainPoints: 200, Levels: 3, LevelPoints: 64, BlurredRows: 1000},
		FieldSide: 8, Pixels: 1,
	}
	e := must.Get(evaluate.Of(ctx, out, subject, run.Dataset, 200, effort))
	must.Do(errors.Join(e.Judge(ctx), e.Write(ctx, out, run.Folder, run.Folder)))
	return must.Get(os.ReadFile(run.Folder.File(runs.ReportFile)))
}

// The reports of a run on a distribution, of one class with guidance, and of a file: what they look like on all screens, and that nothing
// in them is empty.
func TestRunPagesInABrowser(t *testing.T) {
	slowtest.Skip(t)
	file := t.TempDir() + "/points.csv"
	points := must.Get(os.Create(file))
	moons := must.Get(data.Open("moons", nil, ""))
	csv := data.NewCSVWriter(points, [2]string{"x", "y"})
	must.Do(errors.Join(csv.Write(moons.Points(120, 3)), csv.Close()))
	plain := runs.Drawing{Sampling: runs.Sampling{Sampler: "ddpm"}}
	guided := plain
	guided.Class, guided.Guidance = "0", 2
	for name, page := range map[string][]byte{
		"distribution": pageOfRun(t, runs.Settings{Data: "swissroll"}, plain),
		"guidance":     pageOfRun(t, runs.Settings{Data: "moons", Label: "label"}, guided),
		"file":         pageOfRun(t, runs.Settings{Data: file}, plain),
	} {
		report.NothingIsEmpty(t, page)
		found, console := report.Look(t, page)
		for _, line := range console {
			t.Errorf("%s, on the console: %s", name, line)
		}
		for i, m := range found {
			if m.Inner != report.Widths[i/2] || m.Scroll > m.Client {
				t.Errorf("%s, %d wide: scrolls sideways, %d in %d", name, m.Inner, m.Scroll, m.Client)
			}
			if m.Pictures < 8 || m.Loaded != m.Pictures || m.Smallest < 13 {
				t.Errorf("%s, %d wide: %d of %d pictures loaded, letters of %g points", name, m.Inner, m.Loaded, m.Pictures, m.Smallest)
			}
			if len(m.Films) != 1 || !m.Films[0].Slider || !m.Films[0].Paused || m.Films[0].Second != [2]float64{1, 0} {
				t.Errorf("%s, %d wide: films %+v", name, m.Inner, m.Films)
			}
		}
	}
}
