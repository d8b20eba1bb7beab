package figure

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"

	"ddpm/data"
)

// Panel is a scatter of points under a title.
type Panel struct {
	Title  string
	Points []data.Point
	Ink    color.RGBA // Learned or True
}

// Points writes a figure of what was learned beside what is true: two scatters with the same axes.
func Points(w io.Writer, view View, learned, truth []data.Point) error {
	return scatters(view, 2, true, []Panel{{"learned", learned, Learned}, {"true", truth, True}}).write(w)
}

// Strip writes a figure of small scatters with the same axes, in rows of at most five: a process in time, read line by line. It
// panics if there are no panels.
func Strip(w io.Writer, view View, panels []Panel) error {
	require(len(panels) > 0, "figure: a strip without panels")
	return scatters(view, stripColumns(len(panels)), false, panels).write(w)
}

// Table writes a figure of small scatters with the same axes in rows of so many columns: what two choices make of the same task.
// Below each is its caption, of one line or several. It panics if there are no panels or columns, or not one caption for each panel.
func Table(w io.Writer, view View, columns int, panels []Panel, captions []string) error {
	require(len(panels) > 0 && columns >= 1 && len(captions) == len(panels), "figure: a table needs panels, columns, and as many captions")
	s := scatters(view, columns, false, panels)
	for i, caption := range captions {
		x := &s.rows[i/columns].panels[i%columns].X
		x.Label.Text, x.Label.TextStyle.Font, x.Label.Padding = caption, letters(tickSize), 4
	}
	return s.write(w)
}

// stripColumns returns how many of n panels go into a row, so that a row has at most five and all have about the same number.
func stripColumns(n int) int {
	const most = 5
	rows := (n + most - 1) / most
	return (n + rows - 1) / rows
}

func scatters(view View, columns int, ticks bool, panels []Panel) sheet {
	plots := make([]*plot.Plot, len(panels))
	for i, p := range panels {
		plots[i] = newPanel(p.Title, scatter(p, columns))
	}
	return sheet{rows: planes(view, columns, ticks, plots)}
}

// scatter returns the points as dots that suit their number and the number of panels in a row: the fewer, the larger and the darker.
func scatter(p Panel, columns int) dots {
	panelWidth := width / float64(columns)
	room := math.Sqrt(panelWidth * panelWidth / 4 / float64(max(1, len(p.Points)))) // if they share a quarter of the panel
	return dots{
		points: p.Points,
		ink:    p.Ink,
		radius: min(2, max(0.65, 0.45*room)),
		alpha:  min(0.8, max(0.2, 0.5*room)),
	}
}
