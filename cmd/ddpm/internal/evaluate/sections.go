package evaluate

import (
	"context"
	"fmt"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/sample/compare"
)

// report returns the report of a run: the page, the picture that leads it, and its sections in order. Those that have nothing to say
// are left out when it is written. The error is ctx's.
func (e *Evaluation) report(ctx context.Context, c runs.Config, curves training.Curves) (
	page report.Page, lead *album.Picture, sections []album.Section, err error,
) {
	f, name := e.Found, runs.NameFor(c.Data)
	page = report.Page{
		Title: "What a diffusion model learned of " + name,
		Summary: fmt.Sprintf("A small network was trained for %d steps to remove noise from points of %s. Started from noise "+
			"alone, it then made %d new points. This page says what it learned, and, in numbers with their noise, how far "+
			"that is from the truth.", c.Steps, name, f.Count) + ofClass(*f.Sampling),
		Settings: append(settingsOf(c), drawingOf(*f.Sampling)...),
	}
	process, err := e.processPictures(ctx)
	if err != nil {
		return page, nil, nil, err
	}
	learned := report.Section{
		Title: "Learned beside true",
		Text:  fmt.Sprintf("%d new points beside as many true ones, and the densities behind them.", f.Count),
	}
	sections = []album.Section{
		{Section: learned, Pictures: []album.Picture{pointsPicture(e.Points, e.Subject.Data, e.Subject.Seed), e.densityPicture(ctx)}},
		{Section: sameness(f.Metrics)},
		{Section: densitySection(f)},
		{Section: byLevelSection(f), Pictures: e.byLevelPictures()},
		{Section: budgetSection(f)},
		{Section: samplersSection(f)},
		{Section: report.Section{Title: "Training"}, Pictures: trainingPictures(curves)},
		{Section: report.Section{
			Title: "There and back",
			Text:  "Noise is added to points in small steps until nothing is left of them; the model takes it away again.",
		}, Pictures: process},
	}
	if f.Samplers != nil {
		sections[5].Pictures = []album.Picture{samplersPicture(*f.Samplers)}
	}
	return page, e.animationPicture(), sections, nil
}

