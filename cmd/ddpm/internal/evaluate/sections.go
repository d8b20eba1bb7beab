package evaluate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
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
		Settings: settings(c, *f.Sampling),
	}
	process, err := e.processPictures(ctx)
	if err != nil {
		return page, nil, nil, err
	}
	learned := report.Section{
		Title: "Learned beside true",
		Text:  fmt.Sprintf("%d new points beside as many true ones, and the densities behind them.", f.Count),
	}
	if e.warning != "" {
		learned.Text += " " + e.warning + "."
	}
	sections = []album.Section{
		{Section: learned, Pictures: []album.Picture{pointsPicture(e.Points, e.Subject.Data, e.Subject.Seed), e.densityPicture(ctx)}},
		{Section: sameness(f)},
		{Section: densitySection(f)},
		{Section: byLevelSection(f), Pictures: e.byLevelPictures()},
		{Section: budgetSection(f)},
		{Section: samplersSection(f)},
		{Section: trainingSection(curves), Pictures: trainingPictures(curves)},
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

func sameness(f Findings) report.Section {
	s := report.Section{
		Title: "Are they the same?",
		Text: "Each number is shown with its floor: what two sets of points get that are both true. A model can't be told from " +
			"the truth by a number that is about its floor. All are on axes on which the truth has mean 0 and standard deviation 1.",
	}
	if words := cmp.Or(f.Memorisation(), f.Absent["memorisation"]); words != "" {
		s.Text += "\n\n" + words
	}
	for _, m := range f.Metrics {
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
		}, report.Number{
			Name: "… by a kernel density estimate", Value: fmt.Sprintf("%.4f ± %.4f", f.NLLKDE.Value, f.NLLKDE.SE), Unit: "nats a point",
			Meaning: fmt.Sprintf("A Gaussian on each training point, as wide as makes left-out points likeliest: what one would take without a "+
				"network%s. The model gains %+.4f ± %.4f nats a point on it.", f.OfRows(), f.NLLGain.Value, f.NLLGain.SE),
		}, report.Number{
			Name: "… by a Gaussian", Value: fmt.Sprintf("%.4f ± %.4f", f.NLLGauss.Value, f.NLLGauss.SE), Unit: "nats a point",
			Meaning: "One Gaussian with the mean and the covariance of the training points: the simplest estimate.",
		})
	default:
		s.Text = f.Absent["kl"] + " " + f.Absent["nll"]
	}
	if f.Blurred != nil {
		s.Numbers = append(s.Numbers, report.Number{
			Name: "KL(blurred points ‖ model)", Value: fmt.Sprintf("%.4f ± %.4f", f.Blurred.KL.Value, f.Blurred.KL.SE), Unit: "nats",
			Meaning: "How far the model is from what it was trained on. 0 is no aim: a model that is smoother than the blurred points may be nearer to the " +
				"truth, and the likelihood of held-out points says whether it is.",
		})
	}
	if len(s.Numbers) == 0 {
		s.Text, s.Absent = "", s.Text
	}
	return s
}

// trainingSection says what the losses of a training are, and which of its networks is kept.
func trainingSection(c training.Curves) report.Section {
	s := report.Section{Title: "Training"}
	if len(c.Step) == 0 {
		return s
	}
	s.Text = "The loss is the mean squared error of the predicted noise, against the noise that was drawn. Most of it cannot be learned, " +
		"because many points and noises lead to the same noised point. "
	if c.TargetLoss != nil {
		s.Text += "The network is trained on another loss, which the second panel shows: the error against the mean of all noises that may have led " +
			"to the noised point. Both losses have the same best network, the one that predicts this mean. There the first loss is the irreducible " +
			"loss, and the second is almost 0 in most steps: it shows how much is still to be learned. In some steps it is high, because one noise " +
			"in 450 is so large that it stands for itself, in place of a mean. "
	}
	if c.Kept != nil {
		s.Text += fmt.Sprintf("The held-out loss is the error at rows that the network is not trained on, summed over the noise levels, with the same "+
			"noise each time. It rises when the training learns its own rows by heart. Kept is %v. ", c.Kept)
		if c.Kept.Chosen {
			s.Text += "The held-out rows have a part in this choice, so their likelihood may be slightly better than that of new points."
		}
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
	if f.Samplers.OfBlurred {
		s.Text += " The best possible network is that for the blurred points, which are not the truth."
	}
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

// capital returns a text with its first letter as a capital.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
