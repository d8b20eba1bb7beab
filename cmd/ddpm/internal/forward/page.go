package forward

import (
	"fmt"
	"strconv"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
)

// story returns what is told of a distribution from what was found. Densities have so many cells along a side.
func (p *process) story(dataset *data.Dataset, found Found, schedules []*model.Schedule, side int) Story {
	page := report.Page{
		Title: "How " + dataset.Name + " turns into noise",
		Summary: fmt.Sprintf("In %d small steps noise is added to a distribution. All densities and "+
			"numbers here are of the distribution itself, exact at every step. Coordinates are standardised: mean 0 and standard deviation 1. At step t "+
			"of T the share ᾱ of the variance is the data's, and the log-SNR is the logarithm of ᾱ/(1 − ᾱ): above 0 there is more data than noise.",
			p.schedule.Steps()),
		Settings: Settings("data", found.Data, schedules, found.Seed),
	}
	page.Verdict, page.Alarm = finding(found)
	if found.Points > 0 {
		page.Summary += fmt.Sprintf(" The distribution is that of %d points of the file, each as likely as the others. Where there is no noise "+
			"yet, its histogram is shown.", found.Points)
	}
	view, lines := p.view(), p.ridgelines()
	moving, glowing := p.joints(frames, side)
	particles, heat := p.spaced(moving, glowing)
	return Story{
		Page: page, Tables: map[string][][]string{tableFile: forgettingRows(found.Forgetting), densitiesFile: p.densityRows(lines)},
		Lead: album.Picture{
			File: particlesFile, Title: "Particles",
			Caption: fmt.Sprintf("Points that move by the chain (%s), step by step, and the exact density of either coordinate as lines along "+
				"the sides.", p.schedule.Name()),
			Alt:  "A film of points that spread from the data to a round cloud of noise, with the density of either coordinate along the sides.",
			Draw: func() figure.Figure { return figure.GIF(view, moving) },
		},
		Sections: []album.Section{
			{Section: report.Section{
				Title: "What noise does",
				Text: fmt.Sprintf("The same process twice: points that move, and the exact density (%s). The panels are chosen so that each differs from "+
					"the one before as clearly as the others do.", p.schedule.Name()),
			}, Pictures: []album.Picture{
				{
					File: album.Figure("particles.png"), Title: "Particles, from data to noise",
					Caption: "Histograms of the particles along the sides, and the exact densities as lines.",
					Alt: "Panels of points, line by line: from the data to a round cloud. Histograms along the sides become the bell of the normal " +
						"distribution.",
					Draw: func() figure.Figure { return figure.Strip(view, particles) },
				},
				{
					File: album.Figure("heat.png"), Title: "Density, from data to noise",
					Caption: "Darker is denser. All panels have the same colours. They follow the square root of the density, so that small densities are seen too.",
					Alt:     "Heat maps of the exact density at the same times: its lines grow wide and pale, until one round spot is left.",
					Draw:    func() figure.Figure { return figure.Strip(view, heat) },
				},
				{
					File: heatFile, Title: "Density, moving", Caption: "The exact density at more times.",
					Alt:  "A film of the density from the data to noise.",
					Draw: func() figure.Figure { return figure.GIF(view, glowing) },
				},
			}},
			{Section: report.Section{
				Title: "One coordinate at a time",
				Text:  "Whatever the distribution was, with enough noise each coordinate has the standard normal distribution.",
			}, Pictures: []album.Picture{{
				File: album.Figure("ridges.png"), Title: "Density of each coordinate", Caption: "Time runs down. The dashed line is the standard normal density.",
				Alt:  "The density of each coordinate at several t, one below the other. The last is the standard normal density.",
				Draw: func() figure.Figure { return figure.Ridges(-p.half, p.half, lines) },
			}}},
			{Section: left(found), Pictures: []album.Picture{{
				File: album.Figure("forgetting.png"), Title: "What is left, step by step", Caption: "Values below 0.00001 nats are not drawn.",
				Alt:  "Curves against t, one colour for each schedule: log-SNR, ᾱ and variances, entropy, divergence from noise, information.",
				Draw: func() figure.Figure { return figure.Forgettings(forgettings(found.Forgetting)) },
			}}},
		}}
}