// byLevelPictures show where the network is wrong, by noise level and by place, as far as that is known.
func (e *Evaluation) byLevelPictures() []album.Picture {
	var pictures []album.Picture
	if e.Subject.Distribution != nil {
		pictures = e.scoresPictures()
	}
	if e.Found.ExcessLoss == nil {
		return pictures
	}
	loss, cost := levelPictures(e.Found)
	return append(append([]album.Picture{loss}, pictures...), cost...)
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

func sameness(metrics []compare.Measurement) report.Section {
	s := report.Section{
		Title: "Are they the same?",
		Text: "Each number is shown with its floor: what two sets of points get that are both true. A model can't be told from " +
			"the truth by a number that is about its floor. All are on axes on which the truth has mean 0 and standard deviation 1.",
	}
	for _, m := range metrics {
		n := report.Number{
			Name:    m.Title(),
			Value:   fmt.Sprintf("%.4g", m.Value),
			Floor:   fmt.Sprintf("%.4g ± %.2g", m.Floor, m.FloorSD),
			Verdict: "within the noise",
			Alarm:   m.Significant(),
			Meaning: capital(m.About()) + fmt.Sprintf("; %d points.", m.Points),
		}
		if n.Alarm {
			n.Verdict = "not by chance"
		}
		if m.P != nil {
			n.Meaning += fmt.Sprintf(" True points would be as far off with probability %.2g.", *m.P)
		}
		s.Numbers = append(s.Numbers, n)
	}
	return s
}

func densitySection(f Findings) report.Section {
	s := report.Section{Title: "How likely the truth is to the model", Absent: ""}
	switch {
	case f.KL != nil:
		s.Text = "The probability flow gives the model's density at any place. Averaged over true points, the log of true over " +
			"learned density is the Kullback–Leibler divergence: what it costs, a point, to code the truth by the model."
		s.Numbers = append(s.Numbers, report.Number{
			Name: "KL(data ‖ model)", Value: fmt.Sprintf("%.4f ± %.4f", f.KL.Value, f.KL.SE), Unit: "nats", Floor: "0",
			Meaning: fmt.Sprintf("Both blurred by %.2g standard deviations, so that edges and lines have a density%s.", f.KL.Blur, findings.Remarks(*f.KL)),
		})
		if f.CleanKL != nil {
			s.Numbers = append(s.Numbers, report.Number{
				Name: "KL of the clean data", Value: fmt.Sprintf("%.4f ± %.4f", f.CleanKL.Value, f.CleanKL.SE), Unit: "nats",
				Floor:   fmt.Sprintf("%.4f", f.EdgeKL.Value),
				Meaning: "The distribution has edges, which no flow can follow: its floor is what the best possible network would get.",
			})
		}
	case f.NLL != nil:
		s.Text = f.Absent["kl"]
		s.Numbers = append(s.Numbers, report.Number{
			Name: "NLL of held-out points", Value: fmt.Sprintf("%.4f ± %.4f", f.NLL.Value, f.NLL.SE), Unit: "nats a point",
			Meaning: fmt.Sprintf("Minus the log of the model's density, over %d points that it was not trained on: lower is better%s.", f.NLL.Points, findings.Remarks(*f.NLL)),
		})
	default:
		s.Absent = f.Absent["kl"] + " " + f.Absent["nll"]
	}
	return s
}

func byLevelSection(f Findings) report.Section {
	s := report.Section{Title: "Where the network is wrong", Absent: f.Absent["excess_loss"]}
	if f.ExcessLoss == nil {
		return s
	}
	e := f.ExcessLoss
	s.Text = "Most of the training loss can't be learned: a noised point does not say which noise is in it. The best possible " +
		"network is known, so what is left, the excess, is how wrong this one is."
	s.Numbers = []report.Number{
		{Name: "Excess loss", Value: fmt.Sprintf("%.5f ± %.5f", e.Total, e.SE), Floor: "0", Meaning: "The loss above that of the best possible network, over all noise levels."},
		{Name: "Irreducible loss", Value: fmt.Sprintf("%.4f", e.Irreducible), Meaning: "The loss of the best possible network."},
	}
	table := report.Table{Title: "Loss by noise level", Header: []string{"t", "log-SNR", "optimal", "learned", "excess", "nats"}}
	for _, l := range e.ByT {
		nats := "–"
		if f.Budget != nil {
			nats = fmt.Sprintf("%.5f", l.Nats)
		}
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(l.T), fmt.Sprintf("%.2f", l.LogSNR), fmt.Sprintf("%.5f", l.Optimal), fmt.Sprintf("%.5f", l.Learned),
			fmt.Sprintf("%.5f ± %.5f", l.Excess, l.SE), nats,
		})
	}
	s.Tables = []report.Table{table}
	return s
}

func budgetSection(f Findings) report.Section {
	s := report.Section{Title: "Where the error comes from", Absent: f.Absent["budget"]}
	if f.Budget == nil {
		return s
	}
	b := f.Budget
	s.Text = "The variational bound splits what the chain loses, exactly, into three parts: it starts from noise and not from " +
		"noised data; its steps are Gaussian, and the true ones are not; and the network is not the best possible one. " +
		fmt.Sprintf("It is of %d steps of ancestral sampling with variance %s, whatever sampler drew the points above.", b.Steps, b.Variance)
	number := func(name string, nats float64, meaning string) report.Number {
		return report.Number{Name: name, Value: fmt.Sprintf("%.3g", nats), Unit: "nats", Meaning: meaning}
	}
	s.Numbers = []report.Number{
		number("Start", b.Start, "Smaller if the schedule ends in more noise."),
		number("Discretisation", b.Discretisation, "Smaller with more steps."),
		number("Network", b.Network, "Smaller with a better network."),
		number("Total", b.Total, "The bound less the entropy of the data."),
	}
	if c := f.Chains; c != nil {
		s.Tables = []report.Table{{
			Title:  "The same in distances: sliced 2-Wasserstein of four chains",
			Header: []string{"points", "distance"},
			Rows: [][]string{
				{"true points (floor)", fmt.Sprintf("%.4f", c.Floor)},
				{"best possible network, from noised data", fmt.Sprintf("%.4f", c.ExactFromTrue)},
				{"best possible network, from noise", fmt.Sprintf("%.4f", c.Exact)},
				{"this network, from noise", fmt.Sprintf("%.4f", c.Learned)},
				{"the last two from each other, with the same noise", fmt.Sprintf("%.4f", c.Between)},
			},
		}}
	}
	return s
}

