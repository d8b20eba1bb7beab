package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// Vectors is a vector field: it sets dst[i] to the vector at x[i].
type Vectors func(dst, x []data.Point)

// Level is the learned and the true score at a noise level.
type Level struct {
	Title         string
	Points        []data.Point // true points at that level, drawn faintly behind the arrows
	Learned, True Vectors
	Of            string // what True is of, if not of the truth
}

// arrowsAcross is how many arrows are side by side along the longer side of a panel.
const arrowsAcross = 20

// Scores returns a figure of learned scores above true ones, a column a noise level, as arrows on a grid. The middle of an arrow is
// the place of its score. A score of length s has an arrow s/(s + median) times as long as the longest arrow; the median is that of
// the true score's length at the level's points. All arrows of a level thus have one scale, on which the scores far from the data,
// which are very long, stay legible. It panics if there are no levels.
func Scores(view View, levels []Level) Sheet {
	require(len(levels) > 0, "figure: no scores to draw")
	columns := len(levels)
	panels := make([]Panel, 2*columns)
	for i, level := range levels {
		panels[i] = Panel{Title: "learned, " + level.Title, Points: level.Points, Ink: shadowGrey}
		panels[columns+i] = Panel{Title: cmp.Or(level.Of, "true") + ", " + level.Title, Points: level.Points, Ink: shadowGrey}
	}
	g := planes(view, columns, false, 0, panels)
	raster := blank(view, arrowsAcross)
	places := raster.middles()
	spacing, _ := raster.cell()
	for i, level := range levels {
		learned, truth, typical := make([]data.Point, len(places)), make([]data.Point, len(places)), make([]data.Point, len(level.Points))
		level.Learned(learned, places)
		level.True(truth, places)
		level.True(typical, level.Points)
		half := medianLength(typical)
		g.panels[i].Add(arrows{places, learned, half, spacing, Learned})
		g.panels[columns+i].Add(arrows{places, truth, half, spacing, True})
	}
	return Sheet{grids: []grid{g}}
}

// medianLength returns the median length of vectors, or 1 if that is not positive or there are none.
func medianLength(vectors []data.Point) float64 {
	lengths := make([]float64, len(vectors))
	for i, v := range vectors {
		lengths[i] = math.Hypot(v[0], v[1])
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2:]; len(median) > 0 && drawable(median[0]) {
		return median[0]
	}
	return 1
}

// arrows is a mark: vectors as arrows whose middles are at their places. (plotter.Field has no fixed scale: its longest arrow is always
// as long as a cell.)
type arrows struct {
	places, vectors []data.Point
	half            float64 // the length of a vector whose arrow is half as long as the longest
	spacing         float64 // between two places, on the horizontal axis; the longest arrow is a little longer
	ink             color.Color
}

// Plot draws the arrows. It implements plot.Plotter.
func (a arrows) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	longest := 1.1 * float64(x(p.X.Min+a.spacing)-x(p.X.Min))
	for i, v := range a.vectors {
		size := math.Hypot(v[0], v[1])
		if !drawable(size) {
			continue
		}
		length := longest * size / (size + a.half)
		head := min(0.5*length, 4)
		at := func(forward, left float64) vg.Point {
			u, v := v[0]/size, v[1]/size
			return vg.Point{X: x(a.places[i][0]) + vg.Length(forward*u-left*v), Y: y(a.places[i][1]) + vg.Length(forward*v+left*u)}
		}
		neck := length/2 - head
		c.StrokeLines(draw.LineStyle{Color: a.ink, Width: 1}, []vg.Point{at(-length/2, 0), at(neck, 0)})
		c.FillPolygon(a.ink, []vg.Point{at(length/2, 0), at(neck, 0.42*head), at(neck, -0.42*head)})
	}
}
