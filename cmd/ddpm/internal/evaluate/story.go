package evaluate

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

// report returns the report of a run: the page, the picture that leads it, and its sections in the order of a story. Sections that have
// nothing to say are left out when it is written. The error is ctx's.
func (e *Evaluation) report(ctx context.Context, run runs.Folder, c runs.Config, curves training.Curves) (
	page report.Page, lead *album.Picture, sections []album.Section, err error,
) {
	f, name := e.Found, data.TitleOf(c.Data)
	standards := standards(f, e.Subject.Distribution)
	page = report.Page{
		Title: "What a diffusion model learned of " + name,
		Summary: fmt.Sprintf("A small network was trained for %d steps to remove noise from points of %s. Started from noise "+
			"alone, it then made %d new points. This page says what it learned, and, in numbers with their noise, how far "+
			"that is from the truth.", c.Steps, name, f.Count) + ofClass(*f.Sampling),
		Commands: commands(e, run, c), Near: near(c), Settings: settings(c, *f.Sampling), Absent: absent(f),
	}
	page.Verdict, page.Alarm = verdict(f, standards)
	page.Advice = advice(facts{f, len(e.whole.Fixed), e.warning, e.whole.Reading.Crowding()})
	forward, back, err := e.processPictures(ctx)
	if err != nil {
		return page, nil, nil, err
	}
	section := func(s report.Section, pictures ...album.Picture) album.Section {
		return album.Section{Section: s, Pictures: pictures}
	}
	sections = []album.Section{
		section(dataSection(e, c)),
		section(report.Section{
			Title: "Forward: what noise does to the data",
			Text: "Noise is added to points in small steps, until nothing is left of them. At step t of T the share ᾱ of the variance is the data's, and " +
				"the log-SNR is the logarithm of ᾱ/(1 − ᾱ): above 0 there is more data than noise. Each panel is chosen so that it differs from the one " +
				"before as clearly as the others do.",
		}, forward),
		section(trainingSection(curves), trainingPictures(curves)...),
		section(report.Section{
			Title: "The way back: what the network does to noise",
			Text:  "The same steps in the other direction. The network predicts which noise is in a point, and a part of it is taken away. The film at the top shows all of it.",
		}, back),
		section(report.Section{
			Title: "The result",
			Text:  result(e),
		}, e.pointsPicture(), e.densityPicture(ctx)),
		section(sameness(f)),
		section(densitySection(f, standards)),
		section(byLevelSection(f), e.byLevelPictures()...),
		section(budgetSection(f)),
		section(samplersSection(f), samplersPictures(f.Samplers)...),
		section(costSection(c, curves, f, e.took, len(e.Subject.Model.Network.Weights))),
	}
	return page, e.animationPicture(), sections, nil
}

// result says what the new points are shown beside.
func result(e *Evaluation) string {
	if e.Subject.Data.Distribution == nil {
		return fmt.Sprintf("%d new points beside rows of the file, and the density of each.", e.Found.Count)
	}
	return fmt.Sprintf("%d new points beside as many true ones, and the densities behind them.", e.Found.Count)
}

// dataSection says what was learned from.
func dataSection(e *Evaluation, c runs.Config) report.Section {
	s := report.Section{Title: "The data", Text: "What there was to learn: " + data.TitleOf(c.Data) + "."}
	if c.Reading != nil {
		s.Text += " It was read so: " + c.Reading.String() + "."
	}
	rows := report.Number{
		Name: "Points to learn from", Value: "new ones in every step", How: howToRead["rows"],
		Meaning: fmt.Sprintf("Each of the %d steps drew %d points from the distribution, which is known exactly.", c.Steps, c.Batch),
	}
	if e.whole.Fixed != nil {
		rows.Value = fmt.Sprint(len(e.whole.Fixed))
		rows.Meaning = "The same points in every step."
		if c.Blurred != nil {
			rows.Meaning = "The same points in every step, each time with fresh noise: " + c.Blurred.String() + "."
		}
		if held := len(e.whole.Held); held > 0 {
			rows.Meaning += fmt.Sprintf(" %d more were held out, to compare with.", held)
		}
	}
	axes := e.Subject.Axes()
	middle := func(axis int) string { // a mean that only rounding errors part from 0 is 0
		digits := max(0, 2-int(math.Floor(math.Log10(axes.Scale[axis]))))
		text := strconv.FormatFloat(axes.Mean[axis], 'f', digits, 64)
		if strings.Trim(text, "-0.") == "" {
			return "0"
		}
		return strings.Replace(text, "-", "−", 1)
	}
	s.Numbers = []report.Number{rows, {
		Name: "One standard deviation", Value: fmt.Sprintf("%.3g × %.3g", axes.Scale[0], axes.Scale[1]), How: howToRead["scale"],
		Meaning: fmt.Sprintf("Across and up, in the units of the data. The mean is (%s, %s). The network sees the data with mean 0 and standard "+
			"deviation 1.", middle(0), middle(1)),
	}}
	return s
}

