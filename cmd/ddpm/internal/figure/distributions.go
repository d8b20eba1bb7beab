package figure

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot"

	"ddpm/data"
)

// Points returns a figure of what was learned beside what is true: two scatters with the same axes.
func Points(view View, learned, truth []data.Point) Sheet {
	panels := []Panel{{Title: "learned", Points: learned, Ink: Learned}, {Title: "true", Points: truth, Ink: True}}
	return Sheet{grids: []grid{withTicks(planes(view, 2, panels))}}
}

// Density returns a figure of densities side by side, in the same colours: white for zero and the darkest for the highest value of
// all; the colours follow the square root, so that low densities can be seen beside high ones. All densities are fields over the same
// view. A value that is not a number counts as zero. It panics if there are no panels.
func Density(panels ...Panel) Sheet {
	require(len(panels) > 0, "figure: no densities to draw")
	var top float64
	for _, p := range panels {
		top = max(top, p.highest())
	}
	top = cmp.Or(top, 1)
	return Sheet{grids: []grid{
		withTicks(planes(panels[0].Density.View, len(panels), toned(panels, top))),
		colourBar(root(top), plot.DefaultTicks{}.Ticks(0, top)),
	}}
}

// Errors returns a figure of fields side by side, each in colours of its own: white for zero and the darkest for its own highest
// value; the colours follow the square root. It is for values that differ by orders of magnitude between panels, where each panel
// shows where in the plane the values are high. All fields are over the same view. A value that is not a number counts as zero. It
// panics if there are no panels.
func Errors(panels []Panel) Sheet {
	require(len(panels) > 0, "figure: no densities to draw")
	return Sheet{grids: []grid{planes(panels[0].Density.View, len(panels), panels)}}
}

// Strip returns a figure of small panels with the same axes, in rows of at most five: a process in time, read line by line. All
// densities have the same colours, with the darkest for the highest value of the first panel, so that a distribution that spreads grows
// fainter. All marginals have one scale. It panics if there are no panels.
func Strip(view View, panels []Panel) Sheet {
	require(len(panels) > 0, "figure: a strip without panels")
	return strip(view, stripColumns(len(panels)), panels)
}

func strip(view View, columns int, panels []Panel) Sheet {
	return Sheet{grids: []grid{planes(view, columns, toned(panels, panels[0].highest()))}}
}

// Table returns a figure of small panels with the same axes in rows of so many columns: what two choices make of the same task. It
// panics if there are no panels or columns.
func Table(view View, columns int, panels []Panel) Sheet {
	require(len(panels) > 0 && columns >= 1, "figure: a table needs panels and columns")
	return strip(view, columns, panels)
}

// stripColumns returns how many of n panels go into a row, so that a row has at most five and all have about the same number.
func stripColumns(n int) int {
	const most = 5
	rows := (n + most - 1) / most
	return (n + rows - 1) / rows
}

// toned returns panels in which one density has the darkest colour.
func toned(panels []Panel, darkest float64) []Panel {
	panels = slices.Clone(panels)
	for i := range panels {
		panels[i].darkest = darkest
	}
	return panels
}
