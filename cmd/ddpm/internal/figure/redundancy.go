package figure

import (
	"io"
	"strings"

	"gonum.org/v1/plot"

	"ddpm/data"
)

// Redundant is an image with noise at one resolution, and after pooling to the smallest.
type Redundant struct {
	Size, Ratio   string // in words: of the image, and its signal-to-noise ratio after pooling
	Noised        Picture
	Pooled        Picture
	SNR, Measured []data.Point // the ratio after pooling in decibels over time, as expected and as drawn
}

// Redundancy writes a figure of an image at several resolutions with the same amount of noise: above as it is, in the middle pooled
// to the smallest resolution, below the signal-to-noise ratio after pooling over time, as expected, a line, and as drawn, dots. It
// panics if there are no resolutions.
func Redundancy(w io.Writer, all []Redundant) error {
	require(len(all) > 0, "figure: no resolutions to draw")
	noised := row{heading: "the same noise at each resolution", columns: PictureColumns, gap: gap, width: pictureSide, aspect: aspectOf(all[0].Noised)}
	pooled := noised
	pooled.heading = "pooled to " + all[len(all)-1].Size + ": what remains visible"
	last := all[0].SNR[len(all[0].SNR)-1][0]
	var sets [][]float64
	var marks []plot.Plotter
	for i, r := range all {
		r.Noised.Title, r.Pooled.Title = r.Size, "SNR "+strings.ReplaceAll(r.Ratio, "-", "−")
		noised.panels, pooled.panels = append(noised.panels, r.Noised.panel()), append(pooled.panels, r.Pooled.panel())
		ink := scheduleInks[i%Schedules]
		marks = append(marks, line(curveOf(r.SNR), ink, 2), markers(curveOf(r.Measured), ink, 2.5))
		for _, p := range r.SNR {
			sets = append(sets, []float64{p[1]})
		}
	}
	marks = append(marks, dashed(level(0, 0, last), textGrey))
	p := newChart("signal-to-noise ratio after pooling, in decibels; dashed: as much noise as signal", marks...)
	for i, r := range all {
		p.Legend.Add(r.Size, line(nil, scheduleInks[i%Schedules], 2))
	}
	steps(&p.X, last, "step t of the forward process")
	spanning(&p.Y, sets...)
	return encodePhoto(w, sheet{rows: append([]row{noised, pooled}, charts(220, p)...)}.draw())
}
