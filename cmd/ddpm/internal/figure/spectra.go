package figure

import (
	"io"
	"math"

	"gonum.org/v1/plot"

	"ddpm/data"
)

// Spectrum is a picture and the magnitudes of its frequencies.
type Spectrum struct {
	Picture
	Width, Height int
	Magnitude     []float64 // (Height, Width), the lowest frequencies first
}

// leastMagnitude is the least magnitude that differs from none in its colour; white noise has 1.
const leastMagnitude = 0.01

// Spectra writes a figure of pictures, and under each the magnitudes of its frequencies in colours that follow the logarithm, with the
// lowest frequency in the lower left corner. All have the size of the first. It panics if there are none.
func Spectra(w io.Writer, all []Spectrum) error { return encodePhoto(w, spectra(all).draw()) }

func spectra(all []Spectrum) sheet {
	require(len(all) > 0, "figure: no spectra to draw")
	fields := make([]Field, len(all))
	for i, s := range all {
		// A cosine of number k has k/2 cycles across the picture.
		view := View{Hi: data.Point{float64(s.Width) / 2, float64(s.Height) / 2}}
		fields[i] = Field{View: view, Width: s.Width, Height: s.Height, Values: s.Magnitude}
	}
	share := logarithm(leastMagnitude, max(10*leastMagnitude, highest(fields...)))
	pictures := row{gap: gap, aspect: aspectOf(all[0].Picture)}
	magnitudes := pictures
	for i, s := range all {
		p := showing(fields[i].View, newPanel("", heatMap(fields[i], share)))
		p.X.Tick.Marker = labels{evenTicks{}, 0.1}
		if i == 0 {
			p.Y.Tick.Marker, p.Y.Label.Text = labels{evenTicks{}, 0.1}, "cycles up"
		}
		if i == len(all)/2 {
			p.X.Label.Text = "cycles across the picture"
		}
		pictures.panels, magnitudes.panels = append(pictures.panels, s.panel()), append(magnitudes.panels, p)
	}
	var powers []plot.Tick
	for power := math.Log10(leastMagnitude); share(math.Pow(10, power)) < 1; power++ {
		powers = append(powers, plot.Tick{Value: math.Pow(10, power), Label: decimal(math.Pow(10, power))})
	}
	return sheet{rows: []row{pictures, magnitudes}, bar: colourBar(share, powers)}
}
