package imagenoise

import (
	"fmt"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/report"
)

// story returns what is told of an image, and completes what was found.
func (p *process) story(found *Found) forward.Story {
	var curves []figure.Compaction
	var redundants []figure.Redundant
	found.Levels, curves = p.compactions()
	found.Resolutions, redundants = p.redundants()
	first := p.schedules[0]
	end := report.Section{
		Title: "From image to noise",
		Text: "Pixels run from −1 for black to 1 for white. Noise takes some beyond, which are shown as black or white. " +
			"With several schedules each has a row, at the same steps.\n\nNoise hides the image's strongest frequency last. Most often that is the mean " +
			"of all pixels, in which their noise averages out. If it can still be read at T, a model learns to read it, and is misled when it starts " +
			"from noise alone (Lin et al. 2024).",
	}
	verdict, alarm := finding(*found)
	for i, s := range found.Schedules {
		end.Numbers = append(end.Numbers, forward.Left(s.Schedule, s.Strongest, mostLeft, "SNR", s.EndsNoisy, found.Remarks[i]))
	}
	return forward.Story{
		Page: report.Page{
			Verdict: verdict, Alarm: alarm,
			Title: "How an image turns into noise",
			Summary: fmt.Sprintf("In %d small steps noise is added to %s, %d × %d pixels. Fine detail goes first, and large shapes stay longest. An "+
				"image has most of its energy in few low frequencies, and noise has the same energy in each.",
				first.Steps(), found.Image, found.Width, found.Height),
			Settings: forward.Settings("image", found.Image, p.schedules, found.Seed),
		},
		Tables: map[string][][]string{"compaction.csv": compactionRows(found.Levels, curves), "redundancy.csv": redundancyRows(redundants)},
		Lead: album.Picture{
			File: "forward.gif", Title: "From image to noise",
			Caption: fmt.Sprintf("The forward process (%s). All steps see the same noise.", first.Name()),
			Alt:     "A film of the image as noise is added: first the fine detail goes, last the large shapes.",
			Draw: func() figure.Figure {
				return figure.PictureGIF(p.shots(first, forward.Moments(first.Steps(), imageFrames)))
			},
		},
		Sections: []album.Section{
			{Section: end, Pictures: []album.Picture{{
				File: album.Figure("strip.png"), Title: "Step by step",
				Caption: "From each picture to the next, the pixels change by about the same amount (root mean square).",
				Alt:     "The image at several t, from clean, over more and more grain, to noise in which nothing is seen.", Draw: func() figure.Figure { return figure.Pictures(p.strip()) },
			}}},
			{Section: frequencies(*found), Pictures: []album.Picture{
				{
					File: album.Figure("spectra.png"), Title: "The image and its frequencies",
					Caption: "Below, the root of each wave's energy, the slowest wave in the lower left corner; white noise has 1 everywhere.",
					Alt:     "Above, the image at several t; below, heat maps of its frequencies.",
					Draw:    func() figure.Figure { return figure.Spectra(p.spectra()) },
				},
				{
					File: album.Figure("compaction.png"), Title: "How energy is packed",
					Caption: "A clean image has nearly all energy in the lowest frequencies. Noise alone is the straight line on the left. The last curves hide each other.",
					Alt:     "Curves of the share of the energy in the lowest frequencies, one for each t.",
					Draw:    func() figure.Figure { return figure.Compactions(curves) },
				},
			}},
			{Section: redundancyOf(*found), Pictures: []album.Picture{{
				File: album.Figure("redundancy.png"), Title: "The same noise at several resolutions",
				Caption: "Below the first row, the same pictures, pooled to one size: the image that was larger is seen through less noise.",
				Alt:     "The image at several resolutions with the same noise, and pooled to one size; below, curves of the signal-to-noise ratio.",
				Draw:    func() figure.Figure { return figure.Redundancy(redundants) },
			}}},
		},
	}
}

// finding says in a sentence or two whether the image ends in noise, and what is packed into few of its frequencies.
func finding(found Found) (text string, alarm bool) {
	var names []string
	var noisy []bool
	for _, s := range found.Schedules {
		names, noisy = append(names, s.Schedule), append(noisy, s.EndsNoisy)
	}
	return forward.Finding(names, noisy, fmt.Sprintf("The lowest %.3g%% of its frequencies hold 90%% of its energy: noise hides the others first, and "+
		"these last.", 100*found.Packed))
}

// compactionRows returns curves of compaction, one for each level, as rows of a table.
func compactionRows(levels []level, curves []figure.Compaction) [][]string {
	rows := [][]string{{"t", "frequencies", "energy", "energy_expected"}}
	for k, c := range curves {
		for i, at := range c.Measured {
			rows = append(rows, append([]string{fmt.Sprint(levels[k].T)}, forward.Digits(at[0], at[1], c.Expected[i][1])...))
		}
	}
	return rows
}

// redundancyRows returns the signal-to-noise ratios after pooling as rows of a table.
func redundancyRows(all []figure.Redundant) [][]string {
	rows := [][]string{{"resolution", "t", "snr_db", "snr_db_measured"}}
	for _, r := range all {
		for i, at := range r.SNR {
			rows = append(rows, append([]string{strings.ReplaceAll(r.Size, " × ", "x")}, forward.Digits(at[0], at[1], r.Measured[i][1])...))
		}
	}
	return rows
}

// frequencies says how noise meets an image's frequencies.
func frequencies(found Found) report.Section {
	s := report.Section{
		Title: "Frequency by frequency",
		Text: "The cosine transform writes an image as a sum of waves and keeps its energy. Noise is white: it adds the same to every wave. So it " +
			"hides the weakest waves first, which are the fine ones.\n\nThe expected energy of a wave is a²|X|² + σ². Here X is the wave of the clean image, and a " +
			"and σ are the factors of image and noise.",
		Numbers: []report.Number{{
			Name: "Packed energy", Value: fmt.Sprintf("%.3g%%", 100*found.Packed),
			How: "Small: the image is smooth, and noise hides its weak fine waves first. For photographs it is a few percent or less, and for a picture " +
				"of noise 90%.",
			Meaning: "This share of the frequencies, the lowest ones, holds 90% of the image's energy. Noise needs 90% of them for that.",
		}},
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
func redundancyOf(found Found) report.Section {
	s := report.Section{
		Title: "Why large images need more noise",
		Text: "Neighbouring pixels are nearly the same, and their noises are independent. Pooling takes the mean of four pixels. It halves the noise and keeps the " +
			"picture. So an image with sides twice as long can still be seen with 6 decibels more of noise (Chen 2023). A schedule that hides a small image " +
			"does not hide a large one. Scaling the data down, as --schedule linear:scale=0.5 does, takes 6 decibels away again.",
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
