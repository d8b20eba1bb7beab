package figure

import (
	"image/color"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"ddpm/data"
)

// Panel is a scatter of points under a title.
type Panel struct {
	Title  string
	Points []data.Point
	Ink    color.RGBA // Learned or True
}

// Points writes a figure of what was learned beside what is true: two scatters with the same equal axes.
func Points(w io.Writer, view View, learned, truth []data.Point) error {
	panels := []Panel{{"learned", learned, Learned}, {"true", truth, True}}
	return scatters(w, grid{view: view, columns: 2, ticks: true}, panels)
}

// Strip writes a figure of small scatters, one beside the other with the same equal axes, in as many rows as keep them
// legible: a process in time, read line by line. It panics if there are no panels.
func Strip(w io.Writer, view View, panels []Panel) error {
	if len(panels) == 0 {
		panic("figure: a strip without panels")
	}
	return scatters(w, grid{view: view, columns: stripColumns(len(panels))}, panels)
}

// Table writes a figure of small scatters with the same equal axes in rows of so many columns: what two choices make of the same
// task. Below each stands its caption, of one line or several. It panics if there are no panels or columns, or not a caption for each.
func Table(w io.Writer, view View, columns int, panels []Panel, captions []string) error {
	if len(panels) == 0 || columns < 1 || len(captions) != len(panels) {
		panic("figure: a table needs panels, columns, and as many captions")
	}
	planes := make([]plane, len(panels))
	for i, p := range panels {
		planes[i] = plane{p.Title, []plot.Plotter{scatter(p, columns)}}
	}
	lines := 0
	for _, caption := range captions {
		lines = max(lines, 1+strings.Count(caption, "\n"))
	}
	c, l := grid{view: view, columns: columns, below: vg.Length(lines) * tickSpace}.draw(planes)
	for i, r := range l.panels {
		below := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: r.Min.Y - labelDistance}
		c.FillText(style(tickSize, text.XCenter, text.YTop), below, captions[i])
	}
	return encode(w, c)
}

// stripColumns returns how many of n panels go into a row, so that a row has at most five and all have about the same
// number.
func stripColumns(n int) int {
	const most = 5
	rows := (n + most - 1) / most
	return (n + rows - 1) / rows
}

func scatters(w io.Writer, g grid, panels []Panel) error {
	planes := make([]plane, len(panels))
	for i, p := range panels {
		planes[i] = plane{p.Title, []plot.Plotter{scatter(p, g.columns)}}
	}
	c, _ := g.draw(planes)
	return encode(w, c)
}

// scatter returns the points as dots that suit their number and the number of panels in a row: the fewer, the larger
// and the darker.
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
