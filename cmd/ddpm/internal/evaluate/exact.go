package evaluate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/internal/findings"
)

// known returns the numbers beside the true distribution or, where that is not known, beside the blurred points; a text that says so in the
// second case, or ""; and what points of the distribution are called.
func known(f Findings) (exact findings.Exact, remark, points string) {
	if f.Blurred == nil {
		return f.Exact, "", "true points"
	}
	return *f.Blurred, "The true distribution is not known. So these numbers are beside the blurred points, which the network was trained on: points " +
		"of the file, each with a little noise. ", findings.BlurredPoints
}

// byLevelSection says at which noise levels the network is wrong.
func byLevelSection(f Findings) report.Section {
	s := report.Section{Title: "Where the network is wrong"}
	exact, remark, _ := known(f)
	e := exact.ExcessLoss
	if e == nil {
		return s
	}
	s.Text = remark + "Most of the training loss can't be learned: a noised point does not say which noise is in it. The best possible " +
		"network is known, so what is left, the excess, is how wrong this one is."
	s.Numbers = []report.Number{
		{Name: "Excess loss", Value: findings.WithError(e.Total, e.SE), Floor: "0", How: howToRead["excess_loss"], Meaning: "The loss above that of the best possible network: the mean over t."},
		{Name: "Irreducible loss", Value: fmt.Sprintf("%.4f", e.Irreducible), How: howToRead["irreducible"], Meaning: "The loss of the best possible network" + ofItsClass(f) + "."},
	}
	table := report.Table{Title: "Loss by noise level", Header: []string{"t", "log-SNR", "optimal", "learned", "excess", "nats"}}
	for _, l := range e.ByT {
		nats := "–"
		if exact.Budget != nil {
			nats = fmt.Sprintf("%.5f", l.Nats)
		}
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(l.T), fmt.Sprintf("%.2f", l.LogSNR), fmt.Sprintf("%.5f", l.Optimal), fmt.Sprintf("%.5f", l.Learned),
			findings.WithError(l.Excess, l.SE), nats,
		})
	}
	s.Tables = []report.Table{table}
	return s
}

// ofItsClass says which points a loss is of, where they are of one class: that of the training is of all classes.
func ofItsClass(f Findings) string {
	if f.Sampling == nil || f.Sampling.Class == "" {
		return ""
	}
	return " for points of class " + f.Sampling.Class + ". The one beside the training is for all classes"
}

// byLevelPictures show where the network is wrong, by noise level and by place, as far as that is known.
func (e *Evaluation) byLevelPictures() []album.Picture {
	var pictures []album.Picture
	exact, _, _ := known(e.Found)
	switch {
	case e.Subject.Distribution != nil:
		pictures = scoresPictures(e.Subject, e.effort.FieldSide, "")
	case e.Found.Blurred != nil:
		pictures = scoresPictures(e.Subject.Blurred(), e.effort.FieldSide, findings.BlurredPoints)
	}
	loss, cost := levelPictures(exact)
	return slices.Concat(loss, pictures, cost)
}

// budgetSection says which part of a chain its error comes from.
func budgetSection(f Findings) report.Section {
	s := report.Section{Title: "Where the error comes from"}
	exact, remark, points := known(f)
	b := exact.Budget
	if b == nil {
		return s
	}
	s.Text = remark + "The variational bound splits what the chain loses, exactly, into three parts: it starts from noise and not from " +
		"noised data; its steps are Gaussian, and the true ones are not; and the network is not the best possible one. " +
		fmt.Sprintf("It is of %d steps of ancestral sampling with variance %s, whatever sampler drew the points above.", b.Steps, b.Variance)
	number := func(name string, nats float64, meaning string) report.Number {
		return report.Number{Name: name, Value: plain(nats), Unit: "nats", Floor: "0", Meaning: meaning, How: howToRead[strings.ToLower(name)]}
	}
	s.Numbers = []report.Number{
		number("Start", b.Start, "Smaller if the schedule ends in more noise."),
		number("Discretisation", b.Discretisation, "Smaller with more steps."),
		number("Network", b.Network, "Smaller with a better network."),
		number("Total", b.Total, "The bound less the entropy of the data."),
	}
	if c := exact.Chains; c != nil {
		s.Tables = []report.Table{{
			Title:  "The same in distances: sliced 2-Wasserstein of four chains",
			Header: []string{"points", "distance"},
			Rows: [][]string{
				{points + " (floor)", fmt.Sprintf("%.4f", c.Floor)},
				{"best possible network, from noised data", fmt.Sprintf("%.4f", c.ExactFromTrue)},
				{"best possible network, from noise", fmt.Sprintf("%.4f", c.Exact)},
				{"this network, from noise", fmt.Sprintf("%.4f", c.Learned)},
				{"the last two from each other, with the same noise", fmt.Sprintf("%.4f", c.Between)},
			},
		}}
	}
	return s
}

// plain returns an amount of nats with three digits that count, and without an exponent.
func plain(nats float64) string {
	if math.Abs(nats) < 1e-6 {
		return "less than 0.000001"
	}
	digits := min(6, max(0, 2-int(math.Floor(math.Log10(math.Abs(nats))))))
	return strconv.FormatFloat(nats, 'f', digits, 64)
}
