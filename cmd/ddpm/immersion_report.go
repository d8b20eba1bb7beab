package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/runs"
)

// writeCompaction writes curves of compaction as CSV.
func writeCompaction(w io.Writer, curves []figure.Compaction) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"t", "frequencies", "energy", "energy_expected"})
	for _, c := range curves {
		for i := range c.Measured {
			_ = table.Write([]string{
				strings.TrimPrefix(c.Title, "t = "), digits(c.Measured[i][0]), digits(c.Measured[i][1]), digits(c.Expected[i][1]),
			})
		}
	}
	table.Flush()
	return table.Error()
}

// writeRedundancy writes the signal-to-noise ratios after pooling as CSV.
func writeRedundancy(w io.Writer, all []figure.Redundant) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"resolution", "t", "snr_db", "snr_db_measured"})
	for _, r := range all {
		for i := range r.SNR {
			_ = table.Write([]string{strings.ReplaceAll(r.Size, " × ", "x"), digits(r.SNR[i][0]), digits(r.SNR[i][1]), digits(r.Measured[i][1])})
		}
	}
	table.Flush()
	return table.Error()
}

// digits returns a number for a table.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 7, 64) }

// writeImagePage writes the page of an image that was drowned from what was found and the figures in folder.
func writeImagePage(folder runs.Folder, found immersed, drawn []picture) error {
	album := newAlbum(folder, drawn, forwardGIF)
	first := found.Schedules[0]
	page := report.Page{
		Title: "How an image drowns in noise",
		Summary: fmt.Sprintf("In %d small steps noise is added to %s, %d × %d pixels, until nothing is left of it. What goes first is what is "+
			"fine, and what stays longest is what is large: an image's energy is packed in few low frequencies, and noise has as much in all.",
			first.Steps, found.Image, found.Width, found.Height),
		Lead: album.figure(forwardGIF, "From image to noise", fmt.Sprintf("The forward process (%s). All steps see the same noise.", first.Schedule)),
		Settings: [][2]string{
			{"image", found.Image}, {"timesteps", fmt.Sprint(first.Steps)}, {"seed", fmt.Sprint(found.Seed)}, {"ddpm", version},
		},
	}
	end := report.Section{
		Title: "From image to noise",
		Text: "Pixels run from −1 for black to 1 for white; what noise takes beyond is shown as black or white. " +
			"With several schedules each has a row, at the same steps.\n\nThe last to drown is the image's strongest frequency, most often its " +
			"mean, which is that of so many pixels that their noise averages out. Where it can still be read at T, a model learns to read it, " +
			"and is misled when it starts from noise alone (Lin et al. 2024).",
		Figures: album.figures([3]string{"strip.png", "Step by step", "More of the steps near the image are shown, where most happens."}),
	}
	for i, s := range found.Schedules {
		page.Settings = append(page.Settings, [2]string{"schedule", s.Schedule})
		n := report.Number{
			Name: "Left at T: " + s.Schedule, Value: fmt.Sprintf("%.2g", s.Strongest), Unit: "SNR", Floor: "0", Verdict: "ends in noise", Alarm: !s.EndsNoisy,
			Meaning: found.Remarks[i],
		}
		if n.Alarm {
			n.Verdict = "does not end in noise"
		}
		end.Numbers = append(end.Numbers, n)
	}
	page.Sections = []report.Section{end, frequencies(&album, found), redundancyOf(&album, found)}
	if album.err != nil {
		return album.err
	}
	return folder.Write(func(w io.Writer) error { return report.Write(w, page) }, forwardPage)
}

// frequencies says how noise meets an image's frequencies.
func frequencies(album *album, found immersed) report.Section {
	s := report.Section{
		Title: "Frequency by frequency",
		Text: "The cosine transform writes an image as a sum of waves and keeps its energy. Noise is white: it adds the same to every wave, and " +
			"drowns first those that have least, the fine ones.\n\nThe expected energy of a wave is a²|X|² + σ², a and σ being the factors of " +
			"image and noise.",
		Numbers: []report.Number{{
			Name: "Packed energy", Value: fmt.Sprintf("%.3g%%", 100*found.Packed),
			Meaning: "So few of the frequencies, the lowest, hold 90% of the image's energy. Of noise it takes 90%.",
		}},
		Figures: album.figures(
			[3]string{"spectra.png", "The image and its frequencies", "Below, how strong each wave is, the slowest in the lower left corner; white noise has 1 everywhere."},
			[3]string{"compaction.png", "How energy is packed", "A clean image has nearly all of it in the lowest frequencies; noise alone is the straight line."},
		),
	}
	table := report.Table{
		Title:  "Energy by step: as measured and as expected",
		Header: []string{"t", "log-SNR", "mean square", "expected", "in the lowest 1%", "expected"},
	}
	for _, l := range found.Levels {
		logSNR := "∞"
		if l.LogSNR != nil {
			logSNR = fmt.Sprintf("%.2f", *l.LogSNR)
		}
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(l.T), logSNR, fmt.Sprintf("%.4f", l.Energy), fmt.Sprintf("%.4f", l.Expected), fmt.Sprintf("%.4f", l.Low), fmt.Sprintf("%.4f", l.LowExpected),
		})
	}
	s.Tables = []report.Table{table}
	return s
}

// redundancyOf says what resolution does to noise.
func redundancyOf(album *album, found immersed) report.Section {
	s := report.Section{
		Title: "Why large images need more noise",
		Text: "Neighbouring pixels say nearly the same, and their noises are independent. Pooling four pixels to one halves the noise and keeps the " +
			"picture, so with each doubling of its sides an image survives 6 decibels more (Chen 2023). A schedule that drowns a small image leaves " +
			"a large one to be seen; scaling the data down, as --schedule linear:scale=0.5 does, takes 6 decibels away again.",
		Figures: album.figures([3]string{"redundancy.png", "The same noise at several resolutions", "Pooled to one size, the image that was larger is seen through less noise."}),
	}
	table := report.Table{
		Title:  "Signal-to-noise ratio after pooling",
		Header: []string{"resolution", "t", "expected", "measured"},
	}
	for _, r := range found.Resolutions {
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("%d × %d", r.Width, r.Height), fmt.Sprint(r.T), fmt.Sprintf("%.2f dB", decibels(r.SNR)), fmt.Sprintf("%.2f dB", decibels(r.Measured)),
		})
	}
	s.Tables = []report.Table{table}
	return s
}