func samplersSection(f Findings) report.Section {
	s := report.Section{Title: "What fewer evaluations cost"}
	if f.Samplers == nil {
		return s
	}
	s.Text = "Every sampler turns the same noise into points with the same network, and with the best possible one: how far they " +
		"are from true points, in multiples of what true points get."
	table := report.Table{Title: "Sliced 2-Wasserstein by sampler", Header: []string{"sampler", "evaluations", "this network", "best possible"}}
	number := func(v *float64) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf("%.4f", *v)
	}
	for _, c := range f.Samplers.Cells {
		table.Rows = append(table.Rows, []string{c.Sampler, fmt.Sprint(c.Evals), number(c.Learned), number(c.Exact)})
	}
	s.Tables = []report.Table{table}
	return s
}

// settingsOf returns the settings of a run for people.
func settingsOf(c runs.Config) [][2]string {
	rows := [][2]string{
		{"data", c.Data}, {"steps", fmt.Sprint(c.Steps)}, {"batch", fmt.Sprint(c.Batch)},
		{"timesteps", fmt.Sprint(c.Timesteps)}, {"schedule", c.Schedule}, {"predict", c.Predict}, {"loss weight", c.LossWeight}, {"target", c.Target},
		{"width", fmt.Sprint(c.Width)}, {"blocks", fmt.Sprint(c.Blocks)},
		{"learning rate", fmt.Sprint(c.LR)}, {"EMA", fmt.Sprint(c.EMA)}, {"gradient clipping", fmt.Sprint(c.ClipGrad)},
		{"seed", fmt.Sprint(c.Seed)}, {"ddpm", c.Version}, {"Go", c.Go},
	}
	if c.Points > 0 {
		rows = append(rows, [2]string{"training points", fmt.Sprint(c.Points)})
	}
	if c.Label != "" {
		rows = append(rows, [2]string{"label", c.Label}, [2]string{"label dropout", fmt.Sprint(*c.LabelDropout)})
	}
	if c.Holdout != nil {
		rows = append(rows, [2]string{"held out", fmt.Sprint(*c.Holdout)})
	}
	return rows
}

// drawingOf returns how the points were drawn, for people.
func drawingOf(d runs.Drawn) [][2]string {
	rows := [][2]string{
		{"points drawn", fmt.Sprint(d.Count)}, {"sampler", d.Sampler}, {"evaluations", fmt.Sprint(*d.Evals)},
		{"seed of the points", fmt.Sprint(d.Seed)},
	}
	if d.Variance != "" {
		rows = append(rows, [2]string{"variance", d.Variance})
	}
	if d.Eta != nil {
		rows = append(rows, [2]string{"η", fmt.Sprint(*d.Eta)})
	}
	if d.Class != "" {
		rows = append(rows, [2]string{"class", d.Class}, [2]string{"guidance", fmt.Sprint(d.Guidance)})
	}
	if d.ClipX0 > 0 {
		rows = append(rows, [2]string{"x̂_0 held within", fmt.Sprint(d.ClipX0)})
	}
	return rows
}

// capital returns a text with its first letter as a capital.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
