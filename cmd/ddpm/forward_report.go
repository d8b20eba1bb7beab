package main

import (
	"fmt"
	"io"

	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/sample/audit"
)

// writeForwardPage writes the page of a distribution that was drowned from what was found and the figures in folder.
func writeForwardPage(folder runs.Folder, dataset *data.Dataset, found forwarded, drawn []picture) error {
	album := newAlbum(folder, drawn, forwardParticles, forwardHeat)
	first := found.Forgetting[0]
	page := report.Page{
		Title: "How " + runs.NameFor(dataset.Name) + " drowns in noise",
		Summary: fmt.Sprintf("In %d small steps noise is added to a distribution until nothing is left of what it was. All densities and "+
			"numbers here are of the distribution itself, exact at every step. Coordinates are standardised: mean 0 and standard deviation 1.",
			first.Steps),
		Lead: album.figure(forwardParticles, "Particles", fmt.Sprintf("Points that move by the chain (%s), step by step, and the exact "+
			"density of either coordinate as lines along the sides.", first.Schedule)),
		Settings: [][2]string{
			{"data", found.Data}, {"timesteps", fmt.Sprint(first.Steps)}, {"seed", fmt.Sprint(found.Seed)}, {"ddpm", version},
		},
	}
	if found.Points > 0 {
		page.Summary += fmt.Sprintf(" The distribution is that of %d points of the file, each as likely as the others; where there is no noise "+
			"yet, its histogram is shown.", found.Points)
	}
	for _, f := range found.Forgetting {
		page.Settings = append(page.Settings, [2]string{"schedule", f.Schedule})
	}
	heat := report.Section{
		Title: "As points and as a density",
		Text:  fmt.Sprintf("The same process twice: some points that move, and the density of all that could (%s).", first.Schedule),
		Figures: album.figures(
			[3]string{"particles.png", "Particles, from data to noise", "Histograms of the particles along the sides, and the exact densities as lines."},
			[3]string{"heat.png", "Density, from data to noise", "Darker is denser; all panels have the same colours, which follow the square root."},
		),
	}
	if f := album.figure(forwardHeat, "Density, moving", "The exact density at the same times."); f != nil {
		heat.Figures = append(heat.Figures, *f)
	}
	page.Sections = []report.Section{
		lost(&album, found),
		{
			Title: "One coordinate at a time",
			Text:  "Whatever the distribution was, each coordinate ends as the standard normal distribution.",
			Figures: album.figures([3]string{"ridges.png", "Density of each coordinate", "Time runs down. The dashed line is the standard " +
				"normal density."}),
		},
		heat,
	}
	if album.err != nil {
		return album.err
	}
	return folder.Write(func(w io.Writer) error { return report.Write(w, page) }, forwardPage)
}

// lost says what the process destroys, and what it leaves.
func lost(album *album, found forwarded) report.Section {
	s := report.Section{
		Title: "What is lost",
		Text: "The mutual information says how much of the point that a chain began with can still be read off where it is. " +
			"The divergence says how far the distribution is from pure noise, in which all distributions end alike.",
		Figures: album.figures([3]string{"forgetting.png", "What is left, step by step", "Values below 0.00001 nats are not drawn."}),
	}
	for i, f := range found.Forgetting {
		last := f.Last()
		n := report.Number{
			Name: "Left at T: " + f.Schedule, Value: fmt.Sprintf("%.2g", last.Information), Unit: "nats", Floor: "0",
			Verdict: "ends in noise", Alarm: !f.EndsInNoise(), Meaning: found.Remarks[i],
		}
		if n.Alarm {
			n.Verdict = "does not end in noise"
		}
		s.Numbers = append(s.Numbers, n)
		s.Tables = append(s.Tables, forgettingTable(f))
	}
	return s
}

func forgettingTable(f audit.Forgetting) report.Table {
	table := report.Table{
		Title:  "What is left: " + f.Schedule,
		Header: []string{"t", "log-SNR", "data's share", "variances", "entropy", "KL to N(0, I)", "information"},
	}
	for _, l := range f.Levels {
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(l.T), fmt.Sprintf("%.2f", l.LogSNR), fmt.Sprintf("%.4f", l.Signal),
			fmt.Sprintf("%.4f, %.4f", l.Variance[0], l.Variance[1]),
			fmt.Sprintf("%.4f", l.Entropy), fmt.Sprintf("%.5f", l.KL), fmt.Sprintf("%.5f", l.Information),
		})
	}
	return table
}
