package figure

import (
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

// Spectra returns a figure of pictures, and under each the magnitudes of its frequencies in colours that follow the logarithm, with the
// lowest frequency in the lower left corner. All have the size of the first. It panics if there are none.
func Spectra(all []Spectrum) Sheet {
	require(len(all) > 0, "figure: no spectra to draw")
	top := 10 * leastMagnitude
	g := grid{columns: len(all), gap: gap}
	for _, s := range all {
		top = max(top, s.field().highest())
		panel, aspect := s.panel()
		g.panels, g.aspect = append(g.panels, panel), aspect
	}
	share := logarithm(leastMagnitude, top)
	for i, s := range all {
		p := showing(s.field().View, newPanel("", heatMap(s.field(), share)))
		linear(&p.X, p.X.Min, p.X.Max)
		if i == 0 {
			linear(&p.Y, p.Y.Min, p.Y.Max)
			p.Y.Label.Text = "cycles up"
		}
		if i == len(all)/2 {
			p.X.Label.Text = "cycles across"
		}
		g.panels = append(g.panels, p)
	}
	return Sheet{grids: []grid{g, colourBar(share, logTicks(leastMagnitude, top))}, photo: true}
}

// field returns the magnitudes by the cycles that a frequency has across the picture and up: a cosine of number k has k/2.
func (s Spectrum) field() Field {
	view := View{Hi: data.Point{float64(s.Width) / 2, float64(s.Height) / 2}}
	return Field{View: view, Width: s.Width, Height: s.Height, Values: s.Magnitude}
}