// finding says in a sentence or two whether the distribution ends in noise, and where most of it is forgotten.
func finding(found Found) (text string, alarm bool) {
	var names []string
	var noisy []bool
	for _, f := range found.Forgetting {
		names, noisy = append(names, f.Schedule), append(noisy, f.EndsInNoise())
	}
	first := found.Forgetting[0]
	last := fmt.Sprintf("After %d steps (%s), x_T tells %s nats of x_0.", first.Steps, first.Schedule, Decimal(first.Last().Information))
	for _, l := range first.Levels {
		if l.Information < 1 {
			last += fmt.Sprintf(" Less than 1 nat is left from t = %d on, at a log-SNR of %.1f.", l.T, l.LogSNR)
			break
		}
	}
	return Finding(names, noisy, last)
}

// left says what is left of the distribution at the end of each schedule.
func left(found Found) report.Section {
	s := report.Section{
		Title: "What is left",
		Text: "The mutual information says how much of the point that a chain began with can still be read off where it is. " +
			"The divergence says how far the distribution is from pure noise, in which all distributions end alike.",
	}
	for i, f := range found.Forgetting {
		s.Numbers = append(s.Numbers, Left(f.Schedule, f.Last().Information, audit.Forgotten, "nats", f.EndsInNoise(), found.Remarks[i]))
		s.Tables = append(s.Tables, forgettingTable(f))
	}
	return s
}

func forgettingTable(f audit.Forgetting) report.Table {
	table := report.Table{
		Title:  "What is left: " + f.Schedule,
		Header: []string{"t", "log-SNR", "ᾱ", "variances", "entropy", "KL to N(0, I)", "information"},
	}
	for _, l := range f.Levels {
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(l.T), fmt.Sprintf("%.2f", l.LogSNR), fmt.Sprintf("%.4f", l.AlphaBar),
			fmt.Sprintf("%.4f, %.4f", l.Variance[0], l.Variance[1]),
			fmt.Sprintf("%.4f", l.Entropy), fmt.Sprintf("%.5f", l.KL), fmt.Sprintf("%.5f", l.Information),
		})
	}
	return table
}

// forgettingRows returns the curves as rows, those of each schedule below each other.
func forgettingRows(found []audit.Forgetting) [][]string {
	rows := [][]string{{"schedule", "t", "log_snr", "alpha_bar", "variance_x", "variance_y", "entropy", "kl", "information"}}
	for _, f := range found {
		for _, l := range f.Levels {
			values := Digits(l.LogSNR, l.AlphaBar, l.Variance[0], l.Variance[1], l.Entropy, l.KL, l.Information)
			rows = append(rows, append([]string{f.Schedule, strconv.Itoa(l.T)}, values...))
		}
	}
	return rows
}

// densityRows returns the ridges as rows: values of a coordinate and their density.
func (p *process) densityRows(lines []figure.Ridgeline) [][]string {
	rows := [][]string{{"t", "coordinate", "value", "density"}}
	times := p.moments(ridgeRows)
	for axis, line := range lines {
		for i, row := range line.Rows {
			for _, at := range row.Curve {
				rows = append(rows, []string{
					strconv.Itoa(times[i]), strconv.Itoa(axis + 1), strconv.FormatFloat(at[0], 'g', 6, 64), strconv.FormatFloat(at[1], 'g', 6, 64),
				})
			}
		}
	}
	return rows
}

// forgettings returns what was found as curves.
func forgettings(found []audit.Forgetting) (all []figure.Forgetting) {
	for _, f := range found {
		c := figure.Forgetting{Schedule: f.Schedule, Forgotten: audit.Forgotten}
		for _, l := range f.Levels {
			c.Time = append(c.Time, float64(l.T))
			c.LogSNR = append(c.LogSNR, l.LogSNR)
			c.AlphaBar = append(c.AlphaBar, l.AlphaBar)
			c.Variance[0] = append(c.Variance[0], l.Variance[0])
			c.Variance[1] = append(c.Variance[1], l.Variance[1])
			c.Entropy = append(c.Entropy, l.Entropy)
			c.KL = append(c.KL, l.KL)
			c.Information = append(c.Information, l.Information)
		}
		all = append(all, c)
	}
	return all
}
