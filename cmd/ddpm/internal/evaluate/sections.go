package evaluate

import (
	"cmp"
	"fmt"
	"strings"

	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
)

// sameness says whether the points can be told from true ones.
func sameness(f Findings) report.Section {
	s := report.Section{
		Title: "Are they the same?",
		Text: "Each number is shown with its floor, which is what two sets of true points get. A number near its floor shows no difference between " +
			"the model and the truth. All are on axes on which the truth has mean 0 and standard deviation 1.",
	}
	if words := f.Memorisation(); words != "" {
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
			How:     howToRead[m.Name],
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

// densitySection says how likely points are to the model, beside what that is for the standards.
func densitySection(f Findings, standards []standard) report.Section {
	s := report.Section{Title: "How likely the truth is to the model", Scale: cmp.Or(scaleOf(standards), heldOutScale(f))}
	switch {
	case f.KL != nil:
		s.Text = "The probability flow gives the model's density at any place. Averaged over true points, the log of true over " +
			"learned density is the Kullback–Leibler divergence: what it costs, a point, to code the truth by the model."
		s.Numbers = append(s.Numbers, report.Number{
			Name: "KL(data ‖ model)", Value: fmt.Sprintf("%.4f ± %.4f", f.KL.Value, f.KL.SE), Unit: "nats", Floor: "0", How: howToRead["kl"],
			Meaning: fmt.Sprintf("Both blurred by %.2g standard deviations, so that edges and lines have a density%s.", f.KL.Blur, findings.Remarks(*f.KL)),
		})
		if f.CleanKL != nil {
			s.Numbers = append(s.Numbers, report.Number{
				Name: "KL of the clean data", Value: fmt.Sprintf("%.4f ± %.4f", f.CleanKL.Value, f.CleanKL.SE), Unit: "nats",
				Floor: fmt.Sprintf("%.4f", f.EdgeKL.Value), How: howToRead["clean_kl"],
				Meaning: "The distribution has edges, which no flow can follow: its floor is what the best possible network would get.",
			})
		}
	case f.NLL != nil:
		s.Text = "The distribution behind a file of points is not known. So the model is asked how likely the held-out rows are, beside two " +
			"estimates that need no network."
		s.Numbers = append(s.Numbers, report.Number{
			Name: "NLL of held-out points", Value: fmt.Sprintf("%.4f ± %.4f", f.NLL.Value, f.NLL.SE), Unit: "nats a point", How: howToRead["nll"],
			Meaning: fmt.Sprintf("Minus the log of the model's density, over %d points that it was not trained on: lower is better%s.", f.NLL.Points, findings.Remarks(*f.NLL)),
		}, report.Number{
			Name: "… by a kernel density estimate", Value: fmt.Sprintf("%.4f ± %.4f", f.NLLKDE.Value, f.NLLKDE.SE), Unit: "nats a point", How: howToRead["nll_kde"],
			Meaning: fmt.Sprintf("A Gaussian on each training point, as wide as makes left-out points likeliest: what one would take without a "+
				"network%s. The model gains %+.4f ± %.4f nats a point on it.", f.OfRows(), f.NLLGain.Value, f.NLLGain.SE),
		}, report.Number{
			Name: "… by a Gaussian", Value: fmt.Sprintf("%.4f ± %.4f", f.NLLGauss.Value, f.NLLGauss.SE), Unit: "nats a point", How: howToRead["nll_gaussian"],
			Meaning: "One Gaussian with the mean and the covariance of the training points: the simplest estimate.",
		})
	}
	if noneHeldOut(f) {
		s.Text = "The distribution behind a file of points is not known, and no rows were held out, which the model could be asked for."
	}
	if f.Blurred != nil {
		s.Numbers = append(s.Numbers, report.Number{
			Name: "KL(blurred points ‖ model)", Value: fmt.Sprintf("%.4f ± %.4f", f.Blurred.KL.Value, f.Blurred.KL.SE), Unit: "nats", How: howToRead["blurred_kl"],
			Meaning: "How far the model is from what it was trained on. 0 is not the aim: a model that is smoother than the blurred points may be " +
				"nearer to the truth, and the likelihood of held-out points says whether it is.",
		})
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
			"loss, and the second is almost 0 in most steps: it shows how much is still to be learned. In some steps it is high: one noise " +
			"in 450 is longer than 3.5 standard deviations. It has no mean taken, and the drawn noise is the target. "
	}
	if c.Kept != nil {
		s.Text += fmt.Sprintf("The held-out loss is the error at rows that the network is not trained on, summed over the noise levels, with the same "+
			"noise each time. It rises when the training learns its own rows by heart. What is kept is %v. ", c.Kept)
		if c.Kept.Chosen {
			s.Text += "The held-out rows have a part in this choice, so their likelihood may be slightly better than that of new points."
		}
	}
	return s
}

// samplersSection says what samplers make of fewer evaluations.
func samplersSection(f Findings) report.Section {
	s := report.Section{Title: "What fewer evaluations cost"}
	if f.Samplers == nil {
		return s
	}
	s.Text = "Every sampler turns the same noise into points, with this network and with the best possible one. The table says how far these points " +
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

// capital returns a text with its first letter as a capital.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
