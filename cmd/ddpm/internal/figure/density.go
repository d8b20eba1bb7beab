package figure

import (
	"io"

	"gonum.org/v1/plot"
)

// Heat is a density as colours, under a title.
type Heat struct {
	Title   string
	Density Field
}

// Errors writes a figure of fields side by side, each in colours of its own: white for zero and the darkest for its own highest
// value; the colours follow the square root. It is for values that differ by orders of magnitude between panels, where each panel
// shows where in the plane the values are high. All fields are over the same view. A value that is not a number counts as zero. It
// panics if there are no heats.
func Errors(w io.Writer, heats []Heat) error { return heatMaps(heats, false).write(w) }

// Density writes a figure of densities side by side, in the same colours: white for zero and the darkest for the highest value of
// all; the colours follow the square root, so that low densities can be seen beside high ones. All densities are fields over the same
// view. A value that is not a number counts as zero. It panics if there are no heats.
func Density(w io.Writer, heats []Heat) error { return heatMaps(heats, true).write(w) }

// heatMaps returns a figure of heat maps side by side: with colours, axes and a colour bar in common, or each for itself.
func heatMaps(heats []Heat, common bool) sheet {
	require(len(heats) > 0, "figure: no densities to draw")
	fields, panels := make([]Field, len(heats)), make([]*plot.Plot, len(heats))
	for i, heat := range heats {
		fields[i] = heat.Density
	}
	for i, heat := range heats {
		top := highest(fields[i])
		if common {
			top = highest(fields...)
		}
		panels[i] = newPanel(heat.Title, heatMap(fields[i], root(top)))
	}
	s := sheet{rows: planes(fields[0].View, len(heats), common, panels)}
	if common {
		top := highest(fields...)
		s.bar = colourBar(root(top), labels{Ticker: evenTicks{}}.Ticks(0, top))
	}
	return s
}