// ofClass says which class points are of, if they are of one.
func ofClass(d runs.Drawn) string {
	switch {
	case d.Class == "":
		return ""
	case d.Guidance == 0:
		return fmt.Sprintf(" The points are of class %s, and so is the truth that they are held against.", d.Class)
	}
	return fmt.Sprintf(" The points are of class %s, led away from those of other classes by guidance of %g, and held against the truth of "+
		"that class.", d.Class, d.Guidance)
}

// absent returns what was not measured, with the reason.
func absent(f Findings) (all []report.Absent) {
	for _, missing := range f.Missing() {
		all = append(all, report.Absent{Name: strings.ReplaceAll(missing.Names, "_", " "), Reason: missing.Reason})
	}
	return all
}

// commands returns the command lines that make the run and the page again: one if both come from ddpm run.
func commands(e *Evaluation, run runs.Folder, c runs.Config) []string {
	line := func(words ...string) string { return strings.Join(words, " ") }
	rows, drawn := len(e.whole.Fixed), *e.Found.Sampling
	sampling := drawn.Flags(e.Subject.Model)
	if c.Sampling != nil && e.Found.Samplers == nil && reflect.DeepEqual(*c.Sampling, drawn) {
		return []string{line(append(c.Command("run", rows), sampling...)...)}
	}
	words := append([]string{"ddpm", "compare", runs.Quoted(string(run))}, sampling...)
	if drawn.Seed != runs.DefaultSeed {
		words = append(words, "--seed", fmt.Sprint(drawn.Seed))
	}
	if e.Found.Samplers != nil {
		var names, evals []string
		for _, cell := range e.Found.Samplers.Cells {
			names, evals = append(names, cell.Sampler), append(evals, fmt.Sprint(cell.Evals))
		}
		words = append(words, "--samplers", strings.Join(unique(names), ","), "--evals", strings.Join(unique(evals), ","))
	}
	return []string{line(append(c.Command("train", rows), "--out", runs.Quoted(string(run)))...), line(words...)}
}

// near says that the commands make only something near the run, if it was made longer.
func near(c runs.Config) string {
	if c.Grown == nil {
		return ""
	}
	return fmt.Sprintf("The training was made longer: it has %d steps, and before it had %d. No single command makes it again. This trains as many steps at once:",
		c.Steps, c.Grown[len(c.Grown)-1])
}

// unique returns texts in their order, each once.
func unique(texts []string) (once []string) {
	for _, text := range texts {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// settings returns how the network was trained and how the points were drawn, by the names of the flags. What was not set is left out.
func settings(c runs.Config, d runs.Drawn) [][2]string {
	reading := c.Reading
	blur := c.Blurred
	c.Sampling, c.Reading, c.Blurred = nil, nil, nil // the first is that of the last ddpm run, and perhaps not of these points
	all := slices.Concat(runs.Fields(c), runs.Fields(d.Drawing), [][2]string{{"seed of the points", fmt.Sprint(d.Seed)}})
	if reading != nil {
		all = append(all, [2]string{"read as", reading.String()})
	}
	if blur != nil {
		all = append(all, [2]string{"blurred by", blur.String()})
	}
	return slices.DeleteFunc(all, func(field [2]string) bool { return field[1] == "" })
}
