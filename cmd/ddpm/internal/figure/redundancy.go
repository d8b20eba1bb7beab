package figure

import (
	"ddpm/data"
)

// Redundant is an image with noise at one resolution, and after pooling to the smallest.
type Redundant struct {
	Size, Ratio   string // in words: of the image, and its signal-to-noise ratio after pooling
	Noised        Picture
	Pooled        Picture
	SNR, Measured []data.Point // the ratio after pooling in decibels over time, as expected and as drawn
}

// Redundancy returns a figure of an image at several resolutions with the same amount of noise: above as it is, in the middle pooled
// to the smallest resolution, below the signal-to-noise ratio after pooling over time, as expected, a line, and as drawn, dots. It
// panics if there are no resolutions.
func Redundancy(all []Redundant) Sheet {
	require(len(all) > 0, "figure: no resolutions to draw")
	var noised, pooled []Picture
	p := newChart("signal-to-noise ratio after pooling, in decibels; dashed: as much noise as signal")
	for i, r := range all {
		noised = append(noised, Picture{r.Size, r.Noised.Image})
		pooled = append(pooled, Picture{"SNR " + minus(r.Ratio), r.Pooled.Image})
		curve := line(curveOf(r.SNR), ink(i), 2)
		p.Add(curve, markers(curveOf(r.Measured), ink(i), 2.5))
		p.Legend.Add(r.Size, curve)
	}
	steps(&p.X, "step t of the forward process")
	p.Add(dashed(level(0, p.X.Min, p.X.Max), textGrey))
	padded(&p.Y)
	chart := charts(chartHeight, p).grids[0]
	return Sheet{photo: true, grids: []grid{
		album("the same noise at each resolution", PictureColumns, noised...),
		album("pooled to "+all[len(all)-1].Size+": what remains visible", PictureColumns, pooled...),
		chart,
	}}
}
