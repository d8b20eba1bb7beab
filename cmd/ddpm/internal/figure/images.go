package figure

import (
	"image"
	"math"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
)

// Picture is an image under a title.
type Picture struct {
	Title string
	Image image.Image
}

// PictureRow is a row of pictures under a heading, which may be empty.
type PictureRow struct {
	Heading  string
	Pictures []Picture
}

// PictureColumns is how many pictures a row of Pictures has room for: a picture then has 256 pixels.
const PictureColumns = 6

// Pictures returns a figure of rows of pictures, all of one size and in all their colours. It panics if there are none.
func Pictures(rows []PictureRow) Sheet {
	require(len(rows) > 0 && len(rows[0].Pictures) > 0, "figure: no pictures to draw")
	s := Sheet{photo: true}
	for _, r := range rows {
		s.grids = append(s.grids, pictures(r.Heading, PictureColumns, r.Pictures...))
	}
	return s
}

// pictures returns a grid of pictures, all of one size.
func pictures(heading string, columns int, all ...Picture) grid {
	g := grid{heading: heading, columns: columns, gap: pictureGap}
	for _, p := range all {
		var panel *plot.Plot
		p.Title = wrapped(p.Title, labelSize, 0.75*vg.Length(width/float64(columns)))
		panel, g.aspect = p.panel()
		g.panels = append(g.panels, panel)
	}
	return g
}

// panel returns the picture as a panel, and the panel's height as a share of its width: that of the picture, at most 1.5.
func (p Picture) panel() (panel *plot.Plot, aspect float64) {
	const tallest, fine = 1.5, 256
	size := p.Image.Bounds().Size()
	wide, tall := float64(size.X), float64(size.Y)
	aspect = min(tallest, tall/wide)
	// Pixels are squares with sharp edges, so the image is enlarged before it is drawn.
	factor := int(math.Ceil(fine / max(wide, tall)))
	enlarged := image.NewRGBA(image.Rect(0, 0, factor*size.X, factor*size.Y))
	xdraw.NearestNeighbor.Scale(enlarged, enlarged.Rect, p.Image, p.Image.Bounds(), xdraw.Src, nil)
	panel = newPanel(p.Title, plotter.NewImage(enlarged, 0, 0, wide, tall))
	panel.Title.TextStyle.Font = letters(labelSize)
	middle, half := wide/2, tall/aspect/2
	panel.X.Min, panel.X.Max = middle-half, middle+half
	return panel, aspect
}

// Spectrum is a picture and the magnitudes of its frequencies.
type Spectrum struct {
	Picture
	Magnitude Field // by the cycles that a frequency has across the picture and up
}

// Spectra returns a figure of pictures, and under each the magnitudes of its frequencies in colours that follow the logarithm. All have
// the size of the first. It panics if there are none.
func Spectra(all []Spectrum) Sheet {
	require(len(all) > 0, "figure: no spectra to draw")
	const least = 0.01 // the least magnitude that differs from none in its colour; white noise has 1
	top, images := 10*least, make([]Picture, len(all))
	for i, s := range all {
		top, images[i] = max(top, s.Magnitude.highest()), s.Picture
	}
	share, g := logarithm(least, top), pictures("", len(all), images...)
	g.gap = gap
	for i, s := range all {
		p := showing(s.Magnitude.View, newPanel("", heatMap(s.Magnitude, share)))
		if i == 0 {
			linear(&p.X, p.X.Min, p.X.Max)
			linear(&p.Y, p.Y.Min, p.Y.Max)
			p.X.Label.Text, p.Y.Label.Text = "cycles across", "cycles up"
		}
		g.panels = append(g.panels, p)
	}
	return Sheet{grids: []grid{g, named(colourBar(share, logTicks(least, top)), "root of a wave's energy: white noise has 1")}, photo: true}
}

// Compaction is how much of an image's energy is in its low frequencies: pairs of a share of the frequencies, and the share of the
// energy that they hold, both from 0 to 1. The first share is 0.
type Compaction struct {
	Title              string
	Measured, Expected []data.Point
}

// Compactions returns a figure of compactions, from clean to noise: on the left over all frequencies, where white noise is a
// straight line, on the right the low ones, on a logarithmic axis. What is measured is a wide band of colour, and what is expected a
// thin line in it. There are colours for six. It panics if there are none.
func Compactions(all []Compaction) Sheet {
	require(len(all) > 0, "figure: no compactions to draw")
	const bandWidth = 5
	even, low := newChart("share of the energy in the lowest frequencies"), newChart("the same on a logarithmic axis")
	for i, c := range all {
		measured, expected := curveOf(c.Measured), curveOf(c.Expected)
		band, thin := line(measured, pale(ink(i), 0.5), bandWidth), line(expected, ink(i), 1.25)
		even.Add(band, thin)
		even.Legend.Add(c.Title, band, thin)
		low.Add(line(measured[1:], band.Color, bandWidth), line(expected[1:], ink(i), 1.25))
	}
	linear(&even.X, 0, 1)
	logarithmic(&low.X)
	linear(&even.Y, 0, 1)
	linear(&low.Y, 0, 1)
	even.X.Label.Text = "share of the frequencies"
	low.X.Label.Text = even.X.Label.Text
	even.Legend.Top, even.Legend.YOffs = false, gap
	g := grid{heading: "bands: measured; lines: expected", panels: []*plot.Plot{even, low}, columns: 2, gap: gap, height: 300}
	return Sheet{grids: []grid{g}}
}

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
	return Sheet{photo: true, grids: []grid{
		pictures("the same noise at each resolution", PictureColumns, noised...),
		pictures("pooled to "+all[len(all)-1].Size+": what remains visible", PictureColumns, pooled...),
		charts(chartHeight, p).grids[0],
	}}
}
